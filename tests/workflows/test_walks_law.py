"""Whatever happens on two phones at once: no half of what was read back is recorded, and no no is lost."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from walk_world import LENGTH, NO, NOT_NOW, YES, Phone, with_child
from workflow_world import WORKSHOP, new_world, quick

from consent.gate.states import ReleaseState
from consent.releases import Answer, AnswerState, Stage, TeachBack
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Clip, Participant
from workflows.walks import (
    AnsweredMeanwhile,
    NotThereYet,
    NotWatchedYet,
    Settled,
    Walk,
    WalkOver,
    Watched,
    began_watching,
    said,
    standing_now,
    walk_of,
    watched,
)

CLIP = "clip-bilal"
NOES = {ReleaseState.REFUSED, ReleaseState.WITHDRAWN}
SEATS, PAGES = st.integers(0, 1), st.integers(0, 99)
SAID = st.sampled_from([YES, NO, NOT_NOW])
LATE = (NotFound, WalkOver, NotWatchedYet)


@dataclass(frozen=True)
class Page:
    """A screen as it was shown once: it may be sent late, or twice, or never."""

    phone: Phone
    walk: Walk

    def given(self, *, yes: bool) -> set[Audience | None]:
        """Return the audiences with a yes, or those with a no."""
        return {audience for audience, state in self.walk.said if state and state.is_yes is yes}


class Walking(RuleBasedStateMachine):
    """A child and its guardian, each with screens that lie open; answers come from elsewhere, too."""

    @initialize()
    def open_workshop(self) -> None:
        self.quick = quick()
        self.quick.start()
        self.folder = tempfile.TemporaryDirectory()
        self.world = new_world(Path(self.folder.name))
        self.phones = with_child(self.world)
        self.pages: list[Page] = []
        self.recorded: list[Answer] = []
        self.trims = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.quick.stop()
            self.folder.cleanup()

    def page(self, number: int) -> Page:
        return self.pages[-1 - number % min(len(self.pages), 4)]

    def answers(self) -> list[Answer]:
        return self.phones[0].answers()

    def show(self, phone: Phone, walk: Walk) -> None:
        self.pages.append(Page(phone, walk))

    # -- the screens ---------------------------------------------------------------------------

    @rule(seat=SEATS)
    def begin(self, seat: int) -> None:
        phone = self.phones[seat]
        self.show(phone, phone.begin(Stage.S3, CLIP))

    @precondition(lambda self: self.pages)
    @rule(number=PAGES, says=st.lists(SAID, min_size=5, max_size=5), steps=st.integers(1, 12))
    def go_on(self, number: int, says: list[AnswerState | None], steps: int) -> None:
        """Do what the next screens ask; then the connection is lost."""
        page, answers = self.page(number), dict(zip(Audience, says, strict=True))
        try:
            walk = walk_of(self.world.studio, page.phone.visit, page.walk.id)
            for _step in range(steps):
                walk = page.phone.step(walk, answers, wrong=1)
                self.show(page.phone, walk)
        except LATE:
            return

    @precondition(lambda self: self.pages)
    @rule(number=PAGES, audience=st.sampled_from(list(Audience)), says=SAID)
    def change(self, number: int, audience: Audience, says: AnswerState | None) -> None:
        """Go back, perhaps in another tab, and say something else."""
        page = self.page(number)
        try:
            walk = said(self.world.studio, page.phone.visit, page.walk.id, audience, says, page.phone.tick())
            self.show(page.phone, walk)
        except LATE:
            return

    # -- what comes in between -----------------------------------------------------------------

    @rule(seat=SEATS, audience=st.sampled_from(list(Audience)), yes=st.booleans())
    def elsewhere(self, seat: int, audience: Audience, yes: bool) -> None:
        phone = self.phones[seat]
        phone.tick()
        with self.world.studio.book(WORKSHOP) as tx:
            person = tx.get(Participant, "bilal")
            tx.put(replace(person, languages=()))
        current = self.mine(phone)[audience]
        if not yes or current in {*NOES, ReleaseState.PENDING}:
            phone.elsewhere(YES if yes else NO, audience)
        with self.world.studio.documents.write(WORKSHOP) as tx:
            tx.put(person)
        self.recorded = self.answers()

    @rule()
    def trim(self) -> None:
        self.trims += 1
        with self.world.studio.documents.write(WORKSHOP) as tx:
            tx.put(replace(tx.get(Clip, CLIP), end_ms=2000 - self.trims % 3))

    @rule(languages=st.sampled_from([(), ("sq",)]))
    def understand(self, languages: tuple[str, ...]) -> None:
        """It turns out that the child understands another language: its yes is refused."""
        with self.world.studio.documents.write(WORKSHOP) as tx:
            tx.put(replace(tx.get(Participant, "bilal"), languages=languages))

    @rule(seat=SEATS)
    def hide(self, seat: int) -> None:
        self.phones[seat].visits += 1

    @rule(seat=SEATS, part=st.floats(0, 1.2))
    def watch(self, seat: int, part: float) -> None:
        phone = self.phones[seat]
        began_watching(self.world.studio, phone.visit, CLIP, phone.tick())
        try:
            watched(self.world.studio, phone.visit, CLIP, phone.tick(LENGTH * part))
        except NotWatchedYet:
            assert part < 1

    @rule(seat=SEATS)
    def sleep(self, seat: int) -> None:
        self.phones[seat].tick(timedelta(hours=13))

    # -- confirming ------------------------------------------------------------------------------

    @precondition(lambda self: self.pages)
    @rule(number=PAGES)
    def confirm(self, number: int) -> None:
        page = self.page(number)
        try:
            settled = page.phone.settle(page.walk)
        except (NotFound, NotThereYet):
            return
        except AnsweredMeanwhile as moved:
            self.check(page, moved.answers, refused=True)
            event("looked at again")
        else:
            event("refused" if settled.refused else "settled")
            self.check(page, settled.answers, refused=settled.refused is not None)
            self.check_done(page, settled)

    def check(self, page: Page, answers: tuple[Answer, ...], *, refused: bool) -> None:
        """What is new is of what was read back: every no, and every yes or none."""
        new = [one for one in self.answers() if one not in self.recorded]
        self.recorded = self.answers()
        assert {one.audience for one in new if not one.state.is_yes} <= page.given(yes=False)
        assert {one.audience for one in new if one.state.is_yes} <= (
            page.given(yes=True) if not refused else set()
        )
        if answers or not refused:
            assert {one.audience for one in answers if not one.state.is_yes} == page.given(yes=False)
        assert len({one.id for one in self.recorded}) == len(self.recorded)
        for one in new:
            self.check_yes(page, one)
            assert one.role is page.phone.role

    def check_yes(self, page: Page, yes: Answer) -> None:
        if not yes.state.is_yes:
            return
        assert yes.teach_back is TeachBack.UNDERSTOOD
        assert yes.notice.startswith("S3/en/")
        with self.world.studio.documents.read(WORKSHOP) as tx:
            seen = tx.find(Watched, fingerprint=yes.watched, role=yes.role, guardian_id=yes.guardian_id)
            assert [one for one in seen if one.done_at]
            assert yes.watched == page.walk.watched

    def check_done(self, page: Page, settled: Settled) -> None:
        if settled.refused:
            assert not settled.walk.done_at
            return
        assert settled.walk.done_at
        assert {one.audience for one in settled.answers if one.state.is_yes} == page.given(yes=True)

    def mine(self, phone: Phone) -> dict[Audience | None, ReleaseState]:
        counts = standing_now(self.world.studio, phone.visit, Stage.S3, CLIP, phone.at)
        return {one.audience: one.mine for one in counts}

    @rule(seat=SEATS, says=st.lists(SAID, min_size=5, max_size=5))
    def whole_walk(self, seat: int, says: list[AnswerState | None]) -> None:
        """Walk to the end at once: what counts then is what was said; a no is one, whatever was refused."""
        phone, answers = self.phones[seat], dict(zip(Audience, says, strict=True))
        walk = phone.begin(Stage.S3, CLIP)
        before = self.mine(phone)
        walk = phone.to_read_back(walk, answers)
        drafted = dict(walk.said)
        self.show(phone, walk)
        try:
            refused = phone.settle(walk).refused is not None
        except AnsweredMeanwhile:
            refused = True
        event(f"at once, {refused=}")
        after = self.mine(phone)
        for audience, state in drafted.items():
            if state is NO:
                assert after[audience] in NOES
            elif state is NOT_NOW or refused:
                assert after[audience] is before[audience]
            else:
                assert after[audience] is ReleaseState.GIVEN
        self.recorded = self.answers()

    @invariant()
    def drafts_are_nothing(self) -> None:
        if hasattr(self, "world"):
            assert self.answers() == self.recorded


_QUIET = {"suppress_health_check": list(HealthCheck), "database": None}


class TestWalks(Walking.TestCase):  # type: ignore[misc,name-defined]
    """A few stories at every change."""

    settings = settings(max_examples=6, stateful_step_count=15, **_QUIET)


@pytest.mark.slow
class TestWalksForLonger(Walking.TestCase):  # type: ignore[misc,name-defined]
    """More of them, and longer."""

    settings = settings(max_examples=25, stateful_step_count=30, **_QUIET)
