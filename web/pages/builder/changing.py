"""Changes of a cut: each form names one, and the recipe that it was made on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.editing import arranging
from pvstudio.editing.recipe import (
    CardKind,
    Line,
    OnWithheld,
    Recipe,
)
from pvstudio.editing.recipe_parsing import drafted
from pvstudio.model import Clip, Cut
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from web.forms import chosen, text
from web.pages.builder.desk import blueprint, builders
from web.pages.builder.fields import counted, milliseconds, read_card, read_credits, read_opening, whole
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
    chosen_ones, said = {whole(one) for one in request.form.getlist("s")}, paper.sentences(track.cues)
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
    number, to = counted("part"), counted("to")
    return lambda recipe: arranging.moved(recipe, number, to), to


def _part(tx: Reading) -> tuple[Change, int | None]:
    """Do what the button says: one form of a part has several."""
    number = counted("part")
    if (act := request.form.get("act", "")) == "remove":
        return _remove(tx)
    to = number + {"up": -1, "down": 1}.get(act, 0)
    return lambda recipe: arranging.moved(recipe, number, to), max(0, to)


def _remove(_tx: Reading) -> tuple[Change, int | None]:
    number = counted("part")
    return lambda recipe: arranging.without_part(recipe, number), max(0, number - 1)


def _trim(_tx: Reading) -> tuple[Change, int | None]:
    number, in_ms, out_ms = counted("part"), milliseconds("in"), milliseconds("out")
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
    number, wanted = counted("part"), read_card()

    def letter(recipe: Recipe) -> Recipe:
        return arranging.replaced(recipe, number, [wanted(arranging.part_at(recipe, number))])

    return letter, number


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


def cut_of(tx: Reading, cut_id: str) -> tuple[Cut, Recipe]:
    """Return a cut with its recipe."""
    cut = tx.get(Cut, cut_id)
    return cut, cuts.recipe_of(cut)
