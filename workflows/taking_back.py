"""Changing one's mind alone, from one's own phone: what stands open now, and stopping it.

It is done at once, and done again changes nothing. What is on disk holds, also where the queue
cannot be reached: the gate is closed by the documents, and every worker looks for what was left to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from consent.answers.recording import record_answer, standing
from consent.gate.records import Records
from consent.gate.standing import Found, about, about_film, lineage, objection
from consent.releases import Answer, AnswerState, Guardian, How, Stage, fingerprint
from consent.stretches import with_same_seconds
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Clip, CutState, CutVersion, Kit, Participant, new_id
from pvstudio.store import Reading
from workflows.about_me import seen_from
from workflows.mine import clips_of, films_of
from workflows.phones import Seat, Visit
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal, consent_changes, withdraw

#: What is taken back, where it is neither a clip nor a film.
EVERYTHING = "everything"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What stands open now because the holder of a seat said yes: to anybody, on whatever conditions.

    *clips* by title; *films* the newest version of each, by title; *taking_part* the yes to taking part or
    to being filmed, without which nothing is shown.
    """

    clips: tuple[Clip, ...]
    films: tuple[CutVersion, ...]
    taking_part: bool

    @property
    def anything(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self.clips or self.films or self.taking_part)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What a change of mind did. *id* is that of the withdrawal, or of the answer about a film."""

    id: str
    at: datetime
    what: str  # EVERYTHING, or the id of a clip or of a film
    films: int  # that are never shown again
    kits: int  # copies of which the hosts are told to delete them


def open_now(tx: Reading, workshop: str, seat: Seat, at: datetime) -> Open:
    """Return what stands open by this seat's yes at the moment *at*."""
    person, clips = tx.get(Participant, seat.participant_id), clips_of(tx, seat.participant_id)
    films = [one for one in films_of(tx, person.id) if one.state is not CutState.RECALLED]
    said = tx.find(Answer, participant_id=person.id)
    records = Records.of(
        workshop_id=workshop,
        answers=said,
        guardians=tx.find(Guardian, participant_id=person.id),
        versions=tx.find(CutVersion),
    )

    def opens(ask: Callable[[Audience | None], list[Found]]) -> bool:
        found = [one for audience in (None, *Audience) for one in ask(audience)]
        mine = [one for one in found if one.answer and one.answer.guardian_id == seat.guardian_id]
        return any(objection(one.answer, one.watched, at, person) is None for one in mine)

    def to(stage: Stage, subject: str, watched: str = "") -> bool:
        return opens(lambda who: about(person, seat.role, stage, subject, who, watched, records, at))

    def to_film(film: CutVersion) -> bool:
        line = lineage(film, records)
        return opens(lambda who: about_film(person, seat.role, line, who, records, at))

    newest = {film.cut_id: film for film in reversed(films) if to_film(film)}
    return Open(
        clips=tuple(clip for clip in clips if to(Stage.S3, clip.id, fingerprint(clip))),
        films=tuple(film for film in films if film in newest.values()),
        taking_part=to(Stage.S1, workshop) or to(Stage.S2, workshop),
    )


# -- stopping ---------------------------------------------------------------------------------


def stop(studio: Studio, visit: Visit, what: str) -> TakenBack:
    """Take back the yes of this seat to everything, to a clip or to a film (*what*), and say what it did.

    No reason is asked. When this returns the gate is closed and that is on disk. What was taken back
    before and not given again stays as it was: that is returned. A film goes in all its versions.
    Raises :class:`~pvstudio.errors.NotFound` for what the person is not in.
    """
    with studio.documents.read(visit.workshop) as tx:
        films = versions_of(tx, visit, what)
        if before := _before(tx, visit, what, films):  # also of what was erased since
            return before
        mine = {one.id for one in clips_of(tx, visit.participant_id)}
    if not films and what != EVERYTHING and what not in mine:
        raise NotFound("clip", what)
    return _film_stopped(studio, visit, films) if films else _withdrawn(studio, visit, what)


def taken_back(tx: Reading, seat: Seat, id_: str) -> TakenBack:
    """Return what a change of mind did. Raises :class:`~pvstudio.errors.NotFound` for another's."""
    for one in seen_from(seat, tx.find(Withdrawal, id=id_, participant_id=seat.participant_id)):
        what = EVERYTHING if one.everything or not one.clip_ids else one.clip_ids[0]
        return TakenBack(id=one.id, at=one.at, what=what, films=len(one.recalled), kits=len(one.kits))
    for no in tx.find(Answer, id=id_, participant_id=seat.participant_id):
        if (no.role, no.guardian_id, no.state.is_yes) == (seat.role, seat.guardian_id, False):
            what = no.subject_id if no.stage in {Stage.S3, Stage.S4} else EVERYTHING
            films = int(no.stage is Stage.S4)
            return TakenBack(id=no.id, at=no.at, what=what, films=films, kits=_recalled_since(tx, no))
    raise NotFound("withdrawal", id_)


