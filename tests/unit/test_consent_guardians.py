"""Each guardian answers for themselves: one yes is enough, and every no counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from consent_world import HOME, World, kinds

from consent.answers.enrolling import add_guardian, end_guardianship
from consent.errors import ConsentError
from consent.gate.policy import Kind
from consent.ledger.rebuild import differences
from consent.releases import Answer, AnswerState, Guardian, Role, Stage
from pvstudio.model import AgeBand, Audience, Clip, Participant, Treatment


class Family(World):
    """Nur, with a mother and a father; what of them is agreed to, by the mother and Nur."""

    def __init__(self) -> None:
        super().__init__()
        self.nur: Participant = self.person("Nur", AgeBand.MINOR)
        self.mother = self.guardian(self.nur)
        self.father = add_guardian(self.tx, self.nur.id, "Emir", relation="father", now=self.now).id
        self.bread: Clip = self.clip("Bread", [self.nur])
        for stage, subject in ((Stage.S1, HOME), (Stage.S2, HOME), (Stage.S3, self.bread.id)):
            self.say(self.nur, stage, subject, role=Role.CHILD_ASSENT)
            self.says(self.mother, stage, subject)

    def says(
        self, who: str, stage: Stage, subject: str, state: AnswerState = AnswerState.GIVEN, **more: object
    ) -> Answer:
        return self.say(self.nur, stage, subject, state, role=Role.GUARDIAN, guardian_id=who, **more)


@pytest.fixture
def world() -> Family:
    return Family()


NO = AnswerState.REFUSED
BLUR = frozenset({Treatment.FACE_BLURRED})


@pytest.mark.parametrize("stage", [Stage.S1, Stage.S2, Stage.S3])
def test_no_yes_of_another_guardian_replaces_a_no(world: Family, stage: Stage) -> None:
    assert world.clip_gate(world.bread) == ()  # one guardian's yes is enough
    subject = world.bread.id if stage is Stage.S3 else HOME
    assert world.says(world.father, stage, subject, NO).state is NO  # his own yes he never gave
    assert kinds(world.clip_gate(world.bread)) == {Kind.REFUSED}
    world.says(world.mother, stage, subject, expires_at=None, treatments=BLUR)
    assert Kind.REFUSED in kinds(world.clip_gate(world.bread, BLUR))
    world.says(world.father, stage, subject)
    assert world.clip_gate(world.bread, BLUR) == ()


def test_a_no_to_the_film_stands_along_its_line(world: Family) -> None:
    film = world.version([world.bread])
    world.say(world.nur, Stage.S4, film.id, role=Role.CHILD_ASSENT)
    world.says(world.mother, Stage.S4, film.id)
    assert world.gate(film) == ()
    heir = world.version([world.bread], narrows=film.id)
    world.says(world.father, Stage.S4, film.id, NO)
    world.says(world.mother, Stage.S4, heir.id)
    world.say(world.nur, Stage.S4, heir.id, role=Role.CHILD_ASSENT)
    assert kinds(world.gate(heir)) == kinds(world.gate(film)) == {Kind.REFUSED}


def test_the_conditions_of_each_count(world: Family) -> None:
    world.says(world.father, Stage.S3, world.bread.id, treatments=BLUR)
    world.says(world.mother, Stage.S3, world.bread.id, treatments=frozenset({Treatment.VOICE_SILENCED}))
    assert kinds(world.clip_gate(world.bread)) == {Kind.TREATMENT_MISSING}
    assert kinds(world.clip_gate(world.bread, BLUR)) == {Kind.TREATMENT_MISSING}
    assert world.clip_gate(world.bread, BLUR | {Treatment.VOICE_SILENCED}) == ()


def test_a_no_of_nobody_in_particular_stands_until_all_have_said_yes_since(world: Family) -> None:
    assert world.says("", Stage.S3, world.bread.id, NO).state is AnswerState.WITHDRAWN
    world.says(world.mother, Stage.S3, world.bread.id)
    assert kinds(world.clip_gate(world.bread)) == {Kind.WITHDRAWN}
    world.says(world.father, Stage.S3, world.bread.id)
    assert world.clip_gate(world.bread) == ()


def test_who_is_the_only_one_need_not_be_named(world: Family) -> None:
    end_guardianship(world.tx, world.father, by="Ines", reason="By the court")
    said = world.says("", Stage.S3, world.bread.id, NO)
    assert (said.guardian_id, said.state) == (world.mother, AnswerState.WITHDRAWN)
    again = replace(said, guardian_id="", number=0, watched="", state=NO)
    add_guardian(world.tx, world.nur.id, "An aunt", now=world.now)
    assert world.say(world.nur, Stage.S3, world.bread.id, NO, **_fields(again)) == said


def _fields(said: Answer) -> dict[str, object]:
    return {"id": said.id, "at": said.at, "role": said.role, "guardian_id": ""}


def test_what_somebody_said_who_no_longer_answers_counts_no_more(world: Family) -> None:
    world.says(world.father, Stage.S3, world.bread.id, NO, audience=None)
    end_guardianship(world.tx, world.father, by="Ines", reason="By the court", now=world.tick())
    assert world.clip_gate(world.bread) == ()
    end_guardianship(world.tx, world.mother, by="Ines", reason="She has died", now=world.tick())
    assert kinds(world.clip_gate(world.bread)) == {Kind.NO_ANSWER}
    assert world.tx.find(Guardian) == []
    assert differences(world.tx.tx) == []
    assert len(world.clip_gate(world.bread, audience=Audience.ONLINE)) > 1


@pytest.mark.parametrize(("by", "reason"), [("", "By the court"), ("Ines", " ")])
def test_ending_it_names_who_and_why(world: Family, by: str, reason: str) -> None:
    with pytest.raises(ConsentError, match="no longer answers"):
        end_guardianship(world.tx, world.father, by=by, reason=reason)


def test_a_yes_that_has_ended_takes_nothing_from_another_guardians(world: Family) -> None:
    ends = world.now + timedelta(days=1)
    world.says(world.father, Stage.S3, world.bread.id, expires_at=ends)
    world.tick(timedelta(days=2))
    assert world.clip_gate(world.bread) == ()
    world.says(world.mother, Stage.S3, world.bread.id, NO)
    assert kinds(world.clip_gate(world.bread)) == {Kind.WITHDRAWN}
