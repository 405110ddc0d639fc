"""Changes of a cut: each form names one, and the recipe that it was made on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.editing import arranging
from pvstudio.editing.reading import is_language
from pvstudio.editing.recipe import (
    Background,
    CardKind,
    Credits,
    CreditStyle,
    Line,
    OnWithheld,
    Opening,
    Part,
    Recipe,
    Transition,
    TransitionKind,
)
from pvstudio.editing.recipe_parsing import drafted
from pvstudio.errors import NotFound
from pvstudio.model import Clip, Cut
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from web.forms import chosen, text
from web.pages.builder.desk import blueprint, builders
from web.pages.builder.paper import words_mark
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import studio
from workflows.cutting import cuts, paper
from workflows.cutting.cuts import Change
from workflows.cutting.errors import NothingChosen
from workflows.cutting.outlook import gone_from
from workflows.cutting.templates import like_the_last

#: A change, and the part that it ends at (from 0): there the page goes on.
Read = Callable[[Reading], tuple[Change, int | None]]


@blueprint.post("/<cut_id>/change")
@builders
def change(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Change the cut as the form says."""
    wanted = CHANGES.get(request.form.get("do", ""))
    if wanted is None:
        raise BadRequest(_("This cannot be done here."))
    with studio().documents.read(workshop) as tx:
        what, part = wanted(tx)
    seen = request.form.get("revision", "")
    cuts.change_cut(studio(), workshop, cut_id, seen, what, by=signed_in().name)
    return _back(workshop, cut_id, part)


