"""A studio with a small workshop in it: three people, three clips, nobody asked yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from consent.answers.recording import confirm_complete, enrol, log_appearance, record_answer
from consent.ledger.layouts import enter_rendering
from consent.notices import notice
from consent.releases import Answer, AnswerState, Sign, Stage
from pvstudio.config import Settings
from pvstudio.model import (
    Audience,
    Clip,
    CutState,
    CutVersion,
    Footage,
    FootageState,
    Kit,
    Participant,
    Treatment,
    Workshop,
    new_id,
)
from pvstudio.store import durable
from workflows.kits import hand_out
from workflows.layout import lay_out
from workflows.publish import ask_gate
from workflows.wiring import Studio

WORKSHOP = "workshop-1"
PEOPLE = ("amra", "bilal", "zahra")
RECIPE = """
title = "Neighbours"
on_withheld = "{on_withheld}"
[opening]
[[parts]]
clip = "clip of amra"
[[parts]]
clip = "clip of bilal"
[[parts]]
clip = "clip of zahra"
[credits]
[subtitles]
languages = ["en"]
"""


@dataclass(frozen=True)
class World:
    """The studio, and short words for what happens in it."""

    studio: Studio

    def say(
        self,
        who: str,
        stage: Stage,
        subject: str,
        audience: Audience | None = None,
        state: AnswerState = AnswerState.GIVEN,
        treatments: frozenset[Treatment] = frozenset(),
    ) -> None:
        """Record one answer, now."""
        answer = Answer(
            id=new_id("answer"),
            at=datetime.now(UTC),
            participant_id=who,
            stage=stage,
            subject_id=subject,
            audience=audience,
            state=state,
            treatments=treatments,
            notice=notice(stage, "en").reference,
        )
        with self.studio.book(WORKSHOP) as tx:
            record_answer(tx, answer)

    def everybody_agrees(self, audience: Audience = Audience.COMMUNITY) -> None:
        """S1 to S3 of everybody, each for their own clip."""
        for who in PEOPLE:
            self.say(who, Stage.S1, WORKSHOP)
            self.say(who, Stage.S2, WORKSHOP)
            self.say(who, Stage.S3, f"clip-{who}", audience)

    def shown(self) -> tuple[World, CutVersion]:
        """Hand out kit-1 of a film of all three, to which all agree; return this world and the film."""
        self.everybody_agrees()
        recipe = RECIPE.format(on_withheld="stop")
        version = self.rendered(lay_out(self.studio, WORKSHOP, recipe, Audience.COMMUNITY).version.id)
        for who in PEOPLE:
            self.say(who, Stage.S4, version.id, Audience.COMMUNITY)
        kit = Kit(
            id="kit-1",
            cut_version_id=version.id,
            audience=Audience.COMMUNITY,
            languages=("en",),
            recipient="Kino Una",
            published_at=datetime.now(UTC),
        )
        with self.studio.book(WORKSHOP) as tx:
            ask_gate(tx, WORKSHOP, version, kit.audience)
            hand_out(tx, kit)
        return self, version

    def rendered(self, version_id: str, film: str = "f" * 64) -> CutVersion:
        """Pretend to the documents that a version was rendered (no film exists)."""
        with self.studio.book(WORKSHOP) as tx:
            version = replace(tx.get(CutVersion, version_id), state=CutState.RENDERED, film_sha256=film)
            enter_rendering(tx, version, datetime.now(UTC))
            tx.put(version)
        return version


def quick() -> Any:
    """Return what keeps the disk from being waited for: nobody pulls the plug in these tests."""
    return patch.object(durable, "_fsync")


def new_world(folder: Path) -> World:
    """Three people, each in a clip of their own, logged and confirmed."""
    studio = Studio.open(Settings(home=folder / "studio"))
    with studio.book(WORKSHOP) as tx:
        tx.put(Workshop(id=WORKSHOP, title="Neighbours", languages=("en",)))
        for who in PEOPLE:
            enrol(tx, Participant(id=who, pseudonym=who.title()))
            tx.put(
                Footage(
                    id=f"footage-{who}",
                    sha256=who.encode().hex().ljust(64, "0"),
                    original_name=f"{who}.mp4",
                    size_bytes=1,
                    received_at=datetime.now(UTC),
                    state=FootageState.READY,
                )
            )
            tx.put(
                Clip(
                    id=f"clip-{who}",
                    footage_id=f"footage-{who}",
                    title=f"clip of {who}",
                    start_ms=0,
                    end_ms=2000,
                )
            )
            log_appearance(tx, f"clip-{who}", who, {Sign.FACE})
            confirm_complete(tx, f"clip-{who}")
    return World(studio)
