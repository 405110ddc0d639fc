"""The poster of an open workshop, in each of its languages."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from pvstudio.errors import NotFound
from web.pages.invitations.blueprint import blueprint
from web.pages.papers import paper_answer
from web.pages.phones.entrances import home_now
from web.security.access import allow
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.invitations import invitation_of
from workflows.invitations.poster import Way, poster_paper


@blueprint.get("/poster/<language>")
@allow(Role.FACILITATOR, Role.OFFICER)
def poster(workshop: str, language: str) -> ResponseReturnValue:
    """Show the poster in one of the languages of the invitation."""
    return paper_answer(_poster(workshop, language), "", as_pdf=False)


@blueprint.get("/poster/<language>.pdf")
@allow(Role.FACILITATOR, Role.OFFICER)
def poster_pdf(workshop: str, language: str) -> ResponseReturnValue:
    """Send the poster as PDF."""
    return paper_answer(_poster(workshop, language), f"poster-{language}", as_pdf=True)


def way_to(home: str, code: str) -> Way:
    """Return where phones open the page behind *code*, the studio being at *home*."""
    bare = f"https://{home}/join" if request.is_secure else f"{home}/join"
    return Way(address=f"{request.scheme}://{home}/join/{code}", typed=bare)


def _poster(workshop: str, language: str) -> str:
    found = invitation_of(studio(), workshop, now())
    if found is None or language not in {one.language for one in found.told}:
        raise NotFound("poster", language)
    return poster_paper(found, language, way_to(home_now(), found.code))
