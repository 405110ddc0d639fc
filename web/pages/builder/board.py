"""The list of cuts, and the board of one: storyboard, paper edit, the gate's answers, settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.gate.reasons import Reason
from consent.releases import Appearance
from pvstudio.editing.recipe import Background, CardKind, Credits, Opening, Part, Recipe
from pvstudio.model import Audience, Clip, Cut, CutVersion, Footage, Participant, Workshop
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from web.forms import text
from web.pages.builder.desk import blueprint, builders, mending
from web.pages.builder.paper import paper_of
from web.sending.prepared import poster_of
from web.wording.i18n import language, lazy
from web.wording.showing import now, studio
from workflows.cutting.cuts import new_cut, recipe_of, revision, steps
from workflows.cutting.outlook import Outlook, gone_from, outlook
from workflows.cutting.paper import sentences, shown, tracks_of
from workflows.cutting.templates import TEMPLATES, from_template

TEMPLATE_NAMES = {
    "empty": (lazy("An empty film"), lazy("Nothing but clips, one after another.")),
    "short": (lazy("A short film"), lazy("One story, with a title and credits.")),
    "documentary": (
        lazy("A documentary"),
        lazy("Several voices; each is named in letters over the picture."),
    ),
    "trailer": (lazy("A trailer"), lazy("A minute that makes curious, without cards.")),
    "compilation": (lazy("Stories to Humanity"), lazy("Short films, each after a card with its title.")),
}
CARDS = {
    CardKind.NONE: lazy("None"),
    CardKind.FULL: lazy("A card before the clip"),
    CardKind.LOWER_THIRD: lazy("Letters over the start of the clip"),
}
_EXCERPT = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A part as the storyboard shows it; *clip* is trimmed, None where it is not there any more."""

    number: int
    part: Part
    clip: Clip | None
    title: str
    people: tuple[Participant, ...] = ()
    starts_ms: int = 0
    words: str = ""
    words_language: str = ""
    about: dict[Audience, tuple[Reason, ...]] | None = None


@blueprint.get("/")
@builders
def index(workshop: str) -> ResponseReturnValue:
    """List the cuts, with their newest version; begin another."""
    with studio().documents.read(workshop) as tx:
        versions: dict[str, list[CutVersion]] = {}
        for version in sorted(tx.find(CutVersion), key=lambda each: -each.number):
            versions.setdefault(version.cut_id, []).append(version)
        home = tx.get(Workshop, workshop)
        return render_template(
            "builder/index.html",
            workshop=home,
            cuts=sorted(tx.find(Cut), key=lambda cut: cut.title.casefold()),
            versions=versions,
            clips=sorted(tx.find(Clip), key=lambda clip: clip.title.casefold()),
            templates=TEMPLATE_NAMES,
            languages=dict.fromkeys([*home.languages, "en", language()]),
        )


@blueprint.post("/")
@builders
def begin(workshop: str) -> ResponseReturnValue:
    """Begin a cut from a template, with the clips that were ticked."""
    wanted = request.form.getlist("clips")
    with studio().documents.read(workshop) as tx:
        clips = [tx.get(Clip, clip_id) for clip_id in wanted]
    name = request.form.get("template", TEMPLATES[0])
    recipe = from_template(name, text("title"), request.form.get("language", "en"), clips)
    cut = new_cut(studio(), workshop, recipe)
    return redirect(url_for(".show", workshop=workshop, cut_id=cut.id), 303)


