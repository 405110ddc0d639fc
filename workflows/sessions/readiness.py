"""Who is ready to lead: for each trainee what a facilitator has seen, practises still, or not yet.

Trainees are participants of their workshop, known by their pseudonyms. Only its facilitators and officers
see this; it goes with the person when they are erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from pvstudio.agenda import AgendaSession
from pvstudio.model import Participant
from pvstudio.store import Reading, Writing
from workflows.agendas import ExerciseUnknown, competences
from workflows.fields import LINE, ChangedMeanwhile, FormRefused, Problem, check_unchanged, one_line
from workflows.wiring import Studio

#: The exercise with which a training ends.
_TALK = "readiness-talk"


class Verdict(StrEnum):
    """How far somebody is with one competence."""

    SEEN = "seen"  # a facilitator has seen them do it
    PRACTISES = "practises"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What a facilitator says of one trainee and one competence (a document); the newest replaces."""

    id: str  # of both
    participant_id: str
    competence: str  # id in workflows.agendas
    verdict: Verdict
    note: str = ""
    by: str  # id of the account
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody typed of one competence; no verdict takes back what was said before."""

    verdict: Verdict | None
    note: str = ""

    @classmethod
    def of(cls, kept: Readiness | None) -> Said:
        """Return what is kept of one competence, as somebody would type it."""
        return cls(verdict=kept.verdict, note=kept.note) if kept else cls(verdict=None)


def judge(
    studio: Studio,
    workshop: str,
    participant_id: str,
    said: Mapping[str, Said],
    *,
    by: str,
    on: date,
    sent: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write down what was seen of a trainee, by competence; what is said as before keeps its date and name.

    *sent* stands for what the form showed, by competence (:func:`~workflows.fields.seen` of :class:`Said`).
    Raises :class:`~workflows.fields.FormRefused` (fields "note-" or "verdict-" and the competence),
    :class:`~workflows.fields.ChangedMeanwhile` with what is kept of every competence,
    :class:`~workflows.agendas.ExerciseUnknown`, :class:`~pvstudio.errors.NotFound`.
    """
    said = {id_: Said(verdict=one.verdict, note=one_line(one.note)) for id_, one in said.items()}
    if unknown := said.keys() - {one.id for one in competences("en")}:
        raise ExerciseUnknown(min(unknown))
    wrong = {f"note-{id_}": Problem.TOO_LONG for id_, one in said.items() if len(one.note) > LINE}
    wrong |= {
        f"verdict-{id_}": Problem.NO_CHOICE for id_, one in said.items() if one.note and not one.verdict
    }
    if wrong:
        raise FormRefused(wrong)
    with studio.documents.write(workshop) as tx:
        tx.get(Participant, participant_id)
        before = readiness_of(tx, participant_id)
        kept = {one.id: Said.of(before.get(one.id)) for one in competences("en")}
        for id_, one in said.items():
            if is_overtaken(kept[id_], one, sent.get(id_)):
                raise ChangedMeanwhile(kept)
        for id_, one in said.items():
            _write(tx, before.get(id_), participant_id, id_, one, by=by, on=on)


def is_overtaken(kept: Said, typed: Said, sent: str | None) -> bool:
    """Say whether somebody else said something of a competence since the form was shown (*sent*)."""
    try:
        check_unchanged(kept, typed, sent)
    except ChangedMeanwhile:
        return True
    return False


def _write(
    tx: Writing,
    before: Readiness | None,
    participant_id: str,
    competence: str,
    said: Said,
    *,
    by: str,
    on: date,
) -> None:
    if said.verdict is None:
        if before:
            tx.delete(Readiness, before.id)
    elif before is None or (before.verdict, before.note) != (said.verdict, said.note):
        tx.put(
            Readiness(
                id=f"{participant_id}.{competence}",
                participant_id=participant_id,
                competence=competence,
                verdict=said.verdict,
                note=said.note,
                by=by,
                on=on,
            )
        )


def has_trainees(tx: Reading) -> bool:
    """Say whether people learn here to lead: it is planned, or something was written down."""
    talks = tx.find(AgendaSession, exercise=_TALK)
    return bool(talks or tx.find(Readiness))


def readiness_of(tx: Reading, participant_id: str) -> dict[str, Readiness]:
    """Return what was said of somebody, by competence."""
    return {one.competence: one for one in tx.find(Readiness, participant_id=participant_id)}


def signed_off(said: Mapping[str, Readiness]) -> date | None:
    """Return the day on which the last competence was seen, if all were; None otherwise."""
    needed = [said.get(one.id) for one in competences("en")]
    days = [one.on for one in needed if one and one.verdict is Verdict.SEEN]
    return max(days) if len(days) == len(needed) else None


def forget_readiness(tx: Writing, participant_id: str) -> None:
    """Forget what was said of somebody: they are erased, with everything."""
    for one in tx.find(Readiness, participant_id=participant_id):
        tx.delete(Readiness, one.id)
