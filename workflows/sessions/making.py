"""A workshop gets the sessions of an agenda."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop
from workflows.agendas import Agenda, agenda, exercise
from workflows.fields import YEARS, FormRefused, Problem
from workflows.wiring import Studio


def make_sessions(
    studio: Studio, workshop: str, agenda_id: str, first_day: date, language: str
) -> list[AgendaSession]:
    """Put the sessions of an agenda into a workshop, from *first_day* on; return those that are new.

    What is planned already stays. The same agenda from the same day again adds only what is missing; from
    another day (a second screening) it adds all of it. Titles are in *language* from now on. Raises
    :class:`~workflows.agendas.ExerciseUnknown`, :class:`~workflows.fields.FormRefused` for a year that
    cannot be, :class:`~pvstudio.errors.NotFound` for an unknown workshop.
    """
    plan = agenda(agenda_id, language)
    if first_day.year not in YEARS:
        raise FormRefused({"first_day": Problem.NO_YEAR})
    with studio.documents.write(workshop) as tx:
        tx.get(Workshop, workshop)
        there = {one.id for one in tx.find(AgendaSession)}
        made = [one for one in _sessions(plan, first_day, language) if one.id not in there]
        for one in made:
            tx.put(one)
    return made


def _sessions(plan: Agenda, first_day: date, language: str) -> Iterator[AgendaSession]:
    for number, slot in enumerate(plan.slots):
        about = exercise(slot.exercise, language)
        yield AgendaSession(
            id=_id(plan.id, first_day, number),
            title=about.title,
            day=first_day + timedelta(days=slot.day - 1),
            starts=slot.starts,
            place=number,
            minutes=slot.minutes,
            exercise=slot.exercise,
            stage=about.stage,
            activity=about.activity,
        )


def _id(agenda_id: str, first_day: date, number: int) -> str:
    """Return the same id for the same slot: so nothing is there twice."""
    slot = f"{agenda_id} {first_day} {number}"
    return f"session-{hashlib.sha256(slot.encode()).hexdigest()[:16]}"
