"""Invitations: who gets a place, who waits, and that nothing of them is left when it was promised."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from pvstudio.config import Settings
from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Participant
from workflows import worker
from workflows.erasures import erase
from workflows.fields import FormRefused, Problem
from workflows.forget import forget_documents
from workflows.invitations import (
    Applicant,
    Invitation,
    NoInvitation,
    NotRegistered,
    Offer,
    Registration,
    Told,
    close,
    delete,
    delete_overdue,
    forget_registrations,
    invitation_of,
    make_participant,
    new_letters,
    offer,
    open_by,
    register,
    registered,
    remove,
    reopen,
    standing,
    take_back,
)
from workflows.invitations.sealing import keys
from workflows.participants import Person
from workflows.queue import prepare_database
from workflows.slots import slots
from workflows.wiring import INVITATIONS, Studio

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
OFFER = Offer(
    told=(Told(language="en", title="Stories", words="Five days"), Told(language="ar", title="قصص")),
    place="Bihać",
    starts=date(2026, 12, 7),
    ends=date(2026, 12, 11),
    languages=("bs", "ar"),
    places=2,
    until=date(2026, 12, 5),
)
SECRET = "Zumreta 061-777"


def opened(studio: Studio, **changes: object) -> Invitation:
    return offer(studio, WORKSHOP, replace(OFFER, **changes), at=AT)


def comes(studio: Studio, name: str, after_s: int = 0) -> str:
    """Somebody registers; return their letters."""
    letters = new_letters()
    register(studio, WORKSHOP, letters, Applicant(name=name), at=AT + timedelta(seconds=after_s))
    return letters


def named(studio: Studio) -> list[tuple[str, bool]]:
    found = registered(studio, WORKSHOP)
    return [(one.who.name if one.who else "", one.registration.taken_at is not None) for one in found]


def test_who_comes_first_has_a_place_and_the_next_moves_up_by_themselves(world: World) -> None:
    opened(world.studio)
    letters = [
        comes(world.studio, name, after) for after, name in enumerate(("Amra", "Bilal", "Zahra", "Nur"))
    ]
    assert named(world.studio) == [("Amra", True), ("Bilal", True), ("Zahra", False), ("Nur", False)]
    assert [standing(world.studio, one, AT).ahead for one in letters] == [0, 0, 0, 1]
    take_back(world.studio, letters[0], at=AT + timedelta(hours=1))
    assert named(world.studio) == [("Bilal", True), ("Zahra", True), ("Nur", False)]
    moved = standing(world.studio, letters[2], AT)
    assert moved.has_place
    assert moved.registration.moved_up
    assert not standing(world.studio, letters[1], AT).registration.moved_up
    with pytest.raises(NotRegistered):
        standing(world.studio, letters[0], AT)


def test_fewer_places_take_nobodys_and_more_are_given_to_who_waits(world: World) -> None:
    opened(world.studio)
    for after, name in enumerate(("Amra", "Bilal", "Zahra")):
        comes(world.studio, name, after)
    opened(world.studio, places=1)
    assert [taken for _name, taken in named(world.studio)] == [True, True, False]
    opened(world.studio, places=3)
    assert [taken for _name, taken in named(world.studio)] == [True, True, True]


@given(deeds=st.lists(st.one_of(st.just("come"), st.integers(0, 9)), max_size=14), places=st.integers(1, 4))
@settings(max_examples=8)
def test_places_are_never_left_empty_nor_given_twice(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[str | int], places: int
) -> None:
    studio = Studio.open(Settings(home=tmp_path_factory.mktemp("law")))
    opened(studio, places=places)
    here: list[str] = []
    for moment, deed in enumerate(deeds):
        if deed == "come":
            here.append(comes(studio, "somebody", moment))
        elif here:
            take_back(studio, here.pop(int(deed) % len(here)), at=AT + timedelta(seconds=moment))
        taken = [standing(studio, one, AT).has_place for one in here]
        assert taken == [True] * min(places, len(here)) + [False] * max(0, len(here) - places)


def test_the_same_form_twice_is_one_registration_with_the_words_of_the_second(world: World) -> None:
    opened(world.studio)
    letters = comes(world.studio, "Amra")
    comes(world.studio, "Bilal", 1)
    register(world.studio, WORKSHOP, letters.lower(), Applicant(name="Amra B."), at=AT + timedelta(seconds=5))
    assert named(world.studio) == [("Amra B.", True), ("Bilal", True)]


def test_what_is_written_lies_nowhere_plain_and_is_gone_when_taken_back(world: World) -> None:
    opened(world.studio)
    letters = new_letters()
    said = Applicant(name=SECRET, contact=SECRET, needs=SECRET)
    made = register(world.studio, WORKSHOP, letters, said, at=AT)
    assert _found(world.studio, SECRET) == _found(world.studio, letters) == []
    assert SECRET not in repr(said) + repr(made)
    assert named(world.studio) == [(SECRET, True)]
    box = made.sealed
    assert _found(world.studio, box)
    take_back(world.studio, letters, at=AT)
    assert _found(world.studio, box) == _found(world.studio, made.id) == []
    assert not keys(world.studio).has(made.id)


def test_without_its_key_a_registration_is_listed_and_cannot_be_read(world: World) -> None:
    opened(world.studio)
    comes(world.studio, "Amra")
    only = registered(world.studio, WORKSHOP)[0].registration
    keys(world.studio).shred(only.id)
    assert registered(world.studio, WORKSHOP)[0].who is None


def test_closed_late_over_and_deleted_are_not_told_from_unknown(world: World) -> None:
    code = opened(world.studio).code
    assert open_by(world.studio, f" {code[:4].lower()}-{code[4:]} ", AT).id == WORKSHOP
    late = datetime(2026, 12, 6, 12, tzinfo=UTC)
    said: list[str] = []
    for typed, at in (("QQQQQQQQ", AT), (code, late)):
        said.append(_refusal(world.studio, typed, at))
    close(world.studio, WORKSHOP, at=AT)
    said.append(_refusal(world.studio, code, AT))
    with pytest.raises(NoInvitation):  # the form was open when it closed
        comes(world.studio, "Amra")
    reopen(world.studio, WORKSHOP, at=AT)
    assert open_by(world.studio, code, AT).code == code
    delete(world.studio, WORKSHOP)
    said.append(_refusal(world.studio, code, AT))
    assert len(set(said)) == 1


def test_on_the_day_that_was_promised_everything_is_deleted_by_itself(world: World) -> None:
    made = opened(world.studio)
    assert made.delete_on == date(2027, 1, 10)  # 30 days after the last one
    letters = comes(world.studio, SECRET)
    box = registered(world.studio, WORKSHOP)[0].registration
    before, day = (datetime(2027, 1, number, 12, tzinfo=UTC) for number in (9, 10))
    assert delete_overdue(world.studio, at=before) == []
    assert standing(world.studio, letters, before).has_place
    with pytest.raises(NotRegistered):  # also where no worker runs
        standing(world.studio, letters, day)
    assert invitation_of(world.studio, WORKSHOP, day) is None
    assert delete_overdue(world.studio, at=day) == [WORKSHOP]
    assert _found(world.studio, box.sealed) == []
    assert not keys(world.studio).has(box.id)
    assert delete_overdue(world.studio, at=day) == []


def test_a_key_that_a_crash_left_goes_with_the_next_round(world: World) -> None:
    opened(world.studio)
    comes(world.studio, "Amra")
    keys(world.studio).make("registration-stray")
    assert delete_overdue(world.studio, at=AT) == []
    assert not keys(world.studio).has("registration-stray")
    assert named(world.studio) == [("Amra", True)]


def test_a_participant_is_made_once_and_takes_a_place_and_their_languages_along(world: World) -> None:
    opened(world.studio, places=1)
    comes(world.studio, "Amra")
    letters = new_letters()
    register(world.studio, WORKSHOP, letters, Applicant(name="N", languages=("ar",)), at=AT)
    wanted = registered(world.studio, WORKSHOP)[1].registration.id
    with pytest.raises(FormRefused) as refused:
        make_participant(world.studio, WORKSHOP, wanted, Person(pseudonym="Amra"), by="Huda", at=AT)
    assert refused.value.problems == {"pseudonym": Problem.TAKEN, "age_band": Problem.NO_CHOICE}
    said = Person(pseudonym="Sokolica", age_band=AgeBand.ADULT)
    made = make_participant(world.studio, WORKSHOP, wanted, said, by="Huda", at=AT)
    assert made == make_participant(world.studio, WORKSHOP, wanted, said, by="Huda", at=AT)
    assert (made.pseudonym, made.languages) == ("Sokolica", ("ar",))
    assert standing(world.studio, letters, AT).has_place
    [one] = [one for one in registered(world.studio, WORKSHOP) if one.registration.id == wanted]
    assert (one.who, one.registration.sealed, keys(world.studio).has(wanted)) == (None, "", False)
    register(world.studio, WORKSHOP, letters, Applicant(name=SECRET), at=AT)  # the form, sent once more
    assert not keys(world.studio).has(wanted)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert len(tx.find(Participant, pseudonym="Sokolica")) == 1
    forget_registrations(world.studio, WORKSHOP, made.id, at=AT)
    with pytest.raises(NotRegistered):
        standing(world.studio, letters, AT)


def test_an_erasure_of_everything_takes_the_registration_along(world: World) -> None:
    opened(world.studio)
    letters = comes(world.studio, "Lejla")
    one = registered(world.studio, WORKSHOP)[0].registration
    with world.studio.documents.write(INVITATIONS) as tx:
        tx.put(replace(one, participant_id="amra"))
    order = erase(world.studio, WORKSHOP, "amra", everything=True)
    forget_documents(world.studio, WORKSHOP, order.id)
    with pytest.raises(NotRegistered):
        standing(world.studio, letters, AT)


@pytest.mark.slow
def test_the_worker_deletes_what_is_over(world: World) -> None:
    made = opened(world.studio)
    comes(world.studio, "Lejla")
    with world.studio.documents.write(INVITATIONS) as tx:
        tx.put(replace(made, delete_on=date(2026, 1, 1), made_at=datetime.now(UTC)))
    prepare_database(world.studio.queue_url)
    worker._tend_once(world.studio, slots(world.studio)[0])
    with world.studio.documents.read(INVITATIONS) as tx:
        assert not tx.find(Invitation)
        assert not tx.find(Registration)


def test_another_workshops_registrations_are_out_of_reach(world: World) -> None:
    opened(world.studio)
    letters = comes(world.studio, "Amra")
    only = registered(world.studio, WORKSHOP)[0].registration.id
    said = Person(pseudonym="Sokolica", age_band=AgeBand.ADULT)
    with pytest.raises(NotFound):
        make_participant(world.studio, "workshop-2", only, said, by="Huda", at=AT)
    remove(world.studio, "workshop-2", only, at=AT)
    assert standing(world.studio, letters, AT).has_place


@pytest.mark.parametrize(
    ("wrong", "field", "problem"),
    [
        ({"name": " \u202e "}, "name", Problem.MISSING),
        ({"name": "=()"}, "name", Problem.MISSING),
        ({"name": "x" * 81}, "name", Problem.TOO_LONG),
        ({"contact": "x" * 81}, "contact", Problem.TOO_LONG),
        ({"needs": "x" * 601}, "needs", Problem.TOO_LONG),
        ({"languages": ("no language",)}, "languages", Problem.NO_LANGUAGE),
        ({"languages": tuple(f"x{n}" for n in range(30))}, "languages", Problem.NO_LANGUAGE),
    ],
)
def test_what_cannot_be_kept_of_a_registration_is_named(
    world: World, wrong: dict[str, str], field: str, problem: Problem
) -> None:
    opened(world.studio)
    with pytest.raises(FormRefused) as refused:
        register(world.studio, WORKSHOP, new_letters(), Applicant(**{"name": "Amra", **wrong}), at=AT)
    assert refused.value.problems[field] is problem
    assert registered(world.studio, WORKSHOP) == []


def test_letters_that_nobody_made_here_are_refused(world: World) -> None:
    opened(world.studio)
    for letters in ("", "AAAA", "U" * 16, "x" * 99):
        with pytest.raises(FormRefused):
            register(world.studio, WORKSHOP, letters, Applicant(name="Amra"), at=AT)


def test_marks_that_turn_a_line_about_go_and_formulas_stay_text(world: World) -> None:
    opened(world.studio)
    comes(world.studio, "\u202eAmra\x00\n=1+1")
    assert named(world.studio) == [("Amra =1+1", True)]


@pytest.mark.parametrize(
    ("wrong", "field", "problem"),
    [
        ({"told": ()}, "told", Problem.MISSING),
        ({"told": (Told(language="ar", title="", words="x"),)}, "title-ar", Problem.MISSING),
        ({"told": (Told(language="ar", title="x", words="x" * 1201),)}, "words-ar", Problem.TOO_LONG),
        ({"place": " "}, "place", Problem.MISSING),
        ({"places": 0}, "places", Problem.NO_NUMBER),
        ({"places": 501}, "places", Problem.NO_NUMBER),
        ({"places": None}, "places", Problem.NO_NUMBER),
        ({"until": None}, "until", Problem.MISSING),
        ({"until": date(2026, 11, 21)}, "until", Problem.DAY_OVER),
        ({"until": date(2026, 12, 12)}, "until", Problem.TOO_LATE),
        ({"ends": date(2026, 12, 1)}, "ends", Problem.ENDS_FIRST),
        ({"starts": date(1889, 1, 1)}, "starts", Problem.NO_YEAR),
        ({"delete_on": date(2026, 12, 5)}, "delete_on", Problem.TOO_EARLY),
        ({"delete_on": date(2027, 7, 1)}, "delete_on", Problem.TOO_LATE),
        ({"languages": ("no language",)}, "languages", Problem.NO_LANGUAGE),
    ],
)
def test_what_cannot_be_so_in_an_invitation_is_named(
    world: World, wrong: dict[str, object], field: str, problem: Problem
) -> None:
    with pytest.raises(FormRefused) as refused:
        opened(world.studio, **wrong)
    assert refused.value.problems.get(field) is problem
    assert invitation_of(world.studio, WORKSHOP, AT) is None


def _refusal(studio: Studio, typed: str, at: datetime) -> str:
    with pytest.raises(NoInvitation) as refused:
        open_by(studio, typed, at)
    return str(refused.value)


def _found(studio: Studio, words: str) -> list[Path]:
    """Return the files of the studio that hold *words*, or are called so."""
    files = [path for path in studio.settings.home.rglob("*") if path.is_file()]
    return [path for path in files if words.encode() in path.read_bytes() or words in path.name]


def test_nothing_of_it_lies_in_the_workshop(world: World) -> None:
    opened(world.studio)
    comes(world.studio, "Amra")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert not tx.find(Invitation)
        assert not tx.find(Registration)
    assert INVITATIONS in world.studio.desks()
