"""Search: one field for everything that was said and written, in all scripts."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from pvstudio.model import Workshop
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import lazy
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.search import Finder, Found, Hit, Where
from workflows.search.finding import COUNTED, LONGEST_QUERY

blueprint = Blueprint("search", __name__)

#: In what something was found, where that is not plain.
PLACES = {
    Where.TITLE: lazy("Title"),
    Where.NOTE: lazy("Note"),
    Where.TAG: lazy("Tag"),
    Where.PERSON: lazy("Person"),
    Where.FILM: lazy("Film"),
}

#: Of one clip, so many hits are shown at once; the others wait behind a click.
AT_ONCE = 5


class Card(NamedTuple):
    """The hits in one clip, or in something else."""

    workshop: str
    clip: str | None
    title: str
    hits: list[Hit]


@blueprint.get("/workshops/<workshop>/search/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str) -> ResponseReturnValue:
    """Search one workshop."""
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return _page([workshop], home)


@blueprint.get("/search/")
@allow(Role.FACILITATOR, Role.OFFICER)
def everywhere() -> ResponseReturnValue:
    """Search all workshops that whoever asks may enter."""
    return _page([one for one in studio().workshops() if signed_in().may_enter(one)], None)


def _page(workshops: list[str], home: Workshop | None) -> ResponseReturnValue:
    query = request.args.get("q", "")[:LONGEST_QUERY]
    found = _finder().find(workshops, query)
    return render_template(
        "search/show.html",
        workshop=home,
        query=query,
        found=found,
        cards=_cards(found),
        all=found.total < COUNTED,
        titles={} if home else _titles(workshops),
        PLACES=PLACES,
        AT_ONCE=AT_ONCE,
        longest=LONGEST_QUERY,
    )


def _finder() -> Finder:
    """Return what searches here; it keeps workshops folded in memory until they change."""
    kept: Finder = current_app.extensions.setdefault("finder", Finder(studio()))
    return kept


def _cards(found: Found) -> list[Card]:
    """Gather the hits of each clip where its first one stands."""
    gathered: dict[tuple[str, str, bool], list[Hit]] = {}
    for hit in found.hits:
        gathered.setdefault((hit.workshop, hit.subject, _is_clip(hit)), []).append(hit)
    return [
        Card(workshop, subject if is_clip else None, hits[0].title, hits)
        for (workshop, subject, is_clip), hits in gathered.items()
    ]


def _is_clip(hit: Hit) -> bool:
    return hit.where not in {Where.PERSON, Where.FILM}


def _titles(workshops: list[str]) -> dict[str, str]:
    found = {}
    for one in workshops:
        with studio().documents.read(one) as tx:
            found[one] = tx.get(Workshop, one).title
    return found
