"""A workshop gets the sessions of an agenda."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from pvstudio.agenda import AgendaSession
from pvstudio.model import Workshop, new_id
from workflows.agendas import Agenda, agenda, exercise
from workflows.fields import YEARS, FormRefused, Problem
from workflows.wiring import Studio
from workflows.workshops import is_time


def make_sessions(
    studio: Studio, workshop: str, agenda_id: str, first_day: date, language: str, *, starts: str = ""
) -> list[AgendaSession]:
    """Put the sessions of an agenda into a workshop, from *first_day* on; return those that are new.

    What is planned already stays. The same agenda from the same day and time (*starts*, "HH:MM"; "": its own)
    again adds only what is missing; from another (a second screening) it adds all of it. Titles are in
    *language* from now on. Raises :class:`~workflows.agendas.ExerciseUnknown`,
    :class:`~workflows.fields.FormRefused` for a year or time that cannot be,
    :class:`~pvstudio.errors.NotFound` for an unknown workshop.
    """
    plan = agenda(agenda_id, language)
    if first_day.year not in YEARS:
        raise FormRefused({"first_day": Problem.NO_YEAR})
    if starts and not is_time(starts):
        raise FormRefused({"starts": Problem.NO_TIME})
    with studio.documents.write(workshop) as tx:
        tx.get(Workshop, workshop)
        kept = tx.find(AgendaSession)
        there, ids = {one.slot for one in kept}, {one.id for one in kept}
        made = [one for one in _sessions(plan, first_day, starts, language) if one.slot not in there]
        made = [replace(one, id=new_id("session")) if one.id in ids else one for one in made]
        for one in made:
            tx.put(one)
    return made


def _sessions(plan: Agenda, first_day: date, starts: str, language: str) -> Iterator[AgendaSession]:
    own = plan.slots[0].starts
    later = _moment(first_day, starts or own) - _moment(first_day, own)
    for number, slot in enumerate(plan.slots):
        about = exercise(slot.exercise, language)
        begins = _moment(first_day + timedelta(days=slot.day - 1), slot.starts) + later
        yield AgendaSession(
            id=_id(plan.id, first_day, number, starts if starts != own else ""),
            title=about.title,
            day=begins.date(),
            starts=f"{begins:%H:%M}",
            place=number,
            slot=f"{plan.id} {first_day} {starts or own} {number}",
            minutes=slot.minutes,
            exercise=slot.exercise,
            stage=about.stage,
            activity=about.activity,
        )


def _moment(day: date, starts: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(starts))


def _id(agenda_id: str, first_day: date, number: int, starts: str) -> str:
    """Return the same id for the same slot, however often it is taken out and put in again."""
    slot = f"{agenda_id} {first_day} {number} {starts}".rstrip()
    return f"session-{hashlib.sha256(slot.encode()).hexdigest()[:16]}"
