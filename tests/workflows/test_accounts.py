"""Accounts: what a password must be, who gets in, and what stops a guesser."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pvstudio.config import Settings
from pvstudio.errors import NotFound
from workflows.accounts import Account, Role, signing_in
from workflows.accounts.audit import AuditEntry, entries, months, note
from workflows.accounts.errors import (
    LastKeeper,
    NameTaken,
    NotTheFirst,
    PasswordTooEasy,
    SignInRefused,
    TooManyAttempts,
)
from workflows.accounts.keeping import (
    Wanted,
    account_named,
    accounts,
    add_account,
    assign,
    change_account,
    is_new,
    set_password,
    set_up,
)
from workflows.accounts.passwords import hashed, matches
from workflows.accounts.signing_in import FREE_ATTEMPTS, LASTS, account_of, check_own, sign_in, sign_out
from workflows.wiring import ACCOUNTS, Studio

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
GOOD = "three blue rivers"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio.open(Settings(home=tmp_path))


@pytest.fixture
def ines(studio: Studio) -> Account:
    return set_up(studio, "Ines", GOOD, AT)


def test_the_first_keeps_the_studio_and_is_the_only_first(studio: Studio) -> None:
    assert is_new(studio)
    ines = set_up(studio, "  Ines   K ", GOOD, AT, language="sq")
    assert (ines.name, ines.keeper, ines.everywhere, ines.language) == ("Ines K", True, True, "sq")
    assert not is_new(studio)
    with pytest.raises(NotTheFirst):
        set_up(studio, "Eve", GOOD, AT)
    assert [one.name for one in accounts(studio)] == ["Ines K"]


def test_of_many_who_are_first_one_is(studio: Studio) -> None:
    def begin(number: int) -> bool:
        try:
            set_up(studio, f"Somebody {number}", GOOD, AT)
        except NotTheFirst:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(begin, range(4))) == 1


@pytest.mark.parametrize(
    "password", ["", "short", "1234567890", "PASSWORD123", "aaaaaaaaaaaaaa", "Ines from Bihac", "x" * 1001]
)
def test_what_is_guessed_soon_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooEasy):
        hashed(password, name="ines from bihac")


def test_a_password_is_kept_as_argon2_and_read_however_it_was_typed() -> None:
    kept = hashed("тајна lozinka č", name="")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "lozinka" not in kept
    assert matches(kept, "тајна lozinka c\u030c")  # the same letter, in two signs
    assert not matches(kept, "тајна lozinka c")
    assert not matches(None, "nobody has this password")


def test_in_and_out(studio: Studio, ines: Account) -> None:
    token, account = sign_in(studio, "INES", GOOD, AT)
    assert account == ines
    assert account_of(studio, token, AT) == ines
    assert token not in (studio.settings.home / "workshops" / ACCOUNTS / "documents.json").read_text()
    sign_out(studio, token)
    assert account_of(studio, token, AT) is None
    assert account_of(studio, "", AT) is None


def test_a_sign_in_ends_and_a_long_day_prolongs_it(studio: Studio, ines: Account) -> None:
    token, _ = sign_in(studio, "Ines", GOOD, AT)
    later = AT + LASTS * 0.9
    assert account_of(studio, token, later) == ines
    assert account_of(studio, token, AT + LASTS * 1.5) == ines
    assert account_of(studio, token, AT + LASTS * 3) is None


def test_wrong_is_wrong_and_says_not_what(studio: Studio, ines: Account) -> None:
    change = {one: str(_refused(studio, one, "not the password")) for one in ("Ines", "Nobody")}
    assert len(set(change.values())) == 1


def test_a_guesser_waits_and_the_studios_own_machine_does_not(studio: Studio, ines: Account) -> None:
    for _ in range(FREE_ATTEMPTS):
        _refused(studio, "Ines", "guess")
    with pytest.raises(TooManyAttempts) as stopped:
        sign_in(studio, "Ines", GOOD, AT)
    assert stopped.value.until > AT
    assert sign_in(studio, "Ines", GOOD, AT, here=True)[1] == ines
    assert sign_in(studio, "Ines", GOOD, stopped.value.until)[1] == ines
    _refused(studio, "Ines", "guess", at=AT + timedelta(hours=1))  # it counts from the beginning again


def test_guesses_side_by_side_all_count(studio: Studio, ines: Account) -> None:
    def guess(_number: int) -> type[Exception]:
        try:
            sign_in(studio, "Ines", "guess", AT)
        except (SignInRefused, TooManyAttempts) as error:
            return type(error)
        raise AssertionError

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(guess, range(FREE_ATTEMPTS + 4)))
    assert said.count(SignInRefused) == FREE_ATTEMPTS


def test_one_account_does_not_free_another_from_waiting(studio: Studio, ines: Account) -> None:
    nur = add_account(studio, Wanted(name="Nur", password=GOOD, roles=frozenset({Role.HOST})), AT)
    for _ in range(FREE_ATTEMPTS):
        _refused(studio, "Ines", "guess")
    set_password(studio, nur.id, "four green hills")
    with pytest.raises(TooManyAttempts):
        sign_in(studio, "Ines", GOOD, AT)


def test_a_borrowed_browser_does_not_guess_for_long(studio: Studio, ines: Account) -> None:
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(SignInRefused):
            check_own(studio, ines, "guess", AT)
    with pytest.raises(TooManyAttempts):
        check_own(studio, ines, GOOD, AT)
    assert sign_in(studio, "Ines", GOOD, AT)


def test_an_old_password_does_not_slip_in_while_it_is_replaced(
    studio: Studio, ines: Account, monkeypatch
) -> None:
    def slow(kept: str | None, password: str) -> bool:
        set_password(studio, ines.id, "four green hills")
        return matches(kept, password)

    monkeypatch.setattr(signing_in, "matches", slow)
    with pytest.raises(SignInRefused):
        sign_in(studio, "Ines", GOOD, AT)


def test_a_new_password_ends_everything_old(studio: Studio, ines: Account) -> None:
    token, _ = sign_in(studio, "Ines", GOOD, AT)
    for _ in range(FREE_ATTEMPTS):
        _refused(studio, "Ines", "guess")
    set_password(studio, ines.id, "four green hills")
    assert account_of(studio, token, AT) is None
    assert sign_in(studio, "Ines", "four green hills", AT)
    _refused(studio, "Ines", GOOD)


def test_who_is_closed_is_out_and_stays_on_record(studio: Studio, ines: Account) -> None:
    nur = add_account(studio, Wanted(name="Nur", password=GOOD, roles=frozenset({Role.HOST})), AT)
    token, _ = sign_in(studio, "nur", GOOD, AT)
    change_account(studio, nur.id, closed_at=AT)
    assert account_of(studio, token, AT) is None
    _refused(studio, "Nur", GOOD)
    assert account_named(studio, "Nur").id == nur.id
    with pytest.raises(NameTaken):
        add_account(studio, Wanted(name="NUR", password=GOOD, roles=frozenset({Role.HOST})), AT)


def test_somebody_keeps_the_studio(studio: Studio, ines: Account) -> None:
    for changes in ({"keeper": False}, {"closed_at": AT}):
        with pytest.raises(LastKeeper):
            change_account(studio, ines.id, **changes)
    nur = add_account(studio, Wanted(name="Nur", password=GOOD, roles=frozenset(Role), keeper=True), AT)
    assert not change_account(studio, ines.id, keeper=False).keeper
    assert not nur.may_enter("mostar")
    assign(studio, nur.id, "mostar")
    assert account_named(studio, "Nur").may_enter("mostar")


def test_nobody_is_not_found(studio: Studio) -> None:
    with pytest.raises(NotFound):
        account_named(studio, "Nobody")


def test_the_trail_is_kept_by_month_and_is_no_workshop(studio: Studio, ines: Account) -> None:
    done = AuditEntry(
        id="a", at=AT, account_id=ines.id, action="clips.complete", status=302, workshop="bihac"
    )
    note(studio, replace(done, about={"clip_id": "clip-1"}))
    note(studio, replace(done, id="b", at=AT - timedelta(days=20)))
    note(studio, replace(done, id="c", at=AT + timedelta(days=40)))
    assert months(studio) == ["2027-01", "2026-11"]
    entry, earlier = entries(studio, "2026-11")
    assert earlier.id == "b"
    assert (entry.action, entry.workshop, entry.about) == ("clips.complete", "bihac", {"clip_id": "clip-1"})
    assert studio.workshops() == []


def _refused(studio: Studio, name: str, password: str, at: datetime = AT) -> SignInRefused:
    with pytest.raises(SignInRefused) as refused:
        sign_in(studio, name, password, at)
    return refused.value
