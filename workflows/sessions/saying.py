"""How a session is called by whoever reads, and whether people gather in it."""

from __future__ import annotations

from dataclasses import replace

from pvstudio.agenda import AgendaSession
from workflows.agendas import ExerciseUnknown, Kind, exercise, titles

#: The facilitators among themselves: nobody comes.
_TEAM = "team-debrief"


def said_in(language: str, one: AgendaSession) -> AgendaSession:
    """Return *one* with the title of its exercise in *language*, unless somebody gave it another."""
    return replace(one, title=exercise(one.exercise, language).title) if is_ours(one) else one


def is_ours(one: AgendaSession) -> bool:
    """Say whether the title of *one* is still that of its exercise, in any language."""
    try:
        return bool(one.exercise) and one.title in titles(one.exercise)
    except ExerciseUnknown:  # of a studio with other agendas
        return False


def gathers(one: AgendaSession) -> bool:
    """Say whether people come to *one*: breaks, meals and the talk of the team are no gathering."""
    try:
        return one.exercise != _TEAM and (
            not one.exercise or exercise(one.exercise, "en").kind is not Kind.BREAK
        )
    except ExerciseUnknown:
        return True
