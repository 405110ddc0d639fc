"""After whatever happens at the seats: one phone a seat, no dead card opens, no locked seat opens."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from consent.answers.enrolling import add_guardian, enrol
from pvstudio.config import Settings
from pvstudio.model import AgeBand, Participant
from workflows.phones import (
    CodeRefused,
    PinStands,
    PinWrong,
    Seat,
    SeatLocked,
    Visit,
    VisitOver,
    check_pin,
    end_visits,
    enter,
    forget_phones,
    leave,
    locked_in,
    new_card,
    once_code,
    pins,
    seats_of,
    set_pin,
    take_seat,
    unlock,
    visit_of,
)
from workflows.phones.seat import MOST_WRONG
from workflows.phones.visits import IDLE, LONGEST
from workflows.wiring import PHONES, Studio

HOME, AT = "workshop-1", datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RIGHT, WRONG = ("sun", "cat", "sun", "key"), ("cat", "sun", "key", "sun")
SEATS = st.integers(0, 3)
_MEMORY = Path("/dev/shm")  # nothing here is about what survives a power cut


class Phones(RuleBasedStateMachine):
    """Four seats of two people. The model knows less than the studio: what must be refused, and what not."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None)
        self.cheap = patch.object(pins, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.cheap.start()
        self.studio = Studio.open(Settings(home=Path(self.folder.name)))
        with self.studio.book(HOME) as tx:
            enrol(tx, Participant(id="amra", pseudonym="Amra"))
            enrol(tx, Participant(id="nour", pseudonym="Nour", age_band=AgeBand.MINOR))
            add_guardian(tx, "nour", "Hala")
            add_guardian(tx, "nour", "Idris")
            self.seats = [seat for who in ("amra", "nour") for seat in seats_of(tx.tx, who)]
        self.at = AT
        self.cards: dict[Seat, str] = {}
        self.codes: dict[Seat, tuple[str, datetime]] = {}
        self.dead: list[str] = []
        self.pins: set[Seat] = set()
        self.wrong: Counter[Seat] = Counter()
        self.phones: dict[Seat, tuple[str, Visit]] = {}  # the last that got in, for all we know
        self.over: list[str] = []  # tokens

    def teardown(self) -> None:
        self.cheap.stop()
        self.folder.cleanup()

    def locked(self, seat: Seat) -> bool:
        return self.wrong[seat] >= MOST_WRONG

    def out(self, seat: Seat) -> None:
        if seat in self.phones:
            self.over.append(self.phones.pop(seat)[0])

    def is_in(self, seat: Seat) -> Visit | None:
        """Return the visit at this seat, as long as it is one."""
        if seat not in self.phones:
            return None
        found = visit_of(self.studio, self.phones[seat][0], self.at)
        if found is None:
            known = self.phones[seat][1]
            assert self.at >= min(known.touched_at + IDLE, known.at + LONGEST), "it ended too soon"
            self.out(seat)
        else:
            self.phones[seat] = self.phones[seat][0], found
        return found

    @rule(which=SEATS)
    def make_card(self, which: int) -> None:
        seat = self.seats[which]
        if seat in self.cards:
            self.dead.append(self.cards[seat])
        self.cards[seat] = new_card(self.studio, HOME, seat, by="Ines", at=self.at)
        self.out(seat)

    @rule(which=SEATS)
    def show_code(self, which: int) -> None:
        seat = self.seats[which]
        if seat in self.codes:
            self.dead.append(self.codes[seat][0])
        code = once_code(self.studio, HOME, seat, by="Ines", at=self.at)
        self.codes[seat] = code, self.at + timedelta(minutes=10)

    @rule(which=SEATS, by_card=st.booleans())
    def go_in(self, which: int, by_card: bool) -> None:
        seat = self.seats[which]
        secret, good = self.cards.get(seat, ""), seat in self.cards and seat in self.pins
        if not by_card:
            secret, until = self.codes.get(seat, ("", self.at))
            good = self.at < until
        try:
            token, visit = enter(self.studio, secret, self.at)
        except CodeRefused:
            assert not good
            return
        except SeatLocked:
            assert good
            assert self.locked(seat)
            return
        assert good
        assert not self.locked(seat)
        assert (visit.seat, visit.unlocked) == (seat, False)
        if not by_card:
            self.dead.append(self.codes.pop(seat)[0])
        self.out(seat)
        self.phones[seat] = token, visit

    @precondition(lambda self: self.dead)
    @rule(number=st.integers(0))
    def go_in_by_what_is_dead(self, number: int) -> None:
        with pytest.raises(CodeRefused):
            enter(self.studio, self.dead[number % len(self.dead)], self.at)

    @rule(which=SEATS)
    def choose(self, which: int) -> None:
        seat = self.seats[which]
        visit = self.is_in(seat)
        if visit is None:
            return
        try:
            inside = set_pin(self.studio, visit, RIGHT, self.at)
        except PinStands:
            assert seat in self.pins
            assert not visit.unlocked
            return
        assert seat not in self.pins or visit.unlocked
        self.pins.add(seat)
        self.wrong[seat] = 0
        self.phones[seat] = self.phones[seat][0], inside

    @rule(which=SEATS, right=st.booleans())
    def give_pictures(self, which: int, right: bool) -> None:
        visit = self.is_in(self.seats[which])
        if visit:
            self.tried(visit.seat, right, lambda picks: check_pin(self.studio, visit, picks, self.at))

    @rule(which=st.integers(1, 3), other=st.integers(1, 3), right=st.booleans())
    def hand_over(self, which: int, other: int, right: bool) -> None:
        """Both are in, at phones of their own; then one takes the other's phone too."""
        self.come_in(other)
        self.come_in(which)
        old, new = self.seats[which], self.seats[other]
        visit = self.is_in(old)
        if visit is None or new not in self.pins or old == new:
            return
        if not visit.unlocked:
            with pytest.raises(VisitOver):
                take_seat(self.studio, visit, new, RIGHT, self.at)
            return
        token = self.phones[old][0]
        taken = self.tried(new, right, lambda picks: take_seat(self.studio, visit, new, picks, self.at))
        if taken:
            del self.phones[old]
            self.phones[new] = token, taken

    def tried(self, seat: Seat, right: bool, go: Callable[[tuple[str, ...]], Visit]) -> Visit | None:
        """Give pictures at a seat, and say what has to come of it."""
        was_locked = self.locked(seat)
        try:
            taken = go(RIGHT if right else WRONG)
        except (PinWrong, SeatLocked):
            assert not right or was_locked or seat not in self.pins
            if seat in self.pins and not was_locked:
                self.wrong[seat] += 1
                if self.locked(seat):
                    self.out(seat)
            return None
        assert right
        assert seat in self.pins
        assert not was_locked, "a locked seat never opens"
        self.wrong[seat] = 0
        kept = self.phones.get(seat)
        if kept and kept[1].id != taken.id:
            self.out(seat)
        self.phones[seat] = kept[0] if kept else "", taken
        return taken

    @rule(which=SEATS)
    def open_again(self, which: int) -> None:
        seat = self.seats[which]
        unlock(self.studio, HOME, seat, by="Ines", at=self.at)
        if seat in self.codes:
            self.dead.append(self.codes.pop(seat)[0])
        self.pins.discard(seat)
        self.wrong[seat] = 0
        self.out(seat)

    @rule(which=SEATS, minutes=st.sampled_from([1, 9, 10, 11]))
    def come_late(self, which: int, minutes: int) -> None:
        self.show_code(which)
        self.wait(minutes)
        self.go_in(which, by_card=False)

    @rule(which=SEATS)
    def come_in(self, which: int) -> None:
        """What mostly happens: a code, then the pictures, chosen now or long ago."""
        self.show_code(which)
        self.go_in(which, by_card=False)
        self.choose(which)
        self.give_pictures(which, right=True)

    @rule(which=SEATS, times=st.integers(3, 6))
    def guess(self, which: int, times: int) -> None:
        """Somebody has got in by a code, and tries; then they come back with the card, or another code."""
        self.come_in(which)
        for _ in range(times):
            self.give_pictures(which, right=False)
        self.go_in(which, by_card=True)
        self.come_in(which)

    @rule(which=SEATS, hide=st.booleans())
    def go_out(self, which: int, hide: bool) -> None:
        seat = self.seats[which]
        if hide and seat in self.phones:
            leave(self.studio, self.phones[seat][0])
        else:
            end_visits(self.studio, HOME, seat)
        self.out(seat)

    @rule(minutes=st.sampled_from([0, 1, 5, 9, 11, 40]))
    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def begin_again(self) -> None:
        self.studio = Studio.open(self.studio.settings)

    @rule()
    def forget(self) -> None:
        forget_phones(self.studio, HOME, "amra")
        [seat] = [one for one in self.seats if one.participant_id == "amra"]
        self.dead += [self.cards.pop(seat)] if seat in self.cards else []
        self.dead += [self.codes.pop(seat)[0]] if seat in self.codes else []
        self.pins.discard(seat)
        self.wrong[seat] = 0
        self.out(seat)

    @invariant()
    def one_phone_a_seat_and_none_at_a_locked_one(self) -> None:
        with self.studio.documents.read(PHONES) as tx:
            live = Counter(one.seat for one in tx.find(Visit) if self.at < one.until)
        assert all(count == 1 for count in live.values())
        locked = locked_in(self.studio, HOME)
        assert set(locked) == {seat for seat in self.seats if self.locked(seat)}
        assert not set(locked) & live.keys()

    @invariant()
    def what_is_over_stays_over(self) -> None:
        for token in self.over[-3:]:
            assert visit_of(self.studio, token, self.at) is None


_QUIET = {"suppress_health_check": list(HealthCheck), "database": None}


class TestSeats(Phones.TestCase):  # type: ignore[misc,name-defined]
    """A few sequences at every change."""

    settings = settings(max_examples=10, stateful_step_count=15, **_QUIET)


@pytest.mark.slow
class TestSeatsForLonger(Phones.TestCase):  # type: ignore[misc,name-defined]
    """More of them, and longer."""

    settings = settings(max_examples=60, stateful_step_count=30, **_QUIET)
