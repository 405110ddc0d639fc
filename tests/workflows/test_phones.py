"""Phones of participants: who gets in, who does not, what stops a guesser, what is left behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from consent.answers.appearances import log_appearance
from consent.answers.enrolling import add_guardian, enrol
from consent.releases import Role, Sign
from pvstudio.config import Settings
from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Clip, Participant, Workshop
from workflows.erasures import erase
from workflows.forget import forget_documents
from workflows.participants import Person, change_person, end_guardian
from workflows.phones import (
    PICTURES,
    Call,
    CodeRefused,
    PinStands,
    PinTooEasy,
    PinUnclear,
    PinWrong,
    PresenceRefused,
    Seat,
    SeatLocked,
    Visit,
    VisitOver,
    answered,
    call_person,
    check_pin,
    check_presence,
    choose_language,
    end_visits,
    enter,
    forget_phones,
    has_pin,
    leave,
    locked_in,
    new_card,
    once_code,
    other_seats,
    pins,
    present_code,
    seats_of,
    set_pin,
    state_of,
    take_seat,
    unlock,
    visit_of,
)
from workflows.phones.codes import ALPHABET, new_code, new_secret, typed_code, typed_digits
from workflows.phones.presence import PRESENCE_LASTS, PresentCode
from workflows.phones.seat import CODE_LASTS, MOST_WRONG, SLACK, Phone
from workflows.phones.visits import IDLE, LONGEST
from workflows.wiring import PHONES, Studio

HOME, AT, MINUTE = "workshop-1", datetime(2026, 11, 22, 9, 0, tzinfo=UTC), timedelta(minutes=1)
AMRA = Seat(participant_id="amra", role=Role.SELF)
CHILD = Seat(participant_id="nour", role=Role.CHILD_ASSENT)
PIN, OTHER = ("sun", "cat", "sun", "key"), ("key", "sun", "cat", "sun")


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """An adult, and a child with two guardians. PINs cost little here; what they cost has its own test."""
    monkeypatch.setattr(pins, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    studio = Studio.open(Settings(home=tmp_path))
    with studio.book(HOME) as tx:
        tx.put(Workshop(id=HOME, title="Neighbours", languages=("en",)))
        enrol(tx, Participant(id="amra", pseudonym="Amra"))
        enrol(tx, Participant(id="nour", pseudonym="Nour", age_band=AgeBand.MINOR))
        enrol(tx, Participant(id="sami", pseudonym="Sami", age_band=AgeBand.UNACCOMPANIED))
        for name in ("Hala", "Idris"):
            add_guardian(tx, "nour", name)
    return studio


def guardians(studio: Studio) -> list[Seat]:
    with studio.documents.read(HOME) as tx:
        return [one for one in seats_of(tx, "nour") if one.role is Role.GUARDIAN]


def inside(studio: Studio, seat: Seat, *, at: datetime = AT) -> tuple[str, Visit]:
    """Let somebody in who chooses their pictures."""
    token, visit = enter(studio, once_code(studio, HOME, seat, by="Ines", at=at), at)
    return token, set_pin(studio, visit, PIN, at)


def guess(studio: Studio, visit: Visit, times: int) -> None:
    for _ in range(times):
        with pytest.raises((PinWrong, SeatLocked)):
            check_pin(studio, visit, OTHER, AT)


def kept_text(studio: Studio) -> str:
    file = studio.settings.home / "workshops" / PHONES / "documents.json"
    return file.read_text() if file.exists() else ""  # the file of no documents is none


# -- seats and secrets ---------------------------------------------------------------------------


def test_each_who_answers_for_themselves_has_a_seat(studio: Studio) -> None:
    with studio.documents.read(HOME) as tx:
        assert seats_of(tx, "amra") == [AMRA]
        assert [one.role for one in seats_of(tx, "nour")] == [Role.CHILD_ASSENT, Role.GUARDIAN, Role.GUARDIAN]
        assert [one.role for one in seats_of(tx, "sami")] == [Role.CHILD_ASSENT]
        with pytest.raises(NotFound):
            seats_of(tx, "nobody")
    keys = {seat.key(home) for home in (HOME, "workshop-2") for seat in (AMRA, CHILD, *guardians(studio))}
    assert len(keys) == 8


def test_phones_are_a_desk_of_the_studio_and_no_workshop(studio: Studio) -> None:
    new_card(studio, HOME, AMRA, by="Ines", at=AT)
    assert studio.workshops() == [HOME]
    assert PHONES in studio.desks()


def test_secrets_are_long_and_read_by_people() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    for made, bits in ((new_secret, 128), (new_code, 40)):
        secret = made()
        assert set(secret) <= set(ALPHABET)
        assert len(secret) * 5 >= bits
        assert len({made() for _ in range(50)}) == 50
    assert len(new_code()) == 8


@given(st.text(ALPHABET, min_size=1, max_size=26), st.data())
def test_a_code_is_read_however_it_was_typed(code: str, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from(["", " ", "-", "–", "\u00a0"])) + data.draw(st.sampled_from(written(one)))
        for one in code
    )
    assert typed_code(typed) == code


def written(letter: str) -> list[str]:
    """Return what people type for a letter: small, as its look-alike, on a Cyrillic or Arabic keyboard."""
    others = {"0": "oOОо", "1": "iIlL", "A": "А", "B": "В", "C": "С", "E": "Е", "H": "Н", "K": "К"}
    others |= {"M": "М", "P": "Р", "T": "Т", "X": "Х"}
    arabic = chr(0x660 + int(letter)) if letter.isdecimal() else ""
    return [letter, letter.lower(), *others.get(letter, ""), *arabic]


def test_digits_are_read_in_any_script() -> None:
    assert typed_digits(" 12-34 ٥۶") == "123456"


def test_only_hashes_are_kept(studio: Studio) -> None:
    card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    code = once_code(studio, HOME, AMRA, by="Ines", at=AT)
    token, visit = enter(studio, code, AT)
    digits = present_code(studio, HOME, "Ines", AT)
    set_pin(studio, visit, PIN, AT)
    text = kept_text(studio)
    for secret in (card, code, token, f'"{digits}"', " ".join(PIN)):
        assert secret not in text


# -- going in ------------------------------------------------------------------------------------


def test_a_card_opens_nothing_until_pictures_are_chosen_by_a_code(studio: Studio) -> None:
    card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    for _ in range(2):
        with pytest.raises(CodeRefused):
            enter(studio, card, AT)  # whoever finds it would choose them
        assert state_of(studio, HOME, AMRA, AT).card_rests
        card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    inside(studio, AMRA)
    assert not state_of(studio, HOME, AMRA, AT).card_rests
    for _ in range(2):
        assert not enter(studio, card, AT)[1].unlocked
        card = new_card(studio, HOME, AMRA, by="Ines", at=AT)


def test_a_card_opens_again_and_again_and_a_new_one_ends_it(studio: Studio) -> None:
    inside(studio, AMRA)
    card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    first, visit = enter(studio, f" {card[:10].lower()}-{card[10:]}", AT)
    assert (visit.seat, visit.unlocked, visit.workshop) == (AMRA, False, HOME)
    second, _ = enter(studio, card, AT)
    assert visit_of(studio, first, AT) is None, "one phone a seat"
    assert visit_of(studio, second, AT)
    newer = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    assert visit_of(studio, second, AT) is None
    with pytest.raises(CodeRefused):
        enter(studio, card, AT)
    assert enter(studio, newer, AT)[1].seat == AMRA


def test_a_clock_that_is_set_back_ends_what_is_open(studio: Studio) -> None:
    token, visit = inside(studio, AMRA)
    code, digits = once_code(studio, HOME, CHILD, by="Ines", at=AT), present_code(studio, HOME, "Ines", AT)
    back = AT - SLACK - timedelta(seconds=1)
    assert visit_of(studio, token, AT - SLACK), "a minute is no trick"
    assert visit_of(studio, token, back) is None
    assert state_of(studio, HOME, AMRA, back).visit is None
    with pytest.raises(PresenceRefused):
        check_presence(studio, visit, digits, back)
    with pytest.raises(CodeRefused):
        enter(studio, code, back)
    assert state_of(studio, HOME, CHILD, back).code_until is None
    assert check_presence(studio, visit, digits, AT - SLACK) == "Ines"
    assert enter(studio, code, AT - SLACK)


def test_a_code_opens_once_and_for_ten_minutes(studio: Studio) -> None:
    older = once_code(studio, HOME, AMRA, by="Ines", at=AT)
    code = once_code(studio, HOME, AMRA, by="Ines", at=AT)
    late = AT + CODE_LASTS
    for dead, at in ((older, AT), (code, late), ("", AT), ("0" * 8, AT), ("x" * 9999, AT)):
        with pytest.raises(CodeRefused):
            enter(studio, dead, at)
    enter(studio, code, late - timedelta(seconds=1))
    with pytest.raises(CodeRefused):
        enter(studio, code, AT)


def test_of_many_phones_one_gets_in_by_a_code(studio: Studio) -> None:
    code = once_code(studio, HOME, AMRA, by="Ines", at=AT)

    def tries(_: int) -> bool:
        try:
            enter(studio, code, AT)
        except CodeRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tries, range(4))) == 1


def test_nobody_gets_a_card_for_a_seat_that_is_not_there(studio: Studio) -> None:
    for seat in (replace(AMRA, role=Role.CHILD_ASSENT), replace(AMRA, participant_id="nobody")):
        for make in (new_card, once_code):
            with pytest.raises(NotFound):
                make(studio, HOME, seat, by="Ines", at=AT)


def test_a_visit_ends_without_a_sign_of_life_and_after_two_hours(studio: Studio) -> None:
    token, _ = inside(studio, AMRA)
    assert visit_of(studio, token, AT + IDLE) is None
    at = AT
    while at < AT + LONGEST:
        assert visit_of(studio, token, at), at
        at += IDLE - MINUTE
    assert visit_of(studio, token, at) is None
    assert visit_of(studio, "", AT) is None


def test_a_sign_of_life_is_written_down_once_a_minute(studio: Studio) -> None:
    token, _ = inside(studio, AMRA)
    before = studio.documents.stamp(PHONES)
    assert visit_of(studio, token, AT + MINUTE * 0.9)
    assert studio.documents.stamp(PHONES) == before
    touched = visit_of(studio, token, AT + MINUTE)
    assert touched
    assert touched.until == AT + MINUTE + IDLE
    assert studio.documents.stamp(PHONES) != before


def test_hiding_and_being_put_out(studio: Studio) -> None:
    token, _ = inside(studio, AMRA)
    leave(studio, token)
    assert visit_of(studio, token, AT) is None
    token, visit = enter(studio, once_code(studio, HOME, AMRA, by="Ines", at=AT), AT)
    end_visits(studio, HOME, AMRA)
    assert visit_of(studio, token, AT) is None
    with pytest.raises(VisitOver):
        choose_language(studio, visit, "sq")


def test_the_language_is_kept_for_the_next_visit(studio: Studio) -> None:
    inside(studio, AMRA)
    card = new_card(studio, HOME, AMRA, by="Ines", at=AT)
    _, visit = enter(studio, card, AT)
    assert visit.language == ""
    assert choose_language(studio, visit, "FA-af").language == "fa-AF"
    assert enter(studio, card, AT)[1].language == "fa-AF"
    with pytest.raises(NotFound):
        choose_language(studio, enter(studio, card, AT)[1], "no language")


def test_what_time_has_ended_is_swept(studio: Studio) -> None:
    once_code(studio, HOME, CHILD, by="Ines", at=AT)
    inside(studio, AMRA)
    present_code(studio, HOME, "Ines", AT)
    later = AT + LONGEST
    once_code(studio, HOME, AMRA, by="Ines", at=later)
    present_code(studio, "workshop-2", "Ana", later)
    with studio.documents.read(PHONES) as tx:
        assert not tx.find(Visit)
        assert [one.participant_id for one in tx.find(Phone) if one.code] == ["amra"]
        assert [one.by for one in tx.find(PresentCode)] == ["Ana"]


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


# -- presence, calls -----------------------------------------------------------------------------


def test_digits_say_once_who_is_there(studio: Studio) -> None:
    _, visit = inside(studio, AMRA)
    ana, ines = present_code(studio, HOME, "Ana", AT), present_code(studio, HOME, "Ines", AT)
    older, ines = ines, present_code(studio, HOME, "Ines", AT)
    elsewhere = present_code(studio, "workshop-2", "Eve", AT)
    assert check_presence(studio, visit, f" {ines[:3]} {ines[3:]}", AT) == "Ines"
    for dead in {ines, older, elsewhere} - {ana}:
        with pytest.raises(PresenceRefused):
            check_presence(studio, visit, dead, AT)
    with pytest.raises(PresenceRefused):
        check_presence(studio, visit, ana, AT + PRESENCE_LASTS)
    assert check_presence(studio, visit, ana, AT) == "Ana"


def test_five_wrong_digits_end_every_code_that_is_open(studio: Studio) -> None:
    _, visit = inside(studio, AMRA)
    digits = {present_code(studio, HOME, name, AT) for name in ("Ana", "Ines")}
    wrong = next(one for one in (f"{n:06d}" for n in range(3)) if one not in digits)
    for _ in range(MOST_WRONG):
        for typed in (wrong, "12", ""):  # too few are no guess
            with pytest.raises(PresenceRefused):
                check_presence(studio, visit, typed, AT)
    for right in digits:
        with pytest.raises(PresenceRefused):
            check_presence(studio, visit, right, AT)
    assert check_presence(studio, visit, present_code(studio, HOME, "Ana", AT), AT) == "Ana"


def test_a_call_stands_until_somebody_came(studio: Studio) -> None:
    _, visit = inside(studio, AMRA)
    call = call_person(studio, visit, "", AT)
    again = call_person(studio, visit, "", AT + MINUTE)
    assert again == replace(call, at=AT + MINUTE)
    done = answered(studio, HOME, call.id, "Ines", AT)
    assert answered(studio, HOME, call.id, "Ana", AT + MINUTE) == done
    assert (done.by, done.answered_at) == ("Ines", AT)
    assert call_person(studio, visit, "", AT).id != call.id


def test_a_call_keeps_no_words_and_a_seat_has_one(studio: Studio) -> None:
    with studio.book(HOME) as tx:
        for number, who in enumerate(("amra", "nour"), 1):
            clip = f"clip-{number}"
            tx.put(Clip(id=clip, footage_id="footage-1", title=clip, start_ms=0, end_ms=9))
            log_appearance(tx, clip, who, {Sign.FACE})
    _, visit = inside(studio, AMRA)
    _, child = inside(studio, CHILD)
    call_person(studio, child, "", AT)
    for about, kept in (("clip-1", "clip-1"), ("clip-2", ""), ("my uncle Hasan threatens me", ""), ("", "")):
        assert call_person(studio, visit, about, AT).about == kept
    with studio.documents.read(HOME) as tx:
        assert sorted(one.participant_id for one in tx.find(Call)) == ["amra", "nour"]


# -- who goes ------------------------------------------------------------------------------------


def test_a_guardian_of_yesterday_is_out(studio: Studio) -> None:
    mother, uncle = guardians(studio)
    inside(studio, mother)
    card = new_card(studio, HOME, mother, by="Ines", at=AT)
    token, _ = enter(studio, card, AT)
    theirs, _ = inside(studio, uncle)
    end_guardian(studio, HOME, mother.guardian_id, by="Olga", reason="moved away")
    assert visit_of(studio, token, AT) is None
    with pytest.raises(CodeRefused):
        enter(studio, card, AT)
    assert visit_of(studio, theirs, AT)


def test_who_is_of_another_age_answers_in_another_right(studio: Studio) -> None:
    token, _ = inside(studio, CHILD)
    with studio.documents.read(HOME) as tx:
        grown = replace(Person.of(tx.get(Participant, "nour")), age_band=AgeBand.ADULT)
    change_person(studio, HOME, "nour", grown, by="Ines", age_change_said=True)
    assert visit_of(studio, token, AT) is None
    assert "nour" not in kept_text(studio)


def test_a_seat_that_stands_no_longer_is_found_out_without_being_told(studio: Studio) -> None:
    inside(studio, CHILD)
    card = new_card(studio, HOME, CHILD, by="Ines", at=AT)
    token, _ = enter(studio, card, AT)
    with studio.book(HOME) as tx:
        enrol(tx, replace(tx.get(Participant, "nour"), age_band=AgeBand.ADULT))
    assert visit_of(studio, token, AT + MINUTE) is None
    assert visit_of(studio, token, AT) is None, "it was ended, not only hidden"
    with pytest.raises(CodeRefused):
        enter(studio, card, AT)


def test_forgetting_leaves_nothing_of_a_person_and_all_of_others(studio: Studio) -> None:
    for seat in (CHILD, *guardians(studio)):
        inside(studio, seat)
    token, _ = inside(studio, AMRA)
    for _ in range(2):
        forget_phones(studio, HOME, "nour")
        assert "nour" not in kept_text(studio)
    forget_phones(studio, "workshop-2", "amra")
    assert visit_of(studio, token, AT)


def test_an_erasure_of_everything_forgets_phones_and_calls(world: World) -> None:
    at = datetime.now(UTC)
    seats = {who: Seat(participant_id=who, role=Role.SELF) for who in ("amra", "bilal")}
    tokens = {}
    for who, seat in seats.items():
        code = once_code(world.studio, WORKSHOP, seat, by="Ines", at=at)
        tokens[who], visit = enter(world.studio, code, at)
        call_person(world.studio, visit, f"clip-{who}", at)
    order = erase(world.studio, WORKSHOP, "amra", everything=True)
    assert visit_of(world.studio, tokens["amra"], at), "until it is carried out they can see how it stands"
    forget_documents(world.studio, WORKSHOP, order.id)
    assert visit_of(world.studio, tokens["amra"], at) is None
    assert visit_of(world.studio, tokens["bilal"], at)
    assert "amra" not in kept_text(world.studio)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [one.participant_id for one in tx.find(Call)] == ["bilal"]
