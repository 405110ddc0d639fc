"""What is printed: an agenda or the plan of a workshop with its exercises, sheets for hosts and trainees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pvstudio.agenda import AgendaSession
from pvstudio.model import Participant, Workshop
from workflows.agendas import SCREENING, Agenda, Exercise, Kind, agenda, competences, exercise
from workflows.papers import paper
from workflows.sessions.readiness import Verdict, readiness_of, signed_off
from workflows.sessions.saying import said_in
from workflows.wiring import Studio
from workflows.workshops import agenda as plan_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A line of a plan as it is printed."""

    starts: str
    title: str
    minutes: int
    stage: str
    language: str  # of the title; "": as somebody typed it
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    number: int
    day: date | None
    rows: list[_Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What is known of a screening before it is held; what is not is written by hand."""

    event: str = ""
    day: date | None = None
    time: str = ""
    place: str = ""
    host: str = ""
    helpers: tuple[str, ...] = ()  # who helps those who are upset, each on one line
    letters: str = ""  # of the studio's key, which are compared with those of a kit


_UNKNOWN = Evening()


def agenda_paper(agenda_id: str, language: str, *, exercises: bool = True) -> str:
    """Return an agenda, with all its *exercises*, as a page to print (HTML, see :mod:`workflows.papers`).

    Raises :class:`~workflows.agendas.ExerciseUnknown`.
    """
    plan = agenda(agenda_id, language)
    known = _exercises((slot.exercise for slot in plan.slots), language)
    days = [
        _Day(number=number, day=None, rows=_slots(plan, number, known)) for number in range(1, plan.days + 1)
    ]
    return paper(
        "sessions_agenda",
        language,
        title=plan.title,
        about=plan.about,
        spoken=plan.language,
        days=days,
        exercises=_done(known, ((slot.exercise, slot.minutes) for slot in plan.slots)) if exercises else [],
    )


def run_sheet_paper(studio: Studio, workshop: str, language: str, *, exercises: bool = True) -> str:
    """Return what is planned in a workshop, with its *exercises*, as a page to print."""
    with studio.documents.read(workshop) as tx:
        home, sessions = tx.get(Workshop, workshop), [said_in(language, one) for one in plan_of(tx)]
    known = _exercises((one.exercise for one in sessions if one.exercise), language)
    dates = list(dict.fromkeys(one.day for one in sessions))
    days = [
        _Day(number=number, day=day, rows=[_row(one) for one in sessions if one.day == day])
        for number, day in enumerate(dates, 1)
    ]
    return paper(
        "sessions_agenda",
        language,
        title=home.title,
        about=home.place,
        spoken="",
        days=days,
        exercises=_done(known, ((one.exercise, one.minutes) for one in sessions)) if exercises else [],
    )


def exercise_paper(exercise_id: str, language: str) -> str:
    """Return one exercise as a page to print. Raises :class:`~workflows.agendas.ExerciseUnknown`."""
    return paper("sessions_exercise", language, exercise=exercise(exercise_id, language))


def screening_sheet_paper(language: str, evening: Evening = _UNKNOWN) -> str:
    """Return the facilitated screening of 90 minutes as a run sheet for the host of a kit."""
    plan = agenda(SCREENING, language)
    known = _exercises((slot.exercise for slot in plan.slots), language)
    return paper("sessions_screening", language, agenda=plan, exercises=known, evening=evening)


def readiness_paper(studio: Studio, workshop: str, participant_id: str, language: str) -> str:
    """Return what was seen of a trainee as a sheet to print. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.read(workshop) as tx:
        home, person = tx.get(Workshop, workshop), tx.get(Participant, participant_id)
        said = readiness_of(tx, participant_id)
    return paper(
        "sessions_readiness",
        language,
        workshop=home,
        person=person,
        competences=competences(language),
        said=said,
        verdicts=tuple(Verdict),
        signed_off=signed_off(said),
    )


def _exercises(ids: Iterable[str], language: str) -> dict[str, Exercise]:
    return {id_: exercise(id_, language) for id_ in dict.fromkeys(ids)}


def _done(known: Mapping[str, Exercise], planned: Iterable[tuple[str, int]]) -> list[Exercise]:
    """Return what people do, no breaks; each as long as it is *planned*, unless that is several lengths."""
    lengths: dict[str, set[int]] = {}
    for id_, minutes in planned:
        lengths.setdefault(id_, set()).add(minutes)
    done = [one for one in known.values() if one.kind is not Kind.BREAK]
    return [replace(one, minutes=_one_length(lengths[one.id]) or one.minutes) for one in done]


def _one_length(minutes: set[int]) -> int:
    return min(minutes) if len(minutes) == 1 else 0


def _slots(plan: Agenda, day: int, known: Mapping[str, Exercise]) -> list[_Row]:
    return [
        _Row(
            starts=slot.starts,
            title=known[slot.exercise].title,
            minutes=slot.minutes,
            stage=known[slot.exercise].stage,
            language=known[slot.exercise].language,
        )
        for slot in plan.slots
        if slot.day == day
    ]


def _row(one: AgendaSession) -> _Row:
    return _Row(
        starts=one.starts, title=one.title, minutes=one.minutes, stage=one.stage, language="", notes=one.notes
    )
