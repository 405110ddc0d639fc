"""A small workshop in memory for the tests of consent: real documents, real codec, no disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from memory_store import MemoryTransaction

from consent.answers.recording import add_guardian, confirm_complete, enrol, log_appearance, record_answer
from consent.gate.fulfilment import by_a_person
from consent.gate.policy import Kind, Reason, clip_withheld, withheld
from consent.gate.records import Records
from consent.ledger.book import Book
from consent.ledger.keys import SigningKey
from consent.ledger.kinds import LedgerKind
from consent.notices import notice
from consent.releases import MUST_AGREE, Answer, AnswerState, Guardian, Role, Sign, Stage
from consent.treated import TreatmentCheck, Verdict, record_check
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    Cut,
    CutItem,
    CutState,
    CutVersion,
    Participant,
    Treatment,
    Workshop,
    new_id,
)
from pvstudio.store.documents import Document

HOME = "bihac"
KEY = SigningKey.new()
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Unsigned(Book):
    """A book that enters nothing into the ledger, where nobody reads it: signing takes half of the time."""

    def _enter(self, document: Document, kind: LedgerKind) -> None:
        """Keep the document alone, as :meth:`put` does, with all that it ends."""


class World:
    """A workshop whose clock moves a minute with every answer."""

    def __init__(self, book: type[Book] = Book) -> None:
        self.tx = book(MemoryTransaction(), HOME, KEY)
        self.now = NOON
        self.tx.put(Workshop(id=HOME, title="Stories"))

    def tick(self, by: timedelta = timedelta(minutes=1)) -> datetime:
        self.now += by
        return self.now

    def person(self, name: str, age: AgeBand = AgeBand.ADULT) -> Participant:
        person = Participant(id=f"person-{name.lower()}", pseudonym=name, age_band=age)
        person = enrol(self.tx, person, now=self.now)
        if age is AgeBand.MINOR:
            add_guardian(self.tx, person.id, f"{name}'s mother", relation="mother", now=self.now)
        return person

    def grow(self, person: Participant, age: AgeBand) -> Participant:
        """Change the age band of somebody, and note a guardian if they need one."""
        person = enrol(self.tx, replace(self.tx.get(Participant, person.id), age_band=age), now=self.tick())
        if age is AgeBand.MINOR and not self.guardian(person):
            add_guardian(self.tx, person.id, f"{person.pseudonym}'s father", now=self.now)
        return person

    def guardian(self, person: Participant) -> str:
        """Return the id of the guardian whom *person* has, or nothing."""
        return next((one.id for one in self.tx.find(Guardian, participant_id=person.id)), "")

    def clip(self, title: str, people: Iterable[Participant] = (), *, complete: bool = True) -> Clip:
        clip = Clip(
            id=f"clip-{title.lower()}", footage_id=f"footage-{title}", title=title, start_ms=0, end_ms=900
        )
        self.tx.put(clip)
        for person in people:
            log_appearance(self.tx, clip.id, person.id, {Sign.FACE})
        return confirm_complete(self.tx, clip.id) if complete else clip

    def version(self, clips: Iterable[Clip], **changes: Any) -> CutVersion:
        number = 1 + len(self.tx.find(CutVersion))
        version = CutVersion(
            id=f"version-{number}",
            cut_id="cut-1",
            number=number,
            items=tuple(CutItem(clip_id=clip.id) for clip in clips),
            audience=Audience.COMMUNITY,
            state=CutState.RENDERED,
            film_sha256=f"film {number}",
            created_at=self.now,
        )
        version = replace(version, **changes)
        version = replace(version, items=tuple(map(rendered, version.items)))
        self.tx.put(version)
        self.tx.put(Cut(id=version.cut_id, title="Film", recipe=""))
        return version

    def say(
        self,
        person: Participant,
        stage: Stage,
        subject: str,
        state: AnswerState = AnswerState.GIVEN,
        **more: Any,
    ) -> Answer:
        at = self.tick()
        answer = Answer(
            id=new_id("answer"),
            at=at,
            participant_id=person.id,
            stage=stage,
            subject_id=subject,
            state=state,
            audience=more.pop("audience", Audience.COMMUNITY if stage in {Stage.S3, Stage.S4} else None),
            role=(role := more.pop("role", MUST_AGREE[person.age_band][0])),
            guardian_id=self.guardian(person) if role is Role.GUARDIAN else "",
            taken_by="Ines" if role is Role.BEST_INTERESTS else "",
            notice=notice(stage, "en").reference,
        )
        return record_answer(self.tx, replace(answer, **more), now=at)

    def agree(self, person: Participant, *subjects: Clip | CutVersion, **more: Any) -> None:
        """Say yes to taking part, to being filmed and to each of *subjects*, in every needed right."""
        for role in MUST_AGREE[person.age_band]:
            for stage in (Stage.S1, Stage.S2):
                if not self.tx.find(Answer, participant_id=person.id, stage=stage, role=role):
                    self.say(person, stage, HOME, role=role)
            for subject in subjects:
                stage = Stage.S3 if isinstance(subject, Clip) else Stage.S4
                self.say(person, stage, subject.id, role=role, **more)

    def check(
        self, version: CutVersion, verdict: Verdict = Verdict.OK, clip: Clip | None = None, **more: Any
    ) -> list[TreatmentCheck]:
        """Have somebody watch each treated clip of a film, or one, and say what they saw."""
        at, wanted = self.tick(), {item for item in version.items if clip is None or item.clip_id == clip.id}
        said = [
            TreatmentCheck(
                id=new_id("check"),
                at=at,
                clip_id=item.clip_id,
                treatments=by_a_person(item.treatments),
                mezzanine=item.treated,
                verdict=verdict,
                by="Selma",
            )
            for item in sorted(wanted, key=lambda one: one.treated)
            if item.treated
        ]
        return [record_check(self.tx, replace(check, **more), now=at) for check in said]

    def withdraw(self, person: Participant, clip: Clip) -> Answer:
        return self.say(person, Stage.S3, clip.id, AnswerState.WITHDRAWN, audience=None)

    def gate(
        self,
        version: CutVersion,
        audience: Audience = Audience.COMMUNITY,
        language: str | None = None,
        **more: Any,
    ) -> tuple[Reason, ...]:
        records = more.pop("records", None) or self.records(version)
        return withheld(version, audience, language, more.pop("at", self.now), records=records, **more)

    def records(self, version: CutVersion) -> Records:
        """Read what the gate needs to know about a film, for whichever audience."""
        return Records.for_version(self.tx, HOME, version)

    def clip_gate(
        self,
        clip: Clip,
        treatments: Iterable[Treatment] = (),
        audience: Audience = Audience.COMMUNITY,
        language: str | None = None,
        at: datetime | None = None,
    ) -> tuple[Reason, ...]:
        records = Records.for_clips(self.tx, HOME, [clip.id])
        item = CutItem(clip_id=clip.id, treatments=frozenset(treatments))
        return clip_withheld(item, audience, language, at or self.now, records)


def rendered(item: CutItem) -> CutItem:
    """Return *item* as a render leaves it: the same clip with the same treatments is the same file."""
    done = sorted(by_a_person(item.treatments))
    return replace(item, treated=item.treated or f"{item.clip_id} {' '.join(done)}") if done else item


def kinds(reasons: tuple[Reason, ...]) -> set[Kind]:
    """Return what kinds of things stand in the way."""
    return {reason.kind for reason in reasons}
