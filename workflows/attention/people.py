"""Who waits at a phone; who is to be asked: silence is no, so somebody has to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from consent.gate.reasons import Kind, Question
from consent.gate.standing import Stand, lineage, objection, on_clip, on_film, on_workshop
from consent.releases import Guardian, Stage
from pvstudio.model import AgeBand, Audience, CutState, CutVersion, Participant
from workflows.attention.look import Look
from workflows.attention.need import Need, NeedKind
from workflows.phones.calls import Call
from workflows.spoken import SpokenAnswer

#: A yes that ends within so many days is asked for again in time.
ENDING_DAYS = 14

#: What asking (again) can mend; a no is not asked about.
_ASK = frozenset({Kind.NO_ANSWER, Kind.EXPIRED, Kind.AGE_CHANGED, Kind.CHANGED, Kind.NOT_YET})
_NO = frozenset({Kind.REFUSED, Kind.WITHDRAWN})


def people_needs(look: Look) -> Iterator[Need]:
    """Yield who has not answered, who has nobody to answer for them, whose yes ends soon."""
    silent: dict[Stage, dict[str, Participant]] = {stage: {} for stage in Stage}
    here: dict[str, Participant] = {}
    for person in look.find(Participant):
        asked, refused = _about_workshop(look, person)
        for stage in asked:
            silent[stage][person.id] = person
        if not refused:
            here[person.id] = person
    for film in look.films:
        _about_film(look, film, here, silent)
    for stage, kind in (
        (Stage.S1, NeedKind.TAKE_PART),
        (Stage.S2, NeedKind.BE_FILMED),
        (Stage.S3, NeedKind.SHARE),
        (Stage.S4, NeedKind.FILM),
    ):
        yield from _of(kind, silent[stage].values())
    with_guardian = {one.participant_id for one in look.find(Guardian)}
    minors = [one for one in here.values() if one.age_band is AgeBand.MINOR]
    yield from _of(NeedKind.GUARDIAN, [one for one in minors if one.id not in with_guardian])
    yield from _ending(look, here)
    yield from _at_phones(look)


def _at_phones(look: Look) -> Iterator[Need]:
    """Yield who cannot get in, who wants to speak with a person, whose spoken answer was heard by nobody."""
    called = sorted(look.find(Call, answered_at=None), key=lambda one: one.at)
    spoken = sorted(look.find(SpokenAnswer, written_at=None), key=lambda one: one.at)
    for kind, ids in (
        (NeedKind.PHONE_LOCKED, look.around.locked),
        (NeedKind.ASKED_FOR_PERSON, [one.participant_id for one in called]),
        (NeedKind.SPOKEN_ANSWER, [one.participant_id for one in spoken]),
    ):
        known = [look.find(Participant, id=one) for one in dict.fromkeys(ids)]
        yield from _of(kind, [person for some in known for person in some])


def _about_workshop(look: Look, person: Participant) -> tuple[list[Stage], bool]:
    """Return which stages are to be asked, and whether *person* is out: by their no, or stopped for all."""
    if any(veto.audience is None for veto in look.records.vetoes.get(person.id, ())):
        return [], True
    question = Question(Audience.GROUP, (), look.at, look.records)  # S1 and S2 are asked for no audience
    reasons = [stand.reason for stand in on_workshop(person, question) if stand.reason]
    if any(reason.kind in _NO for reason in reasons):
        return [], True
    asked = sorted({reason.stage for reason in reasons if reason.stage and reason.kind in _ASK})
    return asked[:1], False  # one after the other: who has not agreed to take part is not asked to be filmed


def _about_film(
    look: Look, film: CutVersion, here: dict[str, Participant], silent: dict[Stage, dict[str, Participant]]
) -> None:
    """Note who has not answered about the clips of a film, those that it had to leave out, and the film."""
    question = Question(film.audience, (), look.at, look.records)
    inside, versions = dict.fromkeys(item.clip_id for item in film.items), lineage(film, look.records)
    seen = set[str]()
    for clip_id in dict.fromkeys([*inside, *film.left_out]):
        clip = look.records.clips.get(clip_id)
        for person in map(here.get, look.records.appearing.get(clip_id, ())):
            if clip and person:
                if _is_to_be_asked(on_clip(person, question, clip)):
                    silent[Stage.S3][person.id] = person
                if clip_id in inside:
                    seen.add(person.id)
    if film.state is CutState.RENDERED:
        for person_id in seen:
            if _is_to_be_asked(on_film(here[person_id], versions, question)):
                silent[Stage.S4][person_id] = here[person_id]


def _is_to_be_asked(stands: Iterator[Stand]) -> bool:
    kinds = {stand.reason.kind for stand in stands if stand.reason}
    return bool(kinds & _ASK) and not kinds & _NO


def _of(kind: NeedKind, some: Iterable[Participant], *, days: int | None = None) -> Iterator[Need]:
    people = list(some)
    if people:
        yield Need(
            kind=kind,
            count=len(people),
            about=tuple(one.id for one in people),
            names=tuple(one.pseudonym for one in people),
            days=days,
        )


def _ending(look: Look, here: dict[str, Participant]) -> Iterator[Need]:
    ends: dict[str, timedelta] = {}
    for answer in look.records.standing.values():
        person = here.get(answer.participant_id)
        if person is None or answer.expires_at is None:
            continue
        left = answer.expires_at - look.at
        if left <= timedelta(days=ENDING_DAYS) and objection(answer, answer.watched, look.at, person) is None:
            ends[person.id] = min(left, ends.get(person.id, left))
    if ends:
        yield from _of(NeedKind.ENDING, [here[one] for one in ends], days=min(ends.values()).days)
