"""What was promised to who registered: the day of deletion; and what a crash or a wrong clock does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Participant
from workflows.calendar import HOLDS, LEAP, Calendar
from workflows.erasures import erase
from workflows.forget import forget_documents
from workflows.invitations import (
    Applicant,
    Invitation,
    NotRegistered,
    Offer,
    Registration,
    Told,
    delete_overdue,
    listing,
    make_participant,
    new_letters,
    offer,
    register,
    registered,
    standing,
    take_back,
)
from workflows.invitations.sealing import keys, opened
from workflows.participants import Person
from workflows.wiring import CALENDAR, INVITATIONS, Studio

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROMISED = date(2026, 12, 22)
LATER = date(2029, 1, 1)
THAT_DAY = datetime(2026, 12, 22, 12, tzinfo=UTC)
OFFER = Offer(
    told=(Told(language="en", title="Stories"),), place="Bihać", places=1, until=AT.date(), delete_on=PROMISED
)
SOKOLICA = Person(pseudonym="Sokolica", age_band=AgeBand.ADULT)


class Killed(BaseException):
    """The process ends here."""


def invite(studio: Studio, delete_on: date = PROMISED, *, at: datetime = AT) -> Invitation:
    day = max(at.date(), AT.date())
    return offer(studio, WORKSHOP, replace(OFFER, until=day, delete_on=delete_on), at=at)


def comes(studio: Studio, name: str, *, at: datetime = AT) -> str:
    letters = new_letters()
    register(studio, WORKSHOP, letters, Applicant(name=name, languages=("ar",)), at=at)
    return letters


def days(studio: Studio) -> dict[str, date]:
    return {one.who.name: one.registration.delete_on for one in registered(studio, WORKSHOP) if one.who}


def lived_until(studio: Studio, last: datetime) -> None:
    """A worker makes its rounds, one a week is enough."""
    for week in range((last - AT).days // 7 + 1):
        delete_overdue(studio, at=AT + timedelta(weeks=week))
    delete_overdue(studio, at=last)


def press(studio: Studio, said: Person = SOKOLICA) -> Participant:
    [one] = registered(studio, WORKSHOP)
    return make_participant(studio, WORKSHOP, one.registration.id, said, by="Huda", at=AT)


def participants(studio: Studio) -> list[str]:
    with studio.documents.read(WORKSHOP) as tx:
        return [one.pseudonym for one in tx.find(Participant) if one.pseudonym in {"Sokolica", "Lasta"}]


def test_a_later_day_is_for_those_who_come_later(world: World) -> None:
    invite(world.studio)
    letters = comes(world.studio, "Amra")
    invite(world.studio, date(2027, 5, 1))
    invite(world.studio, date(2027, 5, 20))
    comes(world.studio, "Bilal")
    assert days(world.studio) == {"Amra": PROMISED, "Bilal": date(2027, 5, 20)}
    key = registered(world.studio, WORKSHOP)[0].registration.id
    with pytest.raises(NotRegistered):  # also where no worker runs
        standing(world.studio, letters, THAT_DAY)
    lived_until(world.studio, THAT_DAY)
    assert days(world.studio) == {"Bilal": date(2027, 5, 20)}
    assert not keys(world.studio).has(key)
    assert registered(world.studio, WORKSHOP)[0].registration.taken_at  # moved up into the only place


def test_an_earlier_day_is_for_everybody_and_stays(world: World) -> None:
    invite(world.studio, date(2027, 1, 20))
    comes(world.studio, "Amra")
    invite(world.studio)
    invite(world.studio, date(2027, 1, 20))
    assert days(world.studio) == {"Amra": PROMISED}


def test_a_new_invitation_keeps_nobody_of_the_old_one(world: World) -> None:
    """No worker ran on the day; somebody opened the workshop again."""
    invite(world.studio)
    letters = comes(world.studio, "Amra")
    invite(world.studio, date(2027, 5, 1), at=THAT_DAY)
    with pytest.raises(NotRegistered):
        standing(world.studio, letters, THAT_DAY)
    assert registered(world.studio, WORKSHOP, at=THAT_DAY) == []
    [one] = registered(world.studio, WORKSHOP)
    with pytest.raises(NotFound):
        make_participant(world.studio, WORKSHOP, one.registration.id, SOKOLICA, by="Huda", at=THAT_DAY)
    lived_until(world.studio, THAT_DAY)
    assert registered(world.studio, WORKSHOP) == []


def test_killed_before_the_key_is_gone_pressing_again_ends_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(world.studio)
    comes(world.studio, "Fatima")
    [before] = registered(world.studio, WORKSHOP)
    killed_in(monkeypatch, world.studio, "shred")
    made = press(world.studio)
    assert (made.pseudonym, made.languages) == ("Sokolica", ("ar",))
    assert opened(world.studio, before.registration.id, before.registration.sealed) is None
    assert not keys(world.studio).has(before.registration.id)
    assert participants(world.studio) == ["Sokolica"]


def test_killed_after_the_key_is_gone_nobody_is_made_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(world.studio)
    comes(world.studio, "Fatima")
    [before] = registered(world.studio, WORKSHOP)
    with monkeypatch.context() as patch:
        patch.setattr(listing, "shred", _shred_and_die)
        with pytest.raises(Killed):
            press(world.studio)
    assert registered(world.studio, WORKSHOP)[0].who is None
    assert press(world.studio).languages == ("ar",)
    [after] = registered(world.studio, WORKSHOP)
    assert (after.registration.participant_id, after.registration.sealed) == (before.registration.will_be, "")


def test_killed_before_it_is_noted_another_name_makes_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(world.studio)
    comes(world.studio, "Fatima")
    killed_in(monkeypatch, world.studio, "_noted")
    made = press(world.studio, replace(SOKOLICA, pseudonym="Lasta"))
    assert made == press(world.studio)
    assert participants(world.studio) == ["Sokolica"]


def test_killed_before_it_is_noted_they_are_told_that_they_are_a_participant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(world.studio)
    letters = comes(world.studio, "Fatima")
    killed_in(monkeypatch, world.studio, "_noted")
    assert take_back(world.studio, letters, at=AT)
    assert registered(world.studio, WORKSHOP) == []


def test_killed_before_it_is_noted_an_erasure_takes_the_registration_along(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(world.studio)
    comes(world.studio, "Fatima")
    [one] = registered(world.studio, WORKSHOP)
    killed_in(monkeypatch, world.studio, "_noted")
    order = erase(world.studio, WORKSHOP, one.registration.will_be, everything=True)
    forget_documents(world.studio, WORKSHOP, order.id)
    assert registered(world.studio, WORKSHOP) == []
    assert not keys(world.studio).has(one.registration.id)


def test_a_clock_that_leaps_for_a_while_deletes_nothing(world: World) -> None:
    invite(world.studio)
    comes(world.studio, "Amra")
    wrong = AT + timedelta(days=365)
    for seconds in (0, 15, 1800):
        assert delete_overdue(world.studio, at=wrong + timedelta(seconds=seconds)) == []
    assert registered(world.studio, WORKSHOP, at=wrong) == []
    assert delete_overdue(world.studio, at=AT + timedelta(hours=2)) == []
    assert delete_overdue(world.studio, at=wrong + timedelta(hours=2)) == []  # it begins anew
    assert days(world.studio) == {"Amra": PROMISED}


@pytest.mark.parametrize("ahead", [60, 400])
def test_what_is_noted_while_the_clock_has_leapt_proves_nothing(world: World, ahead: int) -> None:
    """Somebody registers elsewhere, or invites, by the wrong clock: that does not make it right."""
    invite(world.studio)
    comes(world.studio, "Amra")
    assert delete_overdue(world.studio, at=AT) == []
    wrong = AT + timedelta(days=ahead)
    with world.studio.documents.write(INVITATIONS) as tx:
        mine = tx.get(Invitation, WORKSHOP)
        tx.put(replace(mine, id="workshop-2", code="ZZZZ", until=LATER, delete_on=LATER, made_at=wrong))
    letters = new_letters()
    register(world.studio, "workshop-2", letters, Applicant(name="Bilal", languages=("ar",)), at=wrong)
    for seconds in (5, 10):
        assert delete_overdue(world.studio, at=wrong + timedelta(seconds=seconds)) == []
    assert delete_overdue(world.studio, at=AT + timedelta(days=1)) == []
    assert delete_overdue(world.studio, at=wrong + timedelta(days=1)) == []
    assert days(world.studio)["Amra"] == PROMISED


def test_a_studio_that_lay_still_for_long_deletes_an_hour_later(world: World) -> None:
    invite(world.studio)
    comes(world.studio, "Amra")
    back = THAT_DAY + timedelta(days=40)
    assert delete_overdue(world.studio, at=back) == []
    assert delete_overdue(world.studio, at=back + HOLDS) == [WORKSHOP]
    with world.studio.documents.read(INVITATIONS) as tx:
        assert not tx.find(Registration)
    with world.studio.documents.read(CALENDAR) as tx:
        assert [one.latest for one in tx.find(Calendar)] == [(back + HOLDS).date()]


@given(st.lists(st.integers(-400, 400), max_size=30))
def test_no_day_counts_that_was_not_near_or_seen_for_an_hour(hours: list[int]) -> None:
    """Rounds *hours* apart, also back: what is believed was near before, or shown an hour ago or more."""
    at, seen, known = AT, [AT], Calendar(latest=AT.date())
    for step in hours:
        at += timedelta(hours=step)
        after = known.after(at)
        if after.is_believed and at.date() - known.latest > LEAP:
            assert any(HOLDS <= at - one <= LEAP for one in seen)
        assert after.latest >= known.latest
        known, seen = after, [*seen, at]


def test_whoever_makes_rounds_every_day_never_waits() -> None:
    known = Calendar(latest=AT.date())
    for day in range(400):
        known = known.after(AT + timedelta(days=day))
        assert known.is_believed


def killed_in(monkeypatch: pytest.MonkeyPatch, studio: Studio, step: str) -> None:
    """Somebody presses, and the process is killed before *step*."""
    with monkeypatch.context() as patch:
        patch.setattr(listing, step, _die)
        with pytest.raises(Killed):
            press(studio)


def _die(*_: object) -> None:
    raise Killed


def _shred_and_die(studio: Studio, registration: str) -> None:
    keys(studio).shred(registration)
    raise Killed
