"""Where a person stands on a thing: the yes or no of each one who answers for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from consent.gate.narrowing import narrows
from consent.gate.reasons import Kind, Question, Reason, isolated
from consent.gate.records import Records
from consent.releases import MAY_OBJECT, MUST_AGREE, Answer, AnswerState, Role, Stage, fingerprint
from pvstudio.model import AgeBand, Audience, Clip, CutVersion, Participant

#: How an audience is spoken of.
SPOKEN_OF = {
    Audience.GROUP: "the group",
    Audience.COMMUNITY: "the community",
    Audience.PARTNERS: "partners",
    Audience.AUTHORITIES: "the authorities",
    Audience.ONLINE: "everybody online",
}


_ROLES = {age: MUST_AGREE[age] + MAY_OBJECT[age] for age in AgeBand}


class Stand(NamedTuple):
    """One role's answer (None: silence) and what is wrong with it (None: a yes that holds)."""

    answer: Answer | None
    reason: Reason | None


class Found(NamedTuple):
    """What one person said in a right, and the fingerprint of what it must have been about."""

    answer: Answer | None
    watched: str


def on_workshop(person: Participant, question: Question, clip: Clip | None = None) -> Iterator[Stand]:
    """Say where *person* stands on taking part (S1) and on being filmed (S2), as it matters for *clip*."""
    home = question.records.workshop_id
    for stage in (Stage.S1, Stage.S2):
        for role in roles(person):
            found = about(person, role, stage, home, None, "", question.records, question.at)
            yield from _judged(found, role, person, stage, clip, question)


def on_clip(person: Participant, question: Question, clip: Clip) -> Iterator[Stand]:
    """Say where *person* stands on showing *clip* to the audience (S3)."""
    watched, to, records = fingerprint(clip), question.audience, question.records
    for role in roles(person):
        found = about(person, role, Stage.S3, clip.id, to, watched, records, question.at)
        yield from _judged(found, role, person, Stage.S3, clip, question)


def on_film(person: Participant, versions: Sequence[CutVersion], question: Question) -> Iterator[Stand]:
    """Say where *person* stands on the first of *versions* (S4); the others lend it their answers."""
    for role in roles(person):
        found = about_film(person, role, versions, question.audience, question.records, question.at)
        yield from _judged(found, role, person, Stage.S4, None, question)


def lineage(version: CutVersion, records: Records) -> list[CutVersion]:
    """Return *version* and the older ones whose answers it inherits: each only narrows the next."""
    found, newest = [version], version
    while older := records.versions.get(newest.narrows or ""):
        if older in found or not narrows(newest, older):
            break
        found.append(older)
        newest = older
    return found


def about(
    person: Participant,
    role: Role,
    stage: Stage,
    subject: str,
    audience: Audience | None,
    watched: str,
    records: Records,
    at: datetime,
) -> list[Found]:
    """Return what counts in one right about the workshop or a clip; never empty."""

    def said(guardian: str) -> Found:
        return Found(records.answer(person.id, role, stage, subject, audience, guardian), watched)

    return _counting(said, person, role, records, at)


def about_film(
    person: Participant,
    role: Role,
    versions: Sequence[CutVersion],
    audience: Audience | None,
    records: Records,
    at: datetime,
) -> list[Found]:
    """Return what counts in one right about a film of this lineage, and what each is about; never empty.

    It is the answer about the newest version; a no that was said later about an older one closes it.
    """

    def said(guardian: str) -> Found:
        newest: Answer | None = None
        watched = ""
        for version in versions:
            answer = records.answer(person.id, role, Stage.S4, version.id, audience, guardian)
            if answer and (newest is None or _closes(answer, newest)):
                newest, watched = answer, fingerprint(version)
        return Found(newest, watched)

    return _counting(said, person, role, records, at)


