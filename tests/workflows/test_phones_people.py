"""A facilitator beside, a call for a person; and who is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from phones_world import (
    AMRA,
    AT,
    CHILD,
    HOME,
    MINUTE,
    guardians,
    inside,
    kept_text,
    new_studio,
)
from workflow_world import WORKSHOP, World

from consent.answers.appearances import log_appearance
from consent.answers.enrolling import enrol
from consent.releases import Role, Sign
from pvstudio.model import AgeBand, Clip, Participant
from workflows.erasures import erase
from workflows.forget import forget_documents
from workflows.participants import Person, change_person, end_guardian
from workflows.phones import (
    Call,
    CodeRefused,
    PresenceRefused,
    Seat,
    answered,
    call_person,
    check_presence,
    enter,
    forget_phones,
    new_card,
    once_code,
    present_code,
    visit_of,
)
from workflows.phones.presence import PRESENCE_LASTS
from workflows.phones.seat import MOST_WRONG
from workflows.wiring import Studio


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    return new_studio(tmp_path, monkeypatch)


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
