"""Writing consent down: what people answered, what the safeguarding officer stops.

Everything happens inside a write transaction of the caller, so that a withdrawal and all that
follows from it are one. A yes must be in order in every respect. A no is let in whenever it can be
understood: a wrong date or an odd form must never keep something open.

Who takes part, who is in a clip and what the officer stops is written down by
:mod:`consent.answers.enrolling`, :mod:`~consent.answers.appearances` and
:mod:`~consent.answers.vetoing`; their functions can be had from here, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from consent.answers.appearances import (
    confirm_complete,
    correct_appearance,
    doubt_complete,
    log_appearance,
)
from consent.answers.checks import (
    Subject,
    check_form,
    check_yes,
    is_in,
    person_of,
    subject_of,
    with_known_languages,
)
from consent.answers.enrolling import add_guardian, enrol
from consent.answers.vetoing import lift_veto, place_veto
from consent.errors import AnswerRefused, Refusal
from consent.gate.records import Records
from consent.gate.standing import lineage
from consent.ledger.book import Book
from consent.releases import (
    Answer,
    AnswerState,
    Guardian,
    Role,
    Sign,
    fingerprint,
)
from pvstudio.model import AgeBand, Audience, Clip, CutVersion, Footage, Participant, Workshop

__all__ = [
    "add_guardian",
    "confirm_complete",
    "correct_appearance",
    "enrol",
    "lift_veto",
    "log_appearance",
    "place_veto",
    "record_answer",
    "standing",
]


def record_answer(tx: Book, answer: Answer, *, now: datetime | None = None, claims: bool = True) -> Answer:
    """Append *answer* and return it as recorded, or raise :class:`AnswerRefused` with it.

    Set here are its number, what was watched, and the plain meaning of odd forms: a no after a
    yes is a withdrawal, a yes with conditions is limited, a child who answers for itself assents.
    Recording the same event (same id) again changes nothing, so that a step may be repeated.
    *claims*: a no by somebody who is not logged in what it is about says that they are in it.
    """
    try:
        return _recorded(tx, answer, now or datetime.now(UTC), claims=claims)
    except AnswerRefused as refused:
        refused.answer = answer
        raise


def _recorded(tx: Book, answer: Answer, now: datetime, *, claims: bool) -> Answer:
    person = person_of(tx, answer)
    said = tx.find(Answer, participant_id=person.id)
    answer = _by_whom(tx, with_known_languages(tx, _plain(answer, person, now), person))
    for known in said:
        if known.id == answer.id:
            return _same(known, answer)
    subject, before = subject_of(tx, answer), standing(said, answer)
    check_form(answer, person)
    if answer.state.is_yes:
        current = max(before, key=lambda one: one.number, default=None)
        check_yes(tx, answer, subject, current, person, now)
    elif claims and not is_in(tx, person, subject):
        _claim(tx, answer, subject)
    answer = replace(
        answer,
        state=_meant(answer, [*before, *_in_family(tx, said, answer, subject)]),
        watched="" if isinstance(subject, Workshop) else fingerprint(subject),
        content=_content(tx, subject),
        number=max((one.number for one in said), default=0) + 1,
        age_changes=person.age_changes,
    )
    tx.put(answer)
    return answer


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
    if answer.role is not Role.GUARDIAN:
        answer = replace(answer, guardian_id="")
    if answer.state is AnswerState.GIVEN and (answer.treatments or answer.languages_left_out):
        answer = replace(answer, state=AnswerState.LIMITED)
    if not answer.state.is_yes:
        none: frozenset[str] = frozenset()
        answer = replace(answer, at=min(answer.at, now), expires_at=None, languages_left_out=none)
    return answer


def _by_whom(tx: Book, answer: Answer) -> Answer:
    """A no of a guardian is never refused: of the only one there is, or of one whom nobody could name."""
    if answer.state.is_yes or answer.role is not Role.GUARDIAN:
        return answer
    known = [one.id for one in tx.find(Guardian, participant_id=answer.participant_id)]
    if answer.guardian_id in known:
        return answer
    return replace(answer, guardian_id=known[0] if len(known) == 1 and not answer.guardian_id else "")


def _meant(answer: Answer, before: Iterable[Answer]) -> AnswerState:
    """A no that takes back a yes, or follows one that did, is a withdrawal, whatever it is called."""
    if answer.state.is_yes or all(one.state is AnswerState.REFUSED for one in before):
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
        guardian_id=answer.guardian_id or before.guardian_id,
    )
    if event != before or before.state.is_yes != answer.state.is_yes:
        raise AnswerRefused(Refusal.ID_TAKEN, f"There is another answer with the id {answer.id}.")
    return before


def standing(said: Iterable[Answer], answer: Answer) -> list[Answer]:
    """Return what stands now where *answer* is to stand: by audience, in the same right, in order.

    Each guardian's stands for itself; what names no guardian is about all of theirs, and theirs about it.
    """
    found: dict[tuple[str, Audience | None], Answer] = {}
    for one in sorted(said, key=lambda one: one.number):
        if (one.role, one.stage, one.subject_id) != (answer.role, answer.stage, answer.subject_id):
            continue
        who = one.guardian_id
        if answer.guardian_id and who not in {answer.guardian_id, ""}:
            continue
        if one.audience is None:  # a no to every audience replaces what was said to each
            found = {asked: held for asked, held in found.items() if asked[0] != who}
        if None in {one.audience, answer.audience} or one.audience is answer.audience:
            found[who, one.audience] = one
    for who in {asked[0] for asked in found}:
        if answer.audience is not None and (who, answer.audience) in found:
            found.pop((who, None), None)  # the general no is older
    return list(found.values())


def _in_family(tx: Book, said: Iterable[Answer], answer: Answer, subject: Subject) -> list[Answer]:
    """Return what stands about the films that this one inherits from, or that inherit from it."""
    if answer.state.is_yes or not isinstance(subject, CutVersion):
        return []
    films = tx.find(CutVersion, cut_id=subject.cut_id)
    lines = [lineage(film, Records.of(workshop_id=tx.workshop, versions=films)) for film in films]
    family = {one.id for line in lines if subject in line for one in line} - {subject.id}
    return [one for film in sorted(family) for one in standing(said, replace(answer, subject_id=film))]


def _claim(tx: Book, answer: Answer, subject: Subject) -> None:
    """Somebody says no to what they are not logged in: they are in it until people looked.

    In which clip of a film that is, nobody knows: who is in any of them must be confirmed anew.
    """
    match subject:
        case Clip():
            log_appearance(tx, subject.id, answer.participant_id, {Sign.OTHER})
        case CutVersion():
            for clip_id in dict.fromkeys(item.clip_id for item in subject.items):
                doubt_complete(tx, clip_id)
