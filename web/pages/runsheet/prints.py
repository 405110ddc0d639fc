"""What is printed of agendas and run sheets: shown as a page, or fetched as PDF with ``?pdf=1``."""

from __future__ import annotations

from flask import Response, request

from web.pages.papers import paper_answer
from web.pages.runsheet.desk import blueprint
from web.security.access import allow
from web.wording.i18n import LANGUAGES, language
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.agendas import SCREENING
from workflows.sessions.handouts import (
    agenda_paper,
    exercise_paper,
    readiness_paper,
    run_sheet_paper,
    screening_sheet_paper,
)


@blueprint.get("/sheet")
@allow(Role.FACILITATOR, Role.OFFICER)
def run_sheet(workshop: str) -> Response:
    """Print what is planned in this workshop, with its exercises."""
    return _answer(run_sheet_paper(studio(), workshop, _tongue(), exercises=_with_exercises()), "run-sheet")


@blueprint.get("/agendas/<agenda_id>")
@allow(Role.FACILITATOR, Role.OFFICER)
def agenda(workshop: str, agenda_id: str) -> Response:  # noqa: ARG001 the handout is that of every workshop
    """Print an agenda with its exercises; the screening as the sheet of its host."""
    if agenda_id == SCREENING:
        return _answer(screening_sheet_paper(_tongue()), agenda_id)
    return _answer(agenda_paper(agenda_id, _tongue(), exercises=_with_exercises()), agenda_id)


@blueprint.get("/exercises/<exercise_id>")
@allow(Role.FACILITATOR, Role.OFFICER)
def exercise(workshop: str, exercise_id: str) -> Response:  # noqa: ARG001
    """Print one exercise."""
    return _answer(exercise_paper(exercise_id, _tongue()), exercise_id)


@blueprint.get("/ready/<person_id>/sheet")
@allow(Role.FACILITATOR, Role.OFFICER)
def readiness(workshop: str, person_id: str) -> Response:
    """Print what was seen of a trainee."""
    return _answer(readiness_paper(studio(), workshop, person_id, _tongue()), "readiness")


def _with_exercises() -> bool:
    return request.args.get("what") != "plan"


def _tongue() -> str:
    """Return the language to print in: the one asked for, or that of whoever reads the pages."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else language()


def _answer(html: str, name: str) -> Response:
    return paper_answer(html, name, as_pdf=bool(request.args.get("pdf")))