def _counting(
    said: Callable[[str], Found], person: Participant, role: Role, records: Records, at: datetime
) -> list[Found]:
    """Of guardians a no of each counts, and the conditions of each yes that holds; one such yes is enough.

    A no of a guardian whom nobody named is of any of them: it stands until all of them have said yes since.
    """
    unnamed = said("")
    if role is not Role.GUARDIAN:
        return [unnamed]
    named = [said(guardian) for guardian in records.guardians.get(person.id, ())]
    found = [one for one in named if one.answer]
    no = unnamed.answer
    if no and not no.state.is_yes and not (named and all(_since(one.answer, no) for one in named)):
        found.append(unnamed)
    noes = [one for one in found if one.answer and not one.answer.state.is_yes]
    holding = [one for one in found if objection(one.answer, one.watched, at, person) is None]
    return noes or holding or found[-1:] or [Found(None, "")]


def _since(answer: Answer | None, no: Answer) -> bool:
    return answer is not None and answer.state.is_yes and answer.number > no.number


def _closes(older: Answer, newer: Answer) -> bool:
    return not older.state.is_yes and older.number > newer.number


def roles(person: Participant) -> tuple[Role, ...]:
    """Return in which rights somebody may speak for *person*."""
    return _ROLES[person.age_band]


def _judged(
    found: Sequence[Found],
    role: Role,
    person: Participant,
    stage: Stage,
    clip: Clip | None,
    question: Question,
) -> Iterator[Stand]:
    """Weigh what was said in one right; nothing where the right has nothing to say that counts."""
    for answer, watched in found:
        if role not in MUST_AGREE[person.age_band] and (answer is None or answer.state.is_yes):
            continue  # whose yes nobody needs
        kind = objection(answer, watched, question.at, person)
        if kind is None:
            yield Stand(answer, None)
            continue
        words = _words(kind, _who(role, person), _thing(stage, clip, question.audience), answer)
        where = clip.id if clip else None
        reason = Reason(kind=kind, words=words, clip_id=where, participant_id=person.id, stage=stage)
        yield Stand(answer, reason)


def objection(answer: Answer | None, watched: str, at: datetime, person: Participant) -> Kind | None:
    """Say why *answer*, for *person*, is no yes at the moment *at* to what has the fingerprint *watched*."""
    if answer is None:
        return Kind.NO_ANSWER
    if not answer.state.is_yes:
        return Kind.WITHDRAWN if answer.state is AnswerState.WITHDRAWN else Kind.REFUSED
    if answer.age_changes != person.age_changes:
        return Kind.AGE_CHANGED
    if answer.watched != watched:
        return Kind.CHANGED
    if answer.at > at:
        return Kind.NOT_YET
    return Kind.EXPIRED if answer.expires_at is not None and answer.expires_at <= at else None


def _who(role: Role, person: Participant) -> str:
    match role:
        case Role.GUARDIAN:
            return f"The guardian of {isolated(person.pseudonym)}"
        case Role.BEST_INTERESTS:
            return f"The safeguarding officer, for {isolated(person.pseudonym)},"
    return isolated(person.pseudonym)


def _thing(stage: Stage, clip: Clip | None, audience: Audience) -> str:
    match stage:
        case Stage.S1:
            return "taking part" + (f" (and is in “{isolated(clip.title)}”)" if clip else "")
        case Stage.S2:
            return "being filmed" + (f" (and is in “{isolated(clip.title)}”)" if clip else "")
        case Stage.S3:
            return f"showing “{isolated(clip.title) if clip else ''}” to {SPOKEN_OF[audience]}"
    return f"showing this film to {SPOKEN_OF[audience]}"


def _words(kind: Kind, who: str, thing: str, answer: Answer | None) -> str:
    match kind:
        case Kind.WITHDRAWN:
            return f"{who} has withdrawn the yes to {thing}."
        case Kind.REFUSED:
            return f"{who} said no to {thing}."
        case Kind.EXPIRED if answer and answer.expires_at:
            return f"{who} agreed to {thing} until {answer.expires_at:%Y-%m-%d}: ask again."
        case Kind.NOT_YET if answer:
            later = f"{answer.at:%Y-%m-%d %H:%M}, which is later than now"
            return f"{who} agreed to {thing} on {later}: check the clock."
        case Kind.AGE_CHANGED:
            return f"{who} agreed to {thing} before the age band was changed: ask again."
        case Kind.CHANGED:
            return f"{who} agreed to {thing} before it was changed: show it again and ask."
    return f"{who} has not answered about {thing}: ask; silence is no."
