"""Review: a finished film goes to the people in it, and their answers (S4) come in.

A request says who was asked what, by whom and until when. It is no answer and opens nothing: silence stays
no, and what somebody says is recorded as an answer like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from consent.gate.overview import Letter, on_this_film
from consent.gate.policy import Moment, withheld
from consent.gate.records import Records
from consent.gate.standing import about_film, lineage
from consent.gate.states import ReleaseState, state_of
from consent.notices import notice
from consent.releases import MUST_AGREE, Answer, Role, TeachBack
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Cut, CutState, CutVersion, Participant, new_id
from pvstudio.store import Reading, Writing
from workflows.errors import NotRendered, Withheld, WorkflowError
from workflows.phone_copies import wants_copy
from workflows.queue import JobQueue, Work
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    """Somebody in a film is asked about it (a document): one for each person and version."""

    id: str
    participant_id: str
    version_id: str
    audiences: tuple[Audience, ...]
    asked_at: datetime
    by: str  # who asked
    deadline: date | None = None
    reminded_at: datetime | None = None
    watched_at: datetime | None = None
    watched_in: str = ""  # the language of the subtitles, BCP 47


class NothingAsked(WorkflowError):
    """A film is to be sent to its people, and nothing is asked of anybody."""

    def __init__(self, title: str, *, nobody: bool) -> None:
        words = "nobody is logged in it" if nobody else "no audience was chosen"
        super().__init__(f"“{title}” was not sent to its people: {words}.")
        self.advice = "Log who appears first." if nobody else "Choose for which audiences they are asked."
        self.nobody = nobody


class Before(StrEnum):
    """What comes before a yes that is given on the screen."""

    ASKED = "asked"  # a request names them, this film and this audience
    WATCHED = "watched"
    TOLD_BACK = "told-back"


class YesTooEarly(WorkflowError):
    """A yes on the screen by somebody who was not asked that, has not watched, or has told nothing back."""

    def __init__(self, missing: Before) -> None:
        words = {
            Before.ASKED: ("nobody asked them this", "Send the film to its people first."),
            Before.WATCHED: ("the film was not watched", "Watch it together, then ask."),
            Before.TOLD_BACK: ("they told nothing back", "Let them tell what it is about, then ask."),
        }
        why, advice = words[missing]
        super().__init__(f"The yes was not written down: {why}.", advice=advice)
        self.missing = missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One right in which somebody must answer for a person, and where that stands for each audience asked."""

    role: Role
    states: tuple[ReleaseState, ...]

    @property
    def open(self) -> int:
        """How many of the audiences wait for an answer."""
        return sum(state in {ReleaseState.PENDING, ReleaseState.EXPIRED} for state in self.states)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One person in a film: what they were asked, and what came back."""

    person: Participant
    request: ReviewRequest | None  # None: not asked yet
    voices: tuple[Voice, ...]
    letters: tuple[Letter, ...]  # of all audiences

    @property
    def open(self) -> int:
        """How many answers are still to come, of all who must answer."""
        return sum(voice.open for voice in self.voices)

    def is_late(self, today: date) -> bool:
        """Whether answers are missing after the deadline."""
        deadline = self.request.deadline if self.request else None
        return deadline is not None and deadline < today and self.open > 0


def send(
    studio: Studio,
    workshop: str,
    version_id: str,
    audiences: Iterable[Audience],
    *,
    by: str,
    at: datetime,
    deadline: date | None = None,
) -> list[ReviewRequest]:
    """Ask everybody in a film about it, for these audiences; return the requests.

    Who was asked before is asked for the new audiences besides. Raises :class:`NotRendered`,
    :class:`Withheld` where the film may not even be shown to its people, :class:`NothingAsked`.
    """
    with studio.documents.write(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        records = _askable(tx, workshop, version, at)
        wanted, people = {*audiences}, on_this_film(version, records, at)
        if not wanted or not people:
            raise NothingAsked(tx.get(Cut, version.cut_id).title, nobody=not people)
        known = _requests(tx, version_id)
        sent = [
            _request(known.get(person), person, version_id, wanted, by, at, deadline) for person in people
        ]
        for request in sent:
            tx.put(request)
    if wants_copy(studio, workshop, version_id):  # they watch it on their phones
        with JobQueue(studio) as queue:
            queue.ask(Work.PHONE_COPY, workshop, version_id, again=True)
    return sent


def _askable(tx: Reading, workshop: str, version: CutVersion, at: datetime) -> Records:
    """Return the records of a film that may be shown to its people, or raise why it may not."""
    if version.state is not CutState.RENDERED:
        raise NotRendered(version.id, version.state)
    records = Records.for_version(tx, workshop, version)
    if reasons := withheld(version, version.audience, None, at, records=records, moment=Moment.ASK):
        raise Withheld(f"“{tx.get(Cut, version.cut_id).title}”, version {version.number},", reasons)
    return records


def _request(
    before: ReviewRequest | None,
    person: str,
    version_id: str,
    audiences: set[Audience],
    by: str,
    at: datetime,
    deadline: date | None,
) -> ReviewRequest:
    every = audiences | {*(before.audiences if before else ())}
    ordered = tuple(audience for audience in Audience if audience in every)
    if before:
        return replace(before, audiences=ordered, by=by, deadline=deadline or before.deadline)
    return ReviewRequest(
        id=new_id("review"),
        participant_id=person,
        version_id=version_id,
        audiences=ordered,
        asked_at=at,
        by=by,
        deadline=deadline,
    )


def review(tx: Reading, workshop: str, version: CutVersion, at: datetime) -> list[Asked]:
    """Return everybody in a film with what they were asked and said, those who have not answered first."""
    records = Records.for_version(tx, workshop, version)
    known, versions = _requests(tx, version.id), lineage(version, records)
    found = []
    for person_id, letters in on_this_film(version, records, at).items():
        person, request = records.people[person_id], known.get(person_id)
        audiences = request.audiences if request else ()
        voices = [
            Voice(role=role, states=_states(person, role, versions, audiences, records, at))
            for role in MUST_AGREE[person.age_band]
        ]
        found.append(Asked(person=person, request=request, voices=tuple(voices), letters=letters))
    return sorted(found, key=lambda one: (not one.open, one.person.pseudonym.casefold()))


def _states(
    person: Participant,
    role: Role,
    versions: Sequence[CutVersion],
    audiences: Iterable[Audience],
    records: Records,
    at: datetime,
) -> tuple[ReleaseState, ...]:
    said = [about_film(person, role, versions, audience, records, at)[-1] for audience in audiences]
    return tuple(state_of(one.answer, at, one.watched, person) for one in said)


def request_of(tx: Reading, version_id: str, participant_id: str) -> ReviewRequest | None:
    """Return what somebody was asked about a film, None if nothing yet."""
    return _requests(tx, version_id).get(participant_id)


def check_on_screen(tx: Reading, said: Answer, language: str) -> None:
    """Refuse a yes (S4) on the screen that comes too early; *language* is that of the notice. Never a no.

    Raises :class:`YesTooEarly`.
    """
    if not said.state.is_yes:
        return
    request = request_of(tx, said.subject_id, said.participant_id)
    if request is None or said.audience not in request.audiences:
        raise YesTooEarly(Before.ASKED)
    if request.watched_at is None:
        raise YesTooEarly(Before.WATCHED)
    if said.teach_back is TeachBack.NOT_ASKED and notice(said.stage, language).teach_back:
        raise YesTooEarly(Before.TOLD_BACK)


def note_reminder(studio: Studio, workshop: str, version_id: str, participant_id: str, at: datetime) -> None:
    """Write down that somebody was reminded of the film that waits for their answer.

    Raises :class:`~pvstudio.errors.NotFound` for somebody who was not asked.
    """
    with studio.documents.write(workshop) as tx:
        request = request_of(tx, version_id, participant_id)
        if request is None:
            raise NotFound("request", participant_id)
        tx.put(replace(request, reminded_at=at))


def note_watched(
    studio: Studio, workshop: str, version_id: str, participant_id: str, at: datetime, *, language: str = ""
) -> None:
    """Write down that somebody has watched the film, with subtitles in *language*; not asked: nowhere to."""
    with studio.documents.write(workshop) as tx:
        if request := request_of(tx, version_id, participant_id):
            tx.put(replace(request, watched_at=at, watched_in=language))


def forget_reviews(tx: Writing, participant_id: str) -> None:
    """Forget what somebody was asked: they are erased, with everything."""
    for request in tx.find(ReviewRequest, participant_id=participant_id):
        tx.delete(ReviewRequest, request.id)


def _requests(tx: Reading, version_id: str) -> dict[str, ReviewRequest]:
    return {one.participant_id: one for one in tx.find(ReviewRequest, version_id=version_id)}