@blueprint.get("/<cut_id>/")
@builders
def show(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Show the board of one cut."""
    with studio().documents.read(workshop) as tx:
        cut = tx.get(Cut, cut_id)
        return render_template("builder/board.html", **board_of(tx, workshop, cut, recipe_of(cut)))


def board_of(tx: Reading, workshop: str, cut: Cut, recipe: Recipe) -> dict[str, Any]:
    """Return all that the board shows of *cut*."""
    gone = gone_from(recipe, tx.find(Clip))
    ahead = None if gone else outlook(studio(), tx, workshop, cut, recipe, now())
    clips = sorted(tx.find(Clip), key=lambda clip: clip.title.casefold())
    versions = sorted(tx.find(CutVersion, cut_id=cut.id), key=lambda each: -each.number)
    people = tx.find(Participant)
    return {
        "workshop": tx.get(Workshop, workshop),
        "cut": cut,
        "recipe": recipe,
        "revision": revision(cut),
        "steps": steps(tx, cut.id),
        "gone": gone,
        "ahead": ahead,
        "parts": _shown(tx, recipe, ahead, gone, people),
        "gate": _gate(recipe, ahead),
        "mend": lambda reason: mending(reason, workshop),
        "clips": {clip.id: clip for clip in clips},
        "posters": _posters(tx, workshop, clips),
        "paper": paper_of(tx, recipe, clips),
        "versions": versions,
        "chosen_audience": versions[0].audience if versions else Audience.COMMUNITY,
        "editing": request.args.get("edit", type=int),
        "languages": _languages(tx, recipe, workshop),
        "CARDS": CARDS,
        "opening": recipe.opening or Opening(),
        "credits": recipe.credits or Credits(language=recipe.language),
        "plain": Background(),
    }


def _gate(recipe: Recipe, ahead: Outlook | None) -> list[tuple[Audience, tuple[Reason, ...]]]:
    return [(one, ahead.stands_in_the_way(one, recipe)) for one in Audience] if ahead else []


def _shown(
    tx: Reading, recipe: Recipe, ahead: Outlook | None, gone: Sequence[int], people: Sequence[Participant]
) -> list[Shown]:
    by_id, inside = {one.id: one for one in people}, dict[str, list[Participant]]()
    for seen in tx.find(Appearance):
        if seen.participant_id in by_id:
            inside.setdefault(seen.clip_id, []).append(by_id[seen.participant_id])
    tracks, known, found = tx.find(Track), tx.find(Clip), list[Shown]()
    for number, part in enumerate(recipe.parts):
        if ahead is None:
            clip = next((one for one in known if part.clip in (one.id, one.title)), None)
            there = None if number in gone else clip
            title = part.title or (there.title if there else "")
            found.append(Shown(number=number, part=part, clip=there, title=title))
            continue
        clip = ahead.clips[number]
        whole = next(one for one in known if one.id == clip.id)
        words, tag = _said(whole, part, tracks)
        found.append(
            Shown(
                number=number,
                part=part,
                clip=clip,
                title=part.title or clip.title,
                people=tuple(dict.fromkeys(inside.get(clip.id, ()))),
                starts_ms=ahead.length.starts_ms[number],
                words=words,
                words_language=tag,
                about={one: ahead.judged[one].about_items[number] for one in Audience},
            )
        )
    return found


def _said(clip: Clip, part: Part, tracks: Sequence[Track]) -> tuple[str, str]:
    """Return how the words of a part begin, and in which language."""
    for track in tracks_of(clip, tracks)[:1]:
        said = sentences(track.cues)
        inside = shown(said, [part], clip)
        words = " ".join(one.text for one in said if one.number in inside)
        return words if len(words) <= _EXCERPT else words[:_EXCERPT] + "…", track.language
    return "", ""


def _posters(tx: Reading, workshop: str, clips: Sequence[Clip]) -> frozenset[str]:
    footage = {one.id: one for one in tx.find(Footage)}
    found = [c.id for c in clips if poster_of(studio(), workshop, c, footage[c.footage_id])]
    return frozenset(found)


def _languages(tx: Reading, recipe: Recipe, workshop: str) -> list[str]:
    """Return the languages that subtitles could be in: those that clips of the workshop have words in."""
    there = sorted({track.language for track in tx.find(Track)})
    return list(dict.fromkeys([*recipe.subtitles, *there, *tx.get(Workshop, workshop).languages]))
