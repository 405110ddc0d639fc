"""The four pictures: chosen, touched, guessed at; and the phone in turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from phones_world import (
    AMRA,
    AT,
    CHILD,
    HOME,
    OTHER,
    PIN,
    guardians,
    guess,
    inside,
    new_studio,
)

from pvstudio.errors import NotFound
from workflows.phones import (
    PICTURES,
    CodeRefused,
    PinStands,
    PinTooEasy,
    PinUnclear,
    PinWrong,
    SeatLocked,
    VisitOver,
    check_pin,
    enter,
    has_pin,
    locked_in,
    new_card,
    once_code,
    other_seats,
    pins,
    set_pin,
    state_of,
    take_seat,
    unlock,
    visit_of,
)
from workflows.phones.seat import MOST_WRONG
from workflows.wiring import Studio


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    return new_studio(tmp_path, monkeypatch)


# -- pictures ------------------------------------------------------------------------------------


def test_what_is_no_pin_and_what_is_too_easy(studio: Studio) -> None:
    assert len(set(PICTURES)) == 12
    _, visit = enter(studio, once_code(studio, HOME, AMRA, by="Ines", at=AT), AT)
    for picks in ((), PIN[:3], (*PIN, "sun"), ("sun", "cat", "sun", "house")):
        with pytest.raises(PinUnclear):
            set_pin(studio, visit, picks, AT)
    with pytest.raises(PinTooEasy):
        set_pin(studio, visit, ["cat"] * 4, AT)
    with pytest.raises(PinWrong):
        check_pin(studio, visit, PIN, AT)  # nobody has chosen any
    assert not has_pin(studio, visit)


def test_pictures_open_the_next_visit_and_are_not_chosen_over_it(studio: Studio) -> None:
    card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    _, first = enter(studio, once_code(studio, HOME, AMRA, by="Ines", at=AT), AT)
    assert set_pin(studio, first, PIN, AT).unlocked
    token, visit = enter(studio, card, AT)
    with pytest.raises(VisitOver):
        set_pin(studio, first, OTHER, AT)
    assert has_pin(studio, visit)
    assert not visit.unlocked
    with pytest.raises(PinStands):
        set_pin(studio, visit, OTHER, AT)
    with pytest.raises(PinWrong) as wrong:
        check_pin(studio, visit, OTHER, AT)
    assert wrong.value.left == MOST_WRONG - 1
    assert check_pin(studio, visit, PIN, AT).unlocked
    known = visit_of(studio, token, AT)
    assert known
    assert known.unlocked
    set_pin(studio, known, OTHER, AT)  # who is in may choose others
    _, visit = enter(studio, card, AT)
    assert check_pin(studio, visit, OTHER, AT).unlocked


def test_five_wrong_ones_lock_the_seat_until_somebody_opens_it(studio: Studio) -> None:
    inside(studio, AMRA)
    card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    token, visit = enter(studio, card, AT)
    guess(studio, visit, MOST_WRONG - 1)
    token, visit = enter(Studio.open(studio.settings), card, AT)  # neither a restart nor a phone helps
    with pytest.raises(SeatLocked):
        check_pin(studio, visit, OTHER, AT)
    assert visit_of(studio, token, AT) is None
    for opens in (card, once_code(studio, HOME, AMRA, by="Ines", at=AT)):
        with pytest.raises(SeatLocked):
            enter(studio, opens, AT)
    with pytest.raises(CodeRefused):
        enter(studio, "0" * 26, AT)  # a stranger learns nothing
    assert locked_in(studio, HOME) == [AMRA]
    assert locked_in(studio, "workshop-2") == []
    assert state_of(studio, HOME, AMRA, AT).locked_at == AT
    unlock(studio, HOME, AMRA, by="Ines", at=AT)
    assert locked_in(studio, HOME) == []
    state = state_of(studio, HOME, AMRA, AT)
    assert not state.has_pin
    assert state.card_rests


def test_after_an_unlocking_the_card_of_a_guesser_sets_no_new_pin(studio: Studio) -> None:
    inside(studio, AMRA)
    card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    old = once_code(studio, HOME, AMRA, by="Ines", at=AT)
    unlock(studio, HOME, AMRA, by="Ines", at=AT)
    for held in (card, old):
        with pytest.raises(CodeRefused):
            enter(studio, held, AT)
    _, visit = enter(studio, once_code(studio, HOME, AMRA, by="Ines", at=AT), AT)
    set_pin(studio, visit, OTHER, AT)
    _, visit = enter(studio, card, AT)  # the pictures are the person's again, and so is the card
    assert check_pin(studio, visit, OTHER, AT).unlocked


def test_a_right_one_counts_from_the_beginning_again(studio: Studio) -> None:
    _, visit = inside(studio, AMRA)
    for _ in range(3):
        guess(studio, visit, MOST_WRONG - 1)
        visit = check_pin(studio, visit, PIN, AT)  # the fifth try, and right
    assert locked_in(studio, HOME) == []


def test_guesses_side_by_side_all_count(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    _, visit = inside(studio, AMRA)
    looked: list[str] = []
    real = pins._matches
    monkeypatch.setattr(pins, "_matches", lambda kept, text: looked.append(text) or real(kept, text))

    def tries(_: int) -> type[Exception]:
        try:
            check_pin(studio, visit, OTHER, AT)
        except (PinWrong, SeatLocked, VisitOver) as stopped:
            return type(stopped)
        raise AssertionError

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(tries, range(12)))
    assert len(looked) == MOST_WRONG
    assert locked_in(studio, HOME) == [AMRA]
    assert found.count(PinWrong) < MOST_WRONG


def test_a_right_one_that_was_overtaken_by_a_lock_does_not_open(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, visit = inside(studio, AMRA)
    real = pins._matches

    def slowly(kept: str, text: str) -> bool:
        monkeypatch.setattr(pins, "_matches", real)
        guess(studio, visit, MOST_WRONG - 1)  # others meanwhile
        return real(kept, text)

    monkeypatch.setattr(pins, "_matches", slowly)
    with pytest.raises(SeatLocked):
        check_pin(studio, visit, PIN, AT)
    assert locked_in(studio, HOME) == [AMRA]


def test_a_pin_that_was_forgotten_while_it_was_checked_opens_nothing(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, visit = inside(studio, AMRA)
    real = pins._matches

    def slowly(kept: str, text: str) -> bool:
        unlock(studio, HOME, AMRA, by="Ines", at=AT)
        return real(kept, text)

    monkeypatch.setattr(pins, "_matches", slowly)
    with pytest.raises(PinWrong):
        check_pin(studio, visit, PIN, AT)


def test_a_pin_is_as_dear_to_guess_as_a_password(tmp_path: Path) -> None:
    assert pins._HASHER.hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


# -- in turn on one phone ------------------------------------------------------------------------


def test_a_phone_goes_from_the_child_to_its_guardian(studio: Studio) -> None:
    mother, uncle = guardians(studio)
    elsewhere, at_mother = inside(studio, mother)
    set_pin(studio, at_mother, OTHER, AT)
    token, child = inside(studio, CHILD)
    assert other_seats(studio, child) == [mother], "the uncle has chosen no pictures"
    with pytest.raises(PinWrong):
        take_seat(studio, child, mother, PIN, AT)  # the child's own
    now = take_seat(studio, child, mother, OTHER, AT)
    assert (now.seat, now.unlocked, now.id) == (mother, True, child.id)
    assert visit_of(studio, token, AT) == now
    assert visit_of(studio, elsewhere, AT) is None
    assert state_of(studio, HOME, CHILD, AT).visit is None
    with pytest.raises(VisitOver):
        set_pin(studio, child, OTHER, AT)  # a page of the child's that is open still
    back = take_seat(studio, now, CHILD, PIN, AT)
    assert back.seat == CHILD
    for stranger in (uncle, AMRA, CHILD):
        with pytest.raises(NotFound):
            take_seat(studio, back, stranger, PIN, AT)


def test_whoever_gave_no_pin_hands_nothing_over(studio: Studio) -> None:
    mother, _ = guardians(studio)
    inside(studio, mother)
    _, half_way = enter(studio, once_code(studio, HOME, CHILD, by="Ines", at=AT), AT)
    with pytest.raises(VisitOver):
        take_seat(studio, half_way, mother, PIN, AT)


def test_guesses_at_another_seat_lock_that_one(studio: Studio) -> None:
    mother, _ = guardians(studio)
    inside(studio, mother)
    token, child = inside(studio, CHILD)
    for _ in range(MOST_WRONG):
        with pytest.raises((PinWrong, SeatLocked)):
            take_seat(studio, child, mother, OTHER, AT)
    assert locked_in(studio, HOME) == [mother]
    assert visit_of(studio, token, AT) == child
