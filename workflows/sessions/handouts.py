"""What is printed of an agenda: the days, each exercise, the run sheet of a screening."""

from __future__ import annotations

from workflows.agendas import agenda, exercise
from workflows.papers import paper

#: The agenda that a host runs.
SCREENING = "screening-90"


def agenda_paper(agenda_id: str, language: str) -> str:
    """Return an agenda with all its exercises as a page to print (HTML, see :mod:`workflows.papers`).

    Raises :class:`~workflows.agendas.ExerciseUnknown`.
    """
    plan = agenda(agenda_id, language)
    exercises = {slot.exercise: exercise(slot.exercise, language) for slot in plan.slots}
    return paper("sessions_agenda", language, agenda=plan, exercises=exercises)


def exercise_paper(exercise_id: str, language: str) -> str:
    """Return one exercise as a page to print. Raises :class:`~workflows.agendas.ExerciseUnknown`."""
    return paper("sessions_exercise", language, exercise=exercise(exercise_id, language))


def screening_sheet_paper(language: str) -> str:
    """Return the facilitated screening of 90 minutes as a run sheet for the host of a kit."""
    plan = agenda(SCREENING, language)
    exercises = {slot.exercise: exercise(slot.exercise, language) for slot in plan.slots}
    return paper("sessions_screening", language, agenda=plan, exercises=exercises)
