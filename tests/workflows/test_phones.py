"""Phones of participants: seats, cards, codes; who gets in, and for how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phones_world import (
    AMRA,
    AT,
    CHILD,
    HOME,
    MINUTE,
    PIN,
    guardians,
    inside,
    kept_text,
    new_studio,
)

from consent.releases import Role
from pvstudio.errors import NotFound
from workflows.phones import (
    CodeRefused,
    PresenceRefused,
    Visit,
    VisitOver,
    check_presence,
    choose_language,
    end_visits,
    enter,
    leave,
    new_card,
    once_code,
    present_code,
    seats_of,
    set_pin,
    state_of,
    visit_of,
)
from workflows.phones.codes import ALPHABET, new_code, new_secret, typed_code, typed_digits
from workflows.phones.presence import PresentCode
from workflows.phones.seat import CODE_LASTS, SLACK, Phone
from workflows.phones.visits import IDLE, LONGEST
from workflows.wiring import PHONES, Studio


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    return new_studio(tmp_path, monkeypatch)


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
