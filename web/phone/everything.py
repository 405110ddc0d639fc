"""“Show me everything about me”: part by part, with pictures; what is taken along is gathered here too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort
from markupsafe import Markup

from consent.notices import NoticeMissing, Topic, notice
from consent.notices.errors import BadReference
from consent.notices.notice import parse_reference
from consent.releases import Answer, How, Role, Stage
from pvstudio.model import PopulationGroup
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.passages import passages
from web.phone.showing import page
from web.phone.stills import clip_still
from web.phone.wording import say, tongue
from web.wording.showing import now, studio
from workflows.about_me import AboutMe, about_me
from workflows.taking_along import Along, along

#: The parts, each with the drawing that stands for it.
PARTS: Mapping[str, str] = {
    "clips": "camera-records",
    "answers": "each-apart",
    "watched": "watch",
    "told": "explain",
    "where": "audience-community",
    "more": "closed-door",
}
_RIGHTS = {
    Role.SELF: "myself",
    Role.CHILD_ASSENT: "the_child",
    Role.GUARDIAN: "the_grown_up",
    Role.BEST_INTERESTS: "the_officer",
}
_HOWS = {
    How.ON_SCREEN: "on_screen",
    How.SPOKEN: "spoken_so",
    How.PAPER: "on_paper",
    How.GUARDIAN: "through_another",
}
_HERE = {
    PopulationGroup.ON_THE_MOVE: "here_moving",
    PopulationGroup.RESIDENT: "here_resident",
    PopulationGroup.STAFF: "here_staff",
}


@blueprint.get("/me/")
@visitors
def all_about_me() -> str:
    """Offer the parts, and to take all of it along."""
    me = about_me(studio(), visiting().workshop, visiting().seat)
    return page("phone/everything/index.html", me=me, parts=PARTS, counts=_counts(me))


@blueprint.get("/me/<part>/")
@visitors
def part_about_me(part: str) -> str:
    """Show one part of everything."""
    if part not in PARTS:
        abort(404)
    me = about_me(studio(), visiting().workshop, visiting().seat)
    with studio().documents.read(visiting().workshop) as tx:
        stills = {one.clip.id: clip_still(tx, one.clip) for one in me.clips} if part == "clips" else {}
    return page("phone/everything/part.html", about=f"me-{part}", part=part, stills=stills, **told(me))


@blueprint.get("/me/take/")
@visitors
def before_taking() -> str:
    """Warn before anything is kept on this phone, and say what goes and what stays."""
    return page("phone/everything/take.html", about="me-take", along=going())


def going() -> list[Along]:
    """Return the clips of whoever visits, each with what keeps it in the studio."""
    visit = visiting()
    with studio().documents.read(visit.workshop) as tx:
        return along(tx, visit.workshop, visit.seat, now())


def told(me: AboutMe) -> dict[str, Any]:
    """Return what the templates of the parts need, on pages and in the file to take along."""
    return {
        "me": me,
        "stages": _by_stage(me.answers),
        "stage_name": stage_name,
        "heard": [words for one in me.heard if (words := passage_name(one.notice))],
        "here": _HERE.get(me.person.population_group, ""),
        "right": lambda role: say(_RIGHTS[role]),
        "how": lambda how: say(_HOWS[how]),
    }


def stage_name(stage: str) -> str:
    """Return what a stage, or another notice, is called in the language of the page."""
    return notice(Topic(stage), tongue()).title


def passage_name(reference: str) -> str | Markup:
    """Return the first words of what was heard, "" where these words are not spoken any more."""
    try:
        return stage_name(parse_reference(reference).topic)
    except (BadReference, NoticeMissing):
        known = {one.reference: one.lines[0] for one in passages(tongue()).values()}
        return known.get(reference, "")


def _by_stage(answers: Iterable[Answer]) -> list[tuple[Stage, list[tuple[str, list[Answer]]]]]:
    """Return the answers by stage, then by what they are about, in the order in which they were given."""
    found: dict[Stage, dict[str, list[Answer]]] = {}
    for one in answers:
        found.setdefault(one.stage, {}).setdefault(one.subject_id, []).append(one)
    return [(stage, list(things.items())) for stage, things in found.items()]


def _counts(me: AboutMe) -> Mapping[str, int]:
    return {
        "clips": len(me.clips),
        "answers": len(me.answers),
        "watched": len(me.watched),
        "told": len(me.told) + len(me.heard),
        "where": len(me.films),
    }
