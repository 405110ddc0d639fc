"""A workshop of people who hold a phone: adults, a child with a guardian; a film that was sent to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from workflow_world import WORKSHOP, World

from consent.answers.recording import add_guardian, enrol, record_answer
from consent.gate.states import ReleaseState
from consent.notices import notice
from consent.releases import Answer, AnswerState, Role, Stage
from pvstudio.editing.film import Manifest
from pvstudio.model import AgeBand, Audience, Cut, CutItem, CutState, CutVersion, Participant, new_id
from pvstudio.store.files import write_bytes
from workflows.phones.seat import Visit
from workflows.publish import film_folder
from workflows.reviews import send
from workflows.walks import (
    Settled,
    Step,
    Walk,
    began_watching,
    begin,
    chosen,
    learned,
    left_out,
    named,
    said,
    settle,
    standing_now,
    told,
    watched,
    where,
)
from workflows.wiring import PHONES

#: Every clip of the small world lasts two seconds, and so does its film.
LENGTH = timedelta(seconds=2)
FILM = "version-1"
YES, NO, NOT_NOW = AnswerState.GIVEN, AnswerState.REFUSED, None
#: What most walks answer.
MIXED = {Audience.GROUP: YES, Audience.COMMUNITY: YES, Audience.ONLINE: NO}


@dataclass
class Phone:
    """One person with a phone, at one seat; a clock of their own that only goes on."""

    world: World
    who: str
    role: Role = Role.SELF
    guardian: str = ""
    visits: int = 1
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    begun: set[str] = field(default_factory=set)

    @property
    def visit(self) -> Visit:
        """Return the visit that is going on; it is kept from its first sign of life."""
        now = self._visit
        if now.id not in self.begun:
            self.begun.add(now.id)
            with self.world.studio.documents.write(PHONES) as tx:
                tx.put(now)
        return now

    def hide(self) -> None:
        """End the visit, wherever it is."""
        visit = self.visit
        with self.world.studio.documents.write(PHONES) as tx:
            tx.delete(Visit, visit.id)

    @property
    def _visit(self) -> Visit:
        return Visit(
            id=f"visit-{self.who}-{self.role}-{self.guardian}-{self.visits}",
            workshop=WORKSHOP,
            participant_id=self.who,
            role=self.role,
            guardian_id=self.guardian,
            language="en",
            unlocked=True,
            at=self.at,
            until=self.at + LENGTH,
            touched_at=self.at,
        )

    def tick(self, by: timedelta = timedelta(milliseconds=10)) -> datetime:
        """Let time pass, and return what time it is."""
        self.at += by
        return self.at

    def watch(self, subject: str) -> None:
        """Watch it to the end."""
        began_watching(self.world.studio, self.visit, subject, self.tick())
        watched(self.world.studio, self.visit, subject, self.tick(LENGTH))

    def begin(self, stage: Stage, subject: str) -> Walk:
        """Begin, or go on with, a walk."""
        return begin(self.world.studio, self.visit, stage, subject, "en", self.tick())

    def step(self, walk: Walk, answers: dict[Audience | None, AnswerState | None], wrong: int = 0) -> Walk:
        """Do what the next screen asks, and return the walk; *wrong*: so many wrong tellings first."""
        studio, visit, at = self.world.studio, self.visit, self.tick()
        screen, audience = where(studio, visit, walk)
        right = notice(walk.stage, "en").teach_back.right
        match screen:
            case Step.WATCH:
                self.watch(walk.subject_id)
                return self.begin(walk.stage, walk.subject_id)
            case Step.LEARN:
                return learned(studio, visit, walk.id, at)
            case Step.ASK:
                return said(studio, visit, walk.id, audience, answers.get(audience), at)
            case Step.HOW:
                return chosen(studio, visit, walk.id, walk.treatments & set(), at)
            case Step.NAME:
                return named(studio, visit, walk.id, None, at)
            case Step.LANGUAGES:
                return left_out(studio, visit, walk.id, (), at)
            case Step.TELL:
                choice = right if len(walk.told) >= wrong else (right + 1) % 3
                return told(studio, visit, walk.id, choice, at)
        return walk

    def to_read_back(self, walk: Walk, answers: dict[Audience | None, AnswerState | None]) -> Walk:
        """Go through all screens up to the last."""
        while where(self.world.studio, self.visit, walk)[0] not in {Step.READ_BACK, Step.DONE}:
            walk = self.step(walk, answers)
        return walk

    def settle(self, walk: Walk) -> Settled:
        """Confirm what was read back."""
        return settle(self.world.studio, self.visit, walk.id, self.tick(), read=walk.stamp)

    def whole(
        self, stage: Stage, subject: str, answers: dict[Audience | None, AnswerState | None]
    ) -> Settled:
        """Walk a whole walk."""
        return self.settle(self.to_read_back(self.begin(stage, subject), answers))

    def elsewhere(self, state: AnswerState, audience: Audience | None, subject: str = "") -> None:
        """Say it by another way than this phone, about their clip."""
        answer = Answer(
            id=new_id("answer"),
            at=self.tick(),
            participant_id=self.who,
            stage=Stage.S3,
            subject_id=subject or f"clip-{self.who}",
            state=state,
            audience=audience,
            role=self.role,
            guardian_id=self.guardian,
            notice=notice(Stage.S3, "en").reference,
        )
        with self.world.studio.book(WORKSHOP) as tx:
            record_answer(tx, answer, now=self.at)

    def answers(self) -> list[Answer]:
        """Return everything that is on record for this person, in order."""
        with self.world.studio.documents.read(WORKSHOP) as tx:
            return sorted(tx.find(Answer, participant_id=self.who), key=lambda one: one.number)


def with_child(world: World) -> tuple[Phone, Phone]:
    """Make Bilal a child with one guardian; return the phones of both."""
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, replace(tx.get(Participant, "bilal"), age_band=AgeBand.MINOR))
        aunt = add_guardian(tx, "bilal", "Aunt", relation="aunt")
    return Phone(world, "bilal", Role.CHILD_ASSENT), Phone(world, "bilal", Role.GUARDIAN, aunt.id)


def asked_film(world: World, *audiences: Audience) -> None:
    """Make the film, and ask everybody in it, who have agreed to their clips."""
    world.everybody_agrees()
    with_film(world)
    sent(world, *audiences)


def with_film(world: World, languages: tuple[str, ...] = ("en",)) -> CutVersion:
    """Pretend to a film of everybody's clips, of which only the manifest lies there."""
    with world.studio.book(WORKSHOP) as tx:
        tx.put(Cut(id="cut-1", title="Neighbours", recipe=""))
        tx.put(
            CutVersion(
                id=FILM,
                cut_id="cut-1",
                number=1,
                items=tuple(CutItem(clip_id=f"clip-{who}") for who in ("amra", "bilal", "zahra")),
                audience=Audience.COMMUNITY,
                languages=languages,
                state=CutState.DRAFT,
                recipe='title = "Neighbours"',
                created_at=datetime.now(UTC),
            )
        )
    folder: Path = film_folder(world.studio, WORKSHOP, FILM)
    folder.mkdir(parents=True)
    write_bytes(folder / "film.json", msgspec.json.encode(_manifest()))
    return world.rendered(FILM)


def sent(world: World, *audiences: Audience) -> None:
    """Ask everybody in the film: all have agreed to be filmed, and to showing their clips."""
    send(world.studio, WORKSHOP, FILM, audiences, by="mina", at=datetime.now(UTC))


def _manifest() -> Manifest:
    return Manifest(
        key="k",
        title="Neighbours",
        language="en",
        width=320,
        height=180,
        fps=25,
        frames=50,
        duration_ms=2000,
        parts=(),
        languages=("en",),
        without_cues=(),
        burned_in=(),
        loudness_lufs=None,
        peak_dbtp=None,
        copied_frames=0,
        encoded_frames=50,
        segments_found=0,
        segments_made=1,
    )


def mine(phone: Phone) -> dict[Audience | None, ReleaseState]:
    """Where everything stands that somebody said about their clip."""
    clip = f"clip-{phone.who}"
    return {
        one.audience: one.mine
        for one in standing_now(phone.world.studio, phone.visit, Stage.S3, clip, phone.tick())
    }
