"""What ends at one stroke: all that somebody agreed to, the right to answer for a minor, a version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from consent_happenings import Happenings, pick
from consent_oracle import Word
from consent_world import HOME
from hypothesis import strategies as st
from hypothesis.stateful import rule

from consent.answers.enrolling import end_guardianship
from consent.answers.leaving import take_all_back
from consent.answers.recording import add_guardian
from consent.releases import MUST_AGREE, Answer, AnswerState, Role, Stage
from pvstudio.model import AgeBand, CutState, CutVersion, new_id


class Families(Happenings):
    """What happens, and these besides."""

    @rule(who=pick, right=pick)
    def somebody_takes_everything_back(self, who: int, right: int) -> None:
        person = self.people[who % 3]
        role = MUST_AGREE[person.age_band][right % len(MUST_AGREE[person.age_band])]
        guardian = self.guardians(person)[-1] if role is Role.GUARDIAN else ""
        no = Answer(
            id=new_id("answer"),
            at=self.world.tick(),
            participant_id=person.id,
            stage=Stage.S1,
            subject_id=HOME,
            state=AnswerState.WITHDRAWN,
            role=role,
            guardian_id=guardian,
        )
        take_all_back(self.world.tx, no)
        voice = f"guardian {guardian}" if guardian else str(role)
        own = [one for one in self.diary.said if one[:2] == (person.id, voice) and one.yes]
        for stage, what in sorted({("S1", HOME), *((one.stage, one.what) for one in own)}):
            self.diary.write(Word(person.id, voice, stage, what, None, False, frozenset(), frozenset(), None))

    @rule(who=pick, which=pick)
    def somebody_answers_for_a_minor_no_longer_or_from_now_on(self, who: int, which: int) -> None:
        person = self.people[who % 3]
        if person.age_band is not AgeBand.MINOR:
            return
        known = self.guardians(person)
        if len(known) > 1:
            end_guardianship(self.world.tx, known[which % len(known)], by="Ines", reason="By the court")
        else:
            add_guardian(self.world.tx, person.id, "An aunt", now=self.world.tick())
        self.note_guardians()

    @rule(which=pick)
    def a_version_is_recalled(self, which: int) -> None:
        film = self.films[which % len(self.films)]
        self.world.tx.put(replace(self.world.tx.get(CutVersion, film.id), state=CutState.RECALLED))
        self.diary.films[film.id].recalled = True

    @rule(days=st.integers(1, 20))
    def time_goes_by(self, days: int) -> None:
        self.world.tick(timedelta(days=days))