@blueprint.post("/<cut_id>/undo")
@builders
def undo(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Take the last change back, or do it again."""
    step = cuts.redo if request.form.get("do") == "again" else cuts.undo
    step(studio(), workshop, cut_id, request.form.get("revision", ""), by=signed_in().name)
    return _back(workshop, cut_id, None)


def _back(workshop: str, cut_id: str, part: int | None) -> ResponseReturnValue:
    """Go back to the board as it was looked at."""
    kept: dict[str, Any] = {
        name: request.form.get(f"at_{name}") or None for name in ("clip", "words", "q", "edit")
    }
    anchor = None if part is None else f"part-{part}"
    return redirect(url_for(".show", workshop=workshop, cut_id=cut_id, _anchor=anchor, **kept), 303)


# -- parts -----------------------------------------------------------------------------------


def _add(tx: Reading) -> tuple[Change, int | None]:
    clip = tx.get(Clip, request.form.get("clip", ""))

    def add(recipe: Recipe) -> Recipe:
        return arranging.with_parts(recipe, [like_the_last(recipe, clip)])

    return add, None


def _sentences(tx: Reading) -> tuple[Change, int | None]:
    """Sentences become parts at the end, or in the place of the part whose sentences are chosen anew."""
    track = tx.get(Track, request.form.get("track", ""))
    clip = tx.get(Clip, track.clip_id)
    if request.form.get("mark") != words_mark(track):
        raise NothingChosen(clip.title)
    chosen_ones, said = {_whole(one) for one in request.form.getlist("s")}, paper.sentences(track.cues)
    place = request.form.get("part", type=int)

    def put(recipe: Recipe) -> Recipe:
        if place is None:
            used = any(part.clip in (clip.id, clip.title) for part in recipe.parts)
            like = like_the_last(recipe, clip)
            like = replace(like, card=CardKind.NONE) if used else like
            return arranging.with_parts(recipe, paper.parts_of(clip, said, chosen_ones, like))
        like = arranging.part_at(recipe, place)
        if like.clip not in (clip.id, clip.title):
            raise NothingChosen(clip.title)
        return arranging.replaced(recipe, place, paper.parts_of(clip, said, chosen_ones, like))

    return put, place


def _move(_tx: Reading) -> tuple[Change, int | None]:
    number, to = _number("part"), _number("to")
    return lambda recipe: arranging.moved(recipe, number, to), to


def _part(tx: Reading) -> tuple[Change, int | None]:
    """Do what the button says: one form of a part has several."""
    number = _number("part")
    if (act := request.form.get("act", "")) == "remove":
        return _remove(tx)
    to = number + {"up": -1, "down": 1}.get(act, 0)
    return lambda recipe: arranging.moved(recipe, number, to), max(0, to)


def _remove(_tx: Reading) -> tuple[Change, int | None]:
    number = _number("part")
    return lambda recipe: arranging.without_part(recipe, number), max(0, number - 1)


def _trim(_tx: Reading) -> tuple[Change, int | None]:
    number, in_ms, out_ms = _number("part"), _ms("in"), _ms("out")
    return lambda recipe: arranging.trimmed_to(recipe, number, in_ms or None, out_ms), number


def _gone(tx: Reading) -> tuple[Change, int | None]:
    """Take out what is not there any more; what is there is asked now, in the same breath."""
    known = tx.find(Clip)

    def take(recipe: Recipe) -> Recipe:
        for number in reversed(gone_from(recipe, known)):
            recipe = arranging.without_part(recipe, number)
        return recipe

    return take, None


def _card(_tx: Reading) -> tuple[Change, int | None]:
    number, wanted = _number("part"), read_card()

    def letter(recipe: Recipe) -> Recipe:
        return arranging.replaced(recipe, number, [wanted(arranging.part_at(recipe, number))])

    return letter, number


def read_card() -> Callable[[Part], Part]:
    """Read the letters of a part from the form."""
    kind, seconds, fade = chosen(CardKind, "card"), _ms("card_seconds"), _fade()
    title, name, place = text("title"), text("name"), text("place")
    tag, name_tag, ground = text("language"), text("name_language"), _background()

    def lettered(part: Part) -> Part:
        return replace(
            part,
            card=kind,
            card_ms=part.card_ms if seconds is None else seconds,
            background=ground,
            transition=fade,
            title=title,
            name=name,
            place=place,
            language=tag or part.language,
            name_language=name_tag or part.name_language,
        )

    return lettered


# -- the film --------------------------------------------------------------------------------


def _settings(_tx: Reading) -> tuple[Change, int | None]:
    language, title = text("language"), text("title")
    wanted, burned = request.form.getlist("subtitles"), request.form.getlist("burned_in")
    withheld = chosen(OnWithheld, "on_withheld")
    others = {tag: text(f"title_{tag}") for tag in request.form.getlist("title_languages") if tag != language}

    def settle(recipe: Recipe) -> Recipe:
        lines = [Line(text=title, language=language)]
        lines += [Line(text=words, language=tag) for tag, words in others.items() if words]
        recipe = arranging.titled(recipe, lines, language)
        return arranging.on_withheld(arranging.subtitled(recipe, wanted, burned), withheld)

    return settle, None


def _frame(_tx: Reading) -> tuple[Change, int | None]:
    opening, ending = read_opening(), read_credits()

    def frame(recipe: Recipe) -> Recipe:
        return arranging.framed(recipe, opening, ending)

    return frame, None


def read_opening() -> Opening | None:
    """Read the opening from the form; None where there shall be none."""
    if not request.form.get("opening"):
        return None
    ms = _ms("opening_seconds")
    return Opening(
        lines=_lines("opening_lines", text("opening_language")),
        ms=5000 if ms is None else ms,
        background=_background("opening_"),
    )


def read_credits() -> Credits | None:
    """Read the credits from the form; None where there shall be none."""
    if not request.form.get("credits"):
        return None
    tag, ms = text("credits_language"), _ms("credits_seconds")
    return Credits(
        title=text("credits_title"),
        language=tag,
        lines=_lines("credits_lines", tag),
        style=chosen(CreditStyle, "credits_style"),
        participants=bool(request.form.get("credits_participants")),
        page_ms=5000 if ms is None else ms,
        background=_background("credits_"),
        transition=_fade("credits_"),
    )


def _mine(_tx: Reading) -> tuple[Change, int | None]:
    """Take a whole recipe: the one that somebody had made while another changed the cut."""
    whole = drafted(request.form.get("recipe", ""))
    return lambda _theirs: whole, None


CHANGES: Mapping[str, Read] = {
    "add": _add,
    "sentences": _sentences,
    "move": _move,
    "part": _part,
    "remove": _remove,
    "trim": _trim,
    "gone": _gone,
    "card": _card,
    "settings": _settings,
    "frame": _frame,
    "mine": _mine,
}


# -- fields ----------------------------------------------------------------------------------


def _lines(name: str, usual: str) -> tuple[Line, ...]:
    """Read lines of text; ``ar: …`` at the start of one names its language."""
    found = []
    for row in request.form.get(name, "").splitlines():
        words = " ".join(row.split())
        tag, colon, rest = words.partition(": ")
        own = colon and is_language(tag)
        if words:
            found.append(Line(text=rest if own else words, language=tag if own else usual))
    return tuple(found)


def _background(prefix: str = "") -> Background:
    match request.form.get(f"{prefix}ground", ""):
        case "picture" if clip := request.form.get(f"{prefix}picture", ""):
            return Background(picture=clip)
        case "colours":
            top, bottom = (request.form.get(f"{prefix}{name}", "") for name in ("top", "bottom"))
            return Background(colours=(top,) if top == bottom else (top, bottom))
    return Background()


def _fade(prefix: str = "") -> Transition:
    ms = _ms(f"{prefix}fade")
    return Transition(kind=TransitionKind.FADE, ms=ms) if ms else Transition()


def _ms(name: str) -> int | None:
    value = request.form.get(name, "").strip()
    if not value:
        return None
    try:
        seconds = Decimal(value)
    except InvalidOperation:
        raise BadRequest(_("“{value}” is no number of seconds.", value=value)) from None
    if not seconds.is_finite() or not 0 <= seconds <= 36_000:
        raise BadRequest(_("“{value}” is no number of seconds.", value=value))
    return round(seconds * 1000)


def _number(name: str) -> int:
    return _whole(request.form.get(name, ""))


def _whole(value: str) -> int:
    if not value.isdecimal() or len(value) > 6:
        raise NotFound("part", value)
    return int(value)


def cut_of(tx: Reading, cut_id: str) -> tuple[Cut, Recipe]:
    """Return a cut with its recipe."""
    cut = tx.get(Cut, cut_id)
    return cut, cuts.recipe_of(cut)
