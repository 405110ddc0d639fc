"""The letters of the consent matrix are what the gate says, whatever happens in a workshop."""

from __future__ import annotations

import pytest
from consent_families import Families
from consent_world import HOME, World
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from consent.gate.overview import Letter, all_records, overview
from consent.gate.policy import Kind, clip_withheld, required_treatments, withheld
from consent.gate.records import Records
from consent.releases import AnswerState, Stage
from pvstudio.model import AgeBand, Audience, CutItem, CutVersion, Treatment

#: Reasons that are no word of a person about the film, but something that was not done to it.
UNMET = {
    Kind.TREATMENT_MISSING,
    Kind.TREATMENT_UNCHECKED,
    Kind.TREATMENT_FAILED,
    Kind.NAMED,
    Kind.LANGUAGE_LEFT_OUT,
    Kind.VETO,
}


class Matrix(Families):
    """Whatever happens, the matrix and the gate agree about everybody."""

    @invariant()
    def letters_are_what_the_gate_says(self) -> None:
        if not hasattr(self, "world"):
            return
        tx, at = self.world.tx, self.world.now
        films = tx.find(CutVersion)
        found = overview(all_records(tx, HOME), films, at)
        for clip in self.clips:
            records = Records.for_clips(tx, HOME, [clip.id])
            for column, audience in enumerate(Audience):
                wished = required_treatments(clip.id, audience, at, records)
                item = CutItem(clip_id=clip.id, treatments=wished)
                reasons = clip_withheld(item, audience, None, at, records)
                assert found.clips[clip.id][column] == (not reasons)
                against = {reason.participant_id for reason in reasons}
                for one in found.people:
                    if clip.id in one.clips:
                        assert one.clips[clip.id][column].opens == (one.person.id not in against)
                    else:
                        assert one.person.id not in records.people
        for film in films:
            self.film_is_what_the_gate_says(film, found)

    def film_is_what_the_gate_says(self, film: CutVersion, found) -> None:
        records = Records.for_version(self.world.tx, HOME, film)
        for column, audience in enumerate(Audience):
            reasons = withheld(film, audience, None, self.world.now, records=records)
            assert found.films[film.id][column] == (not reasons)
            said_no = {
                reason.participant_id
                for reason in reasons
                if reason.stage is Stage.S4 and reason.kind not in UNMET
            }
            for one in found.people:
                if film.id in one.films:
                    assert one.films[film.id][column].opens == (one.person.id not in said_no)


@pytest.mark.slow
def test_the_matrix_says_what_the_gate_says():
    run_state_machine_as_test(
        Matrix,
        settings=settings(max_examples=12, stateful_step_count=20, suppress_health_check=list(HealthCheck)),
    )


def test_each_letter():
    world = World()
    amra, nur = world.person("Amra"), world.person("Nur", AgeBand.MINOR)
    clip = world.clip("Bread", [amra, nur])
    community = list(Audience).index(Audience.COMMUNITY)

    def letter(name: str) -> Letter:
        found = overview(all_records(world.tx, HOME), [], world.now)
        return next(one for one in found.people if one.person.pseudonym == name).clips[clip.id][community]

    assert letter("Amra") is Letter.PENDING
    world.agree(amra, clip, treatments=frozenset({Treatment.FACE_BLURRED}))
    assert letter("Amra") is Letter.CONDITIONS
    world.agree(nur, clip, expires_at=world.now.replace(year=2027))
    assert letter("Nur") is Letter.YES
    world.now = world.now.replace(year=2028)
    assert letter("Nur") is Letter.ENDED
    world.withdraw(amra, clip)
    assert letter("Amra") is Letter.NO
    people = overview(all_records(world.tx, HOME), [], world.now).people
    assert {one.takes_part for one in people} == {Letter.YES}
    world.say(amra, Stage.S1, HOME, AnswerState.WITHDRAWN)
    people = overview(all_records(world.tx, HOME), [], world.now).people
    assert {one.person.pseudonym: one.takes_part for one in people} == {"Amra": Letter.NO, "Nur": Letter.YES}
    assert {one.is_filmed for one in people} == {Letter.YES}
