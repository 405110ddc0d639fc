"""Writing consent down: who is in a clip, what they answered, what the safeguarding officer stops.

Everything happens inside a write transaction of the caller, so that a withdrawal and all that
follows from it are one. A yes must be in order in every respect. A no is let in whenever it can be
understood: a wrong date or an odd form must never keep something open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from consent.checks import check_form, check_yes, is_in, person_of, subject_of
from consent.errors import AnswerRefused, ConsentError, Refusal
from consent.ledger.book import Book
from consent.releases import (
    Answer,
    AnswerState,
    Appearance,
    Confirmation,
    Role,
    Sign,
    Stage,
    Veto,
    VetoLifted,
    fingerprint,
)
from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Clip, Cut, CutVersion, Footage, Participant, Workshop, new_id


def log_appearance(tx: Book, clip_id: str, participant_id: str, by: Iterable[Sign]) -> Appearance:
    """Note that a participant is in a clip, recognisable *by* these signs, added to those known.

    Somebody new makes the clip unlogged again: whoever confirmed that everyone was logged was
    mistaken. Raises :class:`~pvstudio.errors.NotFound`.
    """
    clip, person = tx.get(Clip, clip_id), tx.get(Participant, participant_id)
    signs = frozenset(by)
    if not signs:
        raise ConsentError(f"By what can {person.pseudonym} be recognised in “{clip.title}”?")
    known = tx.find(Appearance, clip_id=clip.id, participant_id=person.id)
    before = known[0] if known else None
    if before and signs <= before.by:
        return before
    if before is None and clip.people_complete:
        _set_complete(tx, clip, complete=False)
    held = before or Appearance(id=new_id("seen"), clip_id=clip.id, participant_id=person.id, by=signs)
    appearance = replace(held, by=held.by | signs)
    tx.put(appearance)
    return appearance


def confirm_complete(tx: Book, clip_id: str, *, by: str = "") -> Clip:
    """Note that a facilitator confirms: everybody who can be recognised in the clip is logged."""
    return _set_complete(tx, tx.get(Clip, clip_id), complete=True, by=by)


def _set_complete(tx: Book, clip: Clip, *, complete: bool, by: str = "") -> Clip:
    said = Confirmation(
        id=f"complete-{clip.id}", at=datetime.now(UTC), clip_id=clip.id, complete=complete, by=by
    )
    clip = replace(clip, people_complete=complete)
    tx.put(said)
    tx.put(clip)
    return clip


def record_answer(tx: Book, answer: Answer, *, now: datetime | None = None) -> Answer:
    """Append *answer* and return it as recorded, or raise :class:`AnswerRefused`.

    Set here are its number, what was watched, and the plain meaning of odd forms: a no after a
    yes is a withdrawal, a yes with conditions is limited, a child who answers for itself assents.
    Recording the same event (same id) again changes nothing, so that a step may be repeated.
    """
    now = now or datetime.now(UTC)
    person = person_of(tx, answer)
    said = tx.find(Answer, participant_id=person.id)
    answer = _plain(answer, person, now)
    for before in said:
        if before.id == answer.id:
            return _same(before, answer)
    subject, current = subject_of(tx, answer), _current(said, answer)
    check_form(answer, person)
    if answer.state.is_yes:
        check_yes(tx, answer, subject, current, person, now)
    elif not is_in(tx, person, subject):
        _claim(tx, answer, person)
    answer = replace(
        answer,
        state=_meant(answer, current),
        watched="" if isinstance(subject, Workshop) else fingerprint(subject),
        content=_content(tx, subject),
        number=max((one.number for one in said), default=0) + 1,
    )
    tx.put(answer)
    return answer


def place_veto(tx: Book, veto: Veto) -> Veto:
    """Stop a clip, a person, a cut or a version: safeguarding wins over every yes."""
    if not any(tx.find(kind, id=veto.subject_id) for kind in (Clip, Participant, Cut, CutVersion)):
        raise NotFound("clip, participant, cut or version", veto.subject_id)
    tx.put(veto)
    return veto


def lift_veto(tx: Book, veto_id: str, *, by: str, at: datetime) -> VetoLifted:
    """Take a veto back. Nothing opens by this that people have not agreed to."""
    lifted = VetoLifted(id=new_id("lifted"), at=at, veto_id=tx.get(Veto, veto_id).id, by=by)
    tx.put(lifted)
    return lifted


def _content(tx: Book, subject: Workshop | Clip | CutVersion) -> str:
    """Return what was answered about by the hash of its bytes: a range of footage, a film."""
    match subject:
        case Clip():
            found = tx.find(Footage, id=subject.footage_id)
            return f"sha256:{found[0].sha256}#t={subject.start_ms}-{subject.end_ms}ms" if found else ""
        case CutVersion():
            return f"sha256:{subject.film_sha256}"
    return ""


# -- the plain meaning of an answer ----------------------------------------------------------


def _plain(answer: Answer, person: Participant, now: datetime) -> Answer:
    if answer.at.tzinfo is None:
        raise AnswerRefused(Refusal.NO_ZONE, f"The answer of {person.pseudonym} has a time without a zone.")
    if answer.role is Role.SELF and person.age_band is not AgeBand.ADULT:
        answer = replace(answer, role=Role.CHILD_ASSENT)
    if answer.state is AnswerState.GIVEN and (answer.treatments or answer.languages_left_out):
        answer = replace(answer, state=AnswerState.LIMITED)
    if not answer.state.is_yes:
        answer = replace(answer, at=min(answer.at, now), expires_at=None)
    return answer


def _meant(answer: Answer, current: Answer | None) -> AnswerState:
    """A no after anything but a no is a withdrawal; one after a withdrawal leaves it withdrawn."""
    if answer.state.is_yes or current is None or current.state is AnswerState.REFUSED:
        return answer.state
    return AnswerState.WITHDRAWN


def _same(before: Answer, answer: Answer) -> Answer:
    """Return *before* if *answer* is the same event once more; answers are never overwritten."""
    event = replace(
        answer,
        number=before.number,
        watched=before.watched,
        content=before.content,
        at=before.at,
        state=before.state,
    )
    if event != before or before.state.is_yes != answer.state.is_yes:
        raise AnswerRefused(Refusal.ID_TAKEN, f"There is another answer with the id {answer.id}.")
    return before


def _current(said: Iterable[Answer], answer: Answer) -> Answer | None:
    """Return the answer that stands now about the same thing, in the same right."""
    same = [
        one
        for one in said
        if (one.role, one.stage, one.subject_id) == (answer.role, answer.stage, answer.subject_id)
        and (None in {one.audience, answer.audience} or one.audience is answer.audience)
    ]
    return max(same, key=lambda one: one.number, default=None)


def _claim(tx: Book, answer: Answer, person: Participant) -> None:
    """Somebody says no to a clip in which they are not logged: they are in it until people looked."""
    if answer.stage is not Stage.S3:
        words = f"{person.pseudonym} is not logged in any clip of this film, so a no to it closes nothing."
        raise AnswerRefused(
            Refusal.NOT_IN_IT, words, advice="Log in which clip they are; then record the no."
        )
    log_appearance(tx, answer.subject_id, person.id, {Sign.OTHER})