def versions_of(tx: Reading, visit: Visit, film_id: str) -> list[CutVersion]:
    """Return the film with this id, then the other versions of it that the person is in."""
    theirs = films_of(tx, visit.participant_id)
    cuts = {one.cut_id for one in theirs if one.id == film_id}
    return sorted((one for one in theirs if one.cut_id in cuts), key=lambda one: one.id != film_id)


def _before(tx: Reading, visit: Visit, what: str, films: list[CutVersion]) -> TakenBack | None:
    """Return the no that stands about *what* already, in this right; None where any yes of it does.

    A yes to another clip of the same seconds is one of it.
    """
    said = tx.find(Answer, participant_id=visit.participant_id)
    whole = (Stage.S1, visit.workshop)
    named = {(Stage.S4, one.id) for one in films} or {(Stage.S3, what)}
    together = with_same_seconds(tx, tx.find(Clip, id=what), visit.participant_id)
    asked = named | {(Stage.S3, one.id) for one in together}
    if what == EVERYTHING:
        named, asked = {whole}, {whole, *((one.stage, one.subject_id) for one in said)}
    stands = [one for stage, subject in asked for one in standing(said, _no(visit, stage, subject))]
    noes = [one for one in stands if (one.stage, one.subject_id) in named]
    if not noes or any(one.state.is_yes for one in stands):
        return None
    last = max(noes, key=lambda one: one.number)
    withdrawals = seen_from(visit.seat, tx.find(Withdrawal, participant_id=visit.participant_id, at=last.at))
    return taken_back(tx, visit.seat, withdrawals[0].id if withdrawals else last.id)


def _withdrawn(studio: Studio, visit: Visit, what: str) -> TakenBack:
    id_, clips = new_id("withdrawal"), [] if what == EVERYTHING else [what]

    def close() -> None:
        who, role, guardian = visit.participant_id, visit.role, visit.guardian_id
        withdraw(
            studio,
            visit.workshop,
            who,
            clips,
            how=How.ON_SCREEN,
            role=role,
            guardian_id=guardian,
            withdrawal_id=id_,
        )

    def found(tx: Reading) -> TakenBack | None:
        return taken_back(tx, visit.seat, id_) if tx.find(Withdrawal, id=id_) else None

    return on_disk(studio, visit, close, found)


def _film_stopped(studio: Studio, visit: Visit, films: list[CutVersion]) -> TakenBack:
    noes = [_no(visit, Stage.S4, film.id) for film in films]

    def close() -> None:
        with consent_changes(studio, visit.workshop) as tx:
            for no in noes:  # of other versions, those that stand open
                said = tx.find(Answer, participant_id=visit.participant_id)
                if no is noes[0] or any(one.state.is_yes for one in standing(said, no)):
                    record_answer(tx, no, claims=False)

    def found(tx: Reading) -> TakenBack | None:
        return taken_back(tx, visit.seat, noes[0].id) if tx.find(Answer, id=noes[0].id) else None

    return on_disk(studio, visit, close, found)


def _recalled_since(tx: Reading, no: Answer) -> int:
    """Count the copies of a film that were called back by this no, or later."""
    cuts = {one.cut_id for one in tx.find(CutVersion, id=no.subject_id)}
    films = {one.id for one in tx.find(CutVersion) if one.cut_id in cuts}
    kits = [one for one in tx.find(Kit) if one.cut_version_id in films]
    return sum(one.recalled_at is not None and one.recalled_at >= no.at for one in kits)


def _no(visit: Visit, stage: Stage, subject: str) -> Answer:
    return Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id=visit.participant_id,
        stage=stage,
        subject_id=subject,
        state=AnswerState.WITHDRAWN,
        how=How.ON_SCREEN,
        role=visit.role,
        guardian_id=visit.guardian_id,
    )


def on_disk(
    studio: Studio, visit: Visit, close: Callable[[], object], found: Callable[[Reading], T | None]
) -> T:
    """Return what *close* has written, as *found* finds it. What comes after that may fail.

    So somebody who took a yes back is never told that it failed when it holds: a worker takes the rest up
    from the documents.
    """
    failed: Exception | None = None
    try:
        close()
    except Exception as failure:  # noqa: BLE001 - whatever it was, only what is on disk tells whether it holds
        failed = failure
    with studio.documents.read(visit.workshop) as tx:
        held = found(tx)
    if held is None:
        raise failed or NotFound("withdrawal", visit.participant_id)
    return held
