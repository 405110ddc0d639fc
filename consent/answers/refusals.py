"""Answers that could not be recorded: they stand in the ledger all the same, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from consent.errors import AnswerRefused, Refusal
from consent.events import RefusedAnswer
from consent.ledger.book import Book
from consent.releases import Answer
from pvstudio.model import Clip, CutVersion, Participant, Workshop, new_id
from pvstudio.store import Reading

#: The same answer refused again for the same reason within this time is one attempt: a double click,
#: a script that tries again.
ONE_ATTEMPT = timedelta(minutes=1)

#: What each refusal is in a few words, for lists.
WORDS = {
    Refusal.UNKNOWN_PERSON: "there is no such person",
    Refusal.UNKNOWN_SUBJECT: "there is no such clip, film or workshop",
    Refusal.NOT_IN_IT: "they are not logged in it",
    Refusal.NOT_RENDERED: "there is no film yet that could have been watched",
    Refusal.WRONG_ROLE: "that is not who answers for them",
    Refusal.WRONG_AUDIENCE: "each audience is answered apart, and only for clips and films",
    Refusal.UNKNOWN_GUARDIAN: "it names no known guardian",
    Refusal.NOBODY_SIGNED: "the safeguarding officer is not named",
    Refusal.NO_NOTICE: "nobody says what they were told",
    Refusal.NOTICE_UNKNOWN: "no such notice is known",
    Refusal.NOTICE_WRONG_STAGE: "the notice was about something else",
    Refusal.NOTICE_NOT_APPROVED: "the notice is a machine's translation that nobody has approved",
    Refusal.NOTICE_LANGUAGE: "the notice was not in their language, and nobody interpreted",
    Refusal.NOT_UNDERSTOOD: "they had not understood it",
    Refusal.LANGUAGE_UNKNOWN: "what it leaves out is no language that is known by its tag",
    Refusal.NO_ZONE: "its time has no time zone",
    Refusal.FROM_THE_PAST: "it is from before there was anything to agree to",
    Refusal.FROM_THE_FUTURE: "it is dated in the future",
    Refusal.BEFORE_THE_FILM: "it is older than the film",
    Refusal.BEFORE_AGE_CHANGE: "it is older than their age band",
    Refusal.EXPIRED_ALREADY: "it had ended already",
    Refusal.NOT_FRESH: "it is older than the answer that it would replace",
    Refusal.REPEATED: "they had said exactly that already",
    Refusal.ID_TAKEN: "another answer has its id",
}

#: After these nobody has to be asked again: the answer stands, or there is nobody to ask.
_NOTHING_OPEN = {Refusal.REPEATED, Refusal.ID_TAKEN, Refusal.UNKNOWN_PERSON, Refusal.UNKNOWN_SUBJECT}


def note_refusal(tx: Book, refused: AnswerRefused, *, now: datetime | None = None) -> RefusedAnswer | None:
    """Enter a refused answer into the ledger; None if it was tried a moment ago, or is not known.

    To be called in a transaction of its own, after the one of the answer changed nothing.
    """
    answer, now = refused.answer, now or datetime.now(UTC)
    if answer is None:
        return None
    entry = _entry(tx, answer, refused.why, now)
    before = tx.find(RefusedAnswer, participant_id=entry.participant_id)
    if any(_same(one, entry) and now - ONE_ATTEMPT < one.at <= now for one in before):
        return None
    tx.put(entry)
    return entry


def open_refusals(tx: Reading) -> list[RefusedAnswer]:
    """Return what could not be recorded and has not been answered since, oldest first."""
    found = [one for one in tx.find(RefusedAnswer) if one.participant_id and one.why not in _NOTHING_OPEN]
    latest = {_asked(one): one for one in sorted(found, key=lambda one: one.at)}
    return [one for one in latest.values() if not _answered(tx, one)]


def _entry(tx: Reading, answer: Answer, why: Refusal, now: datetime) -> RefusedAnswer:
    """Ids that are ours are kept. Anything else that stood in their place may be somebody's name, which no
    erasure would find: that it was unknown is kept, and which of the two.
    """
    person = answer.participant_id if tx.find(Participant, id=answer.participant_id) else ""
    subject = answer.subject_id
    known = any(tx.find(kind, id=subject) for kind in (Workshop, Clip, CutVersion))
    unknown = ["" if person else "person", "" if known else "subject"]
    return RefusedAnswer(
        id=new_id("refused"),
        at=now,
        participant_id=person,
        stage=answer.stage,
        subject_id=subject if known else "",
        audience=answer.audience,
        role=answer.role,
        state=answer.state,
        why=why,
        taken_by=answer.taken_by,
        unknown=", ".join(filter(None, unknown)),
        answers=len(tx.find(Answer, participant_id=person)) if person else 0,
    )


def _asked(one: RefusedAnswer | Answer) -> Sequence[object]:
    return (one.participant_id, one.role, one.stage, one.subject_id, one.audience)


def _same(one: RefusedAnswer, other: RefusedAnswer) -> bool:
    return (_asked(one), one.state, one.why, one.unknown) == (
        _asked(other),
        other.state,
        other.why,
        other.unknown,
    )


def _answered(tx: Reading, refused: RefusedAnswer) -> bool:
    return any(
        one.number > refused.answers and _asked(one) == _asked(refused)
        for one in tx.find(Answer, participant_id=refused.participant_id)
    )
