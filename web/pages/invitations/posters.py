"""The poster of an open workshop, in each of its languages."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from pvstudio.errors import NotFound
from web.pages.invitations.blueprint import blueprint
from web.pages.papers import paper_answer
from web.pages.phones.entrances import homes_now
from web.security.access import allow
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.invitations import invitation_of
from workflows.invitations.poster import Way, poster_paper


@blueprint.get("/poster/<language>")
@allow(Role.FACILITATOR, Role.OFFICER)
def printed(workshop: str, language: str) -> ResponseReturnValue:
    """Show the poster in one of the languages of the invitation; with ``?pdf`` it is a PDF."""
    found = invitation_of(studio(), workshop, now())
    if found is None or language not in {one.language for one in found.told}:
        raise NotFound("poster", language)
    way = way_to(homes_now().chosen or request.host, found.code)
    return paper_answer(
        poster_paper(found, language, way), f"poster-{language}", as_pdf="pdf" in request.args
    )


def way_to(home: str, code: str) -> Way:
    """Return where phones open the page behind *code*, the studio being at *home*."""
    bare = f"https://{home}/join" if request.is_secure else f"{home}/join"
    return Way(address=f"{request.scheme}://{home}/join/{code}", typed=bare)
