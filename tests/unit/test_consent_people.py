"""People come in, grow up and have guardians; somebody was logged by mistake."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from consent_world import HOME, World, kinds
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.answers.appearances import HasSaidNo, StoppedByOfficer
from consent.answers.enrolling import add_guardian, enrol
from consent.answers.recording import (
    confirm_complete,
    correct_appearance,
    lift_veto,
    log_appearance,
    place_veto,
)
from consent.errors import ConsentError
from consent.events import AppearanceCorrected, Enrolment
from consent.gate.policy import Kind
from consent.ledger.entries import LedgerEntry
from consent.ledger.rebuild import differences, rebuild
from consent.releases import MUST_AGREE, AnswerState, Appearance, Guardian, Role, Sign, Stage, Veto
from pvstudio.errors import NotFound
from pvstudio.model import AgeBand, Audience, Clip, Participant

# -- enrolments -------------------------------------------------------------------------------


def test_who_comes_in_is_on_record_without_a_name(world: World) -> None:
    [said] = world.tx.find(Enrolment, participant_id=world.amra.id)
    assert (said.pseudonym, said.age_band, said.age_changes) == ("Amra", AgeBand.ADULT, 0)
    assert not any("Amra" in entry.text for entry in world.tx.find(LedgerEntry))


def test_only_a_new_name_or_age_is_an_event(world: World) -> None:
    enrol(world.tx, replace(world.amra, languages=("bs",), risk_notes="An uncle looks for her"))
    assert len(world.tx.find(Enrolment, participant_id=world.amra.id)) == 1
    assert world.tx.get(Participant, world.amra.id).languages == ("bs",)
    enrol(world.tx, replace(world.amra, pseudonym="Sun"))
    assert len(world.tx.find(Enrolment, participant_id=world.amra.id)) == 2
    assert world.gate(world.film) == ()  # another pseudonym closes nothing


@settings(max_examples=40)
@given(bands=st.lists(st.sampled_from(AgeBand), min_size=1, max_size=6))
def test_with_another_age_band_nothing_said_before_opens_anything(bands: list[AgeBand]) -> None:
    """Also not when the band is changed back: a child that was taken for an adult said that yes."""
    world = World()
    amra = world.person("Amra")
    bread = world.clip("Bread", [amra])
    film = world.version([bread])
    changed = False
    world.agree(amra, bread, film)
    for band in bands:
        changed |= band is not world.tx.get(Participant, amra.id).age_band
        amra = world.grow(amra, band)
        assert bool(world.gate(film)) == changed
    if changed:
        stages = {reason.stage for reason in world.gate(film)}
        assert stages == set(Stage)
        for role in MUST_AGREE[amra.age_band]:
            world.say(amra, Stage.S1, HOME, role=role)
            world.say(amra, Stage.S2, HOME, role=role)
            world.say(amra, Stage.S3, bread.id, role=role)
            world.say(amra, Stage.S4, film.id, role=role)
        assert world.gate(film) == ()


def test_a_yes_of_the_child_says_why_it_holds_no_longer() -> None:
    world = World()
    nur = world.person("Nur", AgeBand.UNACCOMPANIED)
    bread = world.clip("Bread", [nur])
    world.agree(nur, bread)
    assert world.clip_gate(bread) == ()
    world.grow(nur, AgeBand.MINOR)
    words = {reason.kind: reason.words for reason in world.clip_gate(bread)}
    assert set(words) == {Kind.AGE_CHANGED, Kind.NO_ANSWER}  # the child's, and that of nobody yet
    assert "before the age band was changed: ask again" in words[Kind.AGE_CHANGED]


def test_an_age_band_that_was_changed_behind_the_ledgers_back_is_put_right(world: World) -> None:
    world.tx.tx.put(replace(world.amra, age_band=AgeBand.MINOR))
    assert differences(world.tx.tx) == [("Participant", world.amra.id)]
    rebuild(world.tx.tx)
    assert world.tx.get(Participant, world.amra.id) == world.amra
    assert differences(world.tx.tx) == []


# -- guardians --------------------------------------------------------------------------------


def test_a_guardian_is_known_by_a_pseudonym_that_the_ledger_only_commits_to() -> None:
    world = World()
    nur = world.person("Nur", AgeBand.MINOR)
    [known] = world.tx.find(Guardian, participant_id=nur.id)
    assert (known.pseudonym, known.relation) == ("Nur's mother", "mother")
    assert not any("mother" in entry.text for entry in world.tx.find(LedgerEntry))


def test_an_adult_has_no_guardian_and_nobody_is_nobody(world: World) -> None:
    with pytest.raises(ConsentError, match="adult"):
        add_guardian(world.tx, world.amra.id, "Leila")
    with pytest.raises(ConsentError, match="pseudonym"):
        add_guardian(world.tx, world.person("Nur", AgeBand.MINOR).id, " ")
    with pytest.raises(NotFound):
        add_guardian(world.tx, "person-ghost", "Leila")


def test_the_guardian_of_another_child_does_not_speak_for_this_one() -> None:
    world = World()
    nur, sami = world.person("Nur", AgeBand.MINOR), world.person("Sami", AgeBand.MINOR)
    with pytest.raises(ConsentError, match="no known guardian"):
        world.say(nur, Stage.S1, HOME, role=Role.GUARDIAN, guardian_id=world.guardian(sami))
    world.say(nur, Stage.S1, HOME, role=Role.GUARDIAN)
    own = world.say(nur, Stage.S1, HOME, role=Role.CHILD_ASSENT, guardian_id=world.guardian(nur))
    assert own.guardian_id == ""  # the child speaks for itself


# -- somebody was logged by mistake -----------------------------------------------------------


def corrected(world: World, clip: Clip, person: Participant) -> Clip:
    return correct_appearance(world.tx, clip.id, person.id, by="Selma", reason="It is her sister")


def test_a_mistake_is_put_right_and_the_clip_waits_for_a_look(world: World) -> None:
    lejla = world.person("Lejla")
    log_appearance(world.tx, world.bread.id, lejla.id, {Sign.FACE})
    confirm_complete(world.tx, world.bread.id, by="Selma")
    assert kinds(world.gate(world.film)) == {Kind.NO_ANSWER}
    corrected(world, world.bread, lejla)
    assert world.tx.find(Appearance, participant_id=lejla.id) == []
    assert kinds(world.gate(world.film)) == {Kind.UNLOGGED}
    confirm_complete(world.tx, world.bread.id, by="Selma")
    assert world.gate(world.film) == ()
    assert not any("sister" in one.text or "Selma" in one.text for one in world.tx.find(LedgerEntry))


def test_state_is_rebuilt_with_the_correction(world: World) -> None:
    lejla = world.person("Lejla")
    first = log_appearance(world.tx, world.bread.id, lejla.id, {Sign.FACE})
    corrected(world, world.bread, lejla)
    assert differences(world.tx.tx) == []
    world.tx.tx.put(first)  # somebody puts it back behind the ledger's back
    assert differences(world.tx.tx) == [("Appearance", first.id)]
    rebuild(world.tx.tx)
    assert differences(world.tx.tx) == []
    again = log_appearance(world.tx, world.bread.id, lejla.id, {Sign.VOICE})
    assert again.by == {Sign.VOICE}
    assert differences(world.tx.tx) == []


@pytest.mark.parametrize("stage", list(Stage))
def test_whoever_said_no_is_not_taken_out(world: World, stage: Stage) -> None:
    subject = {Stage.S3: world.bread.id, Stage.S4: world.film.id}.get(stage, HOME)
    world.say(world.amra, stage, subject, AnswerState.REFUSED, audience=None)
    before = world.gate(world.film)
    with pytest.raises(HasSaidNo, match="said no"):
        corrected(world, world.bread, world.amra)
    assert world.tx.find(AppearanceCorrected) == []
    assert world.gate(world.film) == before


def test_also_not_after_a_later_yes_to_the_clip_and_not_by_who_claimed_to_be_in_it(world: World) -> None:
    world.withdraw(world.amra, world.bread)
    world.say(world.amra, Stage.S3, world.bread.id)
    with pytest.raises(HasSaidNo):
        corrected(world, world.bread, world.amra)
    lejla = world.person("Lejla")
    world.withdraw(lejla, world.bread)  # “that is me”: logged by her own no
    with pytest.raises(HasSaidNo):
        corrected(world, world.bread, lejla)


@pytest.mark.parametrize(("by", "reason"), [("", "A mistake"), ("Selma", " ")])
def test_a_correction_names_who_and_why(world: World, by: str, reason: str) -> None:
    with pytest.raises(ConsentError, match="Who says"):
        correct_appearance(world.tx, world.bread.id, world.amra.id, by=by, reason=reason)


def test_nobody_is_taken_out_who_is_not_in_it(world: World) -> None:
    with pytest.raises(NotFound):
        corrected(world, world.bread, world.samir)
    world.tick(timedelta(minutes=1))
    assert world.gate(world.film) == ()


@pytest.mark.parametrize("what", ["person", "clip"])
@pytest.mark.parametrize("audience", [None, Audience.ONLINE])
def test_whom_the_officer_stops_is_not_taken_out(world: World, what: str, audience: Audience | None) -> None:
    stopped = {"person": world.samir, "clip": world.river}[what].id
    veto = Veto(id="veto-1", at=world.now, subject_id=stopped, by="Ines", audience=audience)
    place_veto(world.tx, veto)
    with pytest.raises(StoppedByOfficer):
        corrected(world, world.river, world.samir)
    confirm_complete(world.tx, world.river.id, by="Selma")
    assert Kind.VETO in kinds(world.clip_gate(world.river, audience=Audience.ONLINE))
    lift_veto(world.tx, veto.id, by="Ines", at=world.tick())
    corrected(world, world.river, world.samir)
