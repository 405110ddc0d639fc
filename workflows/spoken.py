"""Spoken answers: somebody says yes or no to a phone; it counts when a person has written it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from consent.ledger.book import Book
from consent.releases import Answer, How, Role, Stage, fingerprint
from pvstudio.model import Clip, CutVersion
from pvstudio.store import Reading, Writing
from workflows.errors import WorkflowError
from workflows.wiring import Studio

if TYPE_CHECKING:
    from workflows.phones import Seat, Visit


class Kind(StrEnum):
    """What there is to listen to."""

    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenAnswer:
    """A recording that somebody sent from a phone (a document of the workshop). By itself it says nothing.

    *sha256* is the evidence: the recording lies under it among the media, sealed under a key of its own.
    *written_at* is when *by* had listened to it: None as long as nobody has. Then *answer_ids* are the
    answers that it proves; none of them, and *unclear*: nothing clear was said, it is asked again.
    """

    id: str
    participant_id: str
    role: Role
    guardian_id: str = ""
    stage: Stage
    subject_id: str  # as of an answer: the workshop, a clip or a version of a film
    watched: str = ""  # the fingerprint of what was watched, as of an answer; "": they had not watched it
    sha256: str
    kind: Kind
    duration_ms: int
    language: str = ""  # BCP 47: in which the phone spoke when it was recorded
    at: datetime
    written_at: datetime | None = None
    by: str = ""  # the facilitator's name
    answer_ids: tuple[str, ...] = ()
    unclear: bool = False

    @property
    def is_unwatched(self) -> bool:
        """Whether they spoke about a clip or a film that they had not watched: then it proves no yes."""
        return self.stage in {Stage.S3, Stage.S4} and not self.watched


class SpokenError(WorkflowError):
    """An answer cannot rest on a recording."""

    def __init__(self, words: str, spoken: SpokenAnswer, *, advice: str) -> None:
        super().__init__(words, advice=advice)
        self.spoken_id = spoken.id


class NotTheirs(SpokenError):
    """An answer is to rest on a recording that does not prove it: another person, right or thing."""

    def __init__(self, spoken: SpokenAnswer) -> None:
        super().__init__(
            "This recording is of somebody else, or about something else.",
            spoken,
            advice="Open the answer from the recording again.",
        )


class ChangedSince(SpokenError):
    """A yes to something that was changed after it was said."""

    def __init__(self, spoken: SpokenAnswer) -> None:
        super().__init__(
            "What they said yes to was changed since they said it.",
            spoken,
            advice="Let them watch it as it is now, and ask again. A no can still be written down.",
        )


class NotWatched(SpokenError):
    """A yes to something that they had not watched when they said it."""

    def __init__(self, spoken: SpokenAnswer) -> None:
        super().__init__(
            "They had not watched it when they said this.",
            spoken,
            advice="Let them watch it, and ask again. A no can still be written down.",
        )


def spoken_by(
    tx: Reading, seat: Seat | Visit, stage: Stage | None = None, subject_id: str = ""
) -> list[SpokenAnswer]:
    """Return what was sent from this seat, about one thing or (no *stage*) about all, oldest first."""
    about = {"stage": stage, "subject_id": subject_id} if stage else {}
    who = {"role": seat.role, "guardian_id": seat.guardian_id}
    found = tx.find(SpokenAnswer, participant_id=seat.participant_id, **who, **about)
    return sorted(found, key=lambda one: one.at)


# -- what a person makes of it ------------------------------------------------------------------


def proved(tx: Reading, spoken_id: str, answer: Answer) -> Answer:
    """Return *answer* with the recording as its evidence, given when it was said.

    So a yes never stands over what was answered after it. Raises :class:`NotTheirs`; for a yes to what they
    had not watched :class:`NotWatched`, to what was changed since then :class:`ChangedSince`.
    """
    spoken = tx.get(SpokenAnswer, spoken_id)
    said = (spoken.participant_id, _right(spoken.role), spoken.stage, spoken.subject_id)
    if said != (answer.participant_id, _right(answer.role), answer.stage, answer.subject_id):
        raise NotTheirs(spoken)
    if answer.state.is_yes and spoken.is_unwatched:
        raise NotWatched(spoken)
    if answer.state.is_yes and _fingerprint(tx, spoken) != spoken.watched:
        raise ChangedSince(spoken)
    return replace(
        answer, evidence=spoken.sha256, at=spoken.at, guardian_id=spoken.guardian_id, how=How.SPOKEN
    )


def _fingerprint(tx: Reading, spoken: SpokenAnswer) -> str:
    if spoken.stage is Stage.S3:
        return fingerprint(tx.get(Clip, spoken.subject_id))
    return fingerprint(tx.get(CutVersion, spoken.subject_id)) if spoken.stage is Stage.S4 else ""


def _right(role: Role) -> Role:
    """A child who speaks for itself assents (as :func:`~consent.answers.recording.record_answer` has it)."""
    return Role.CHILD_ASSENT if role is Role.SELF else role


def written_down(
    tx: Writing, spoken_id: str, answers: Iterable[Answer], *, by: str, at: datetime | None
) -> None:
    """Note which answers a recording proves; *at* None: more of what was said is still to be written."""
    spoken = tx.get(SpokenAnswer, spoken_id)
    recorded = [one.id for one in answers if tx.find(Answer, id=one.id)]  # not what was said before
    ids = dict.fromkeys((*spoken.answer_ids, *recorded))
    tx.put(replace(spoken, answer_ids=tuple(ids), written_at=at, by=by, unclear=False))


def unclear(studio: Studio, workshop: str, spoken_id: str, *, by: str, at: datetime) -> SpokenAnswer:
    """Note that nothing clear was said: it is asked again. What was written down already stays so."""
    with studio.documents.write(workshop) as tx:
        spoken = tx.get(SpokenAnswer, spoken_id)
        if spoken.written_at is None:
            spoken = replace(spoken, written_at=at, by=by, unclear=not spoken.answer_ids)
            tx.put(spoken)
    return spoken


def forget_spoken(tx: Book, participant_id: str) -> None:
    """Forget what somebody has said; the recordings themselves are for :mod:`workflows.erase`."""
    for spoken in tx.find(SpokenAnswer, participant_id=participant_id):
        tx.delete(SpokenAnswer, spoken.id)


def forget_unheard(tx: Book, gone: Iterable[str]) -> None:
    """Forget what nobody has listened to of recordings, by SHA-256, that are about to be deleted."""
    for sha256 in gone:
        for spoken in tx.find(SpokenAnswer, sha256=sha256, written_at=None):
            tx.delete(SpokenAnswer, spoken.id)
