"""The gate against an oracle that knows nothing of how the gate works.

The oracle keeps a plain diary of what happened and reads it from the start at every question. The
rules are guided: some of them gather every yes that is needed, so that a film is open often enough
for "it was closed" to mean something.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from consent_families import Families
from consent_happenings import AUDIENCES, TREATMENTS, pick
from consent_world import HOME
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    rule,
    run_state_machine_as_test,
)

from consent.releases import MUST_AGREE, Stage
from pvstudio.model import Audience, Clip, CutVersion

EXAMPLES, STEPS = (int(n) for n in os.environ.get("PVSTUDIO_GATE_TRIES", "25x30").split("x"))
#: Whoever only wants to know whether anything fails does not wait for the smallest failure.
PHASES = [each for each in Phase if each is not Phase.shrink or "PVSTUDIO_NO_SHRINK" not in os.environ]


class Gate(Families):
    """What happens, and in one step what closes again what all had agreed to."""

    asked: ClassVar[int] = 0
    opened: ClassVar[int] = 0

    # -- guided: what is open is closed in one step, or very nearly -------------------------------

    @rule(to=st.sampled_from(AUDIENCES), who=pick, stage=st.sampled_from(list(Stage)), over=st.booleans())
    def all_agree_and_somebody_inside_says_no(self, to: Audience, who: int, stage: Stage, over: bool) -> None:
        film = self.films[-1]
        self.agree(film.id, to)
        clips = [clip for clip, _ in self.diary.films[film.id].items]
        inside = [one for one in self.people if any(one.id in self.diary.inside[clip] for clip in clips)]
        if inside:
            person = inside[who % len(inside)]
            clip = next(clip for clip in clips if person.id in self.diary.inside[clip])
            subject = {Stage.S3: clip, Stage.S4: film.id}.get(stage, HOME)
            audience = None if stage in (Stage.S1, Stage.S2) or over else to
            role = MUST_AGREE[person.age_band][who % len(MUST_AGREE[person.age_band])]
            self.say(person, role, stage, subject, audience, False)

    @rule(
        to=st.sampled_from(AUDIENCES),
        which=pick,
        after=st.sampled_from(["well", "not at all", "badly", "badly, then well"]),
    )
    def all_agree_if_they_are_hidden_and_somebody_looks(self, to: Audience, which: int, after: str) -> None:
        self.cut(which, 1 + which % 2, True)
        self.agree(self.films[-1].id, to)
        film = self.world.tx.get(CutVersion, self.films[-1].id)
        for item in film.items:
            for person in (one for one in self.people if one.id in self.diary.inside[item.clip_id]):
                for role in MUST_AGREE[person.age_band]:
                    until, wish = self.world.now + timedelta(days=10), frozenset({TREATMENTS[which % 2]})
                    more = {"treatments": wish, "expires_at": until}
                    self.say(person, role, Stage.S3, item.clip_id, to, True, **more)
            for well in {"well": [True], "not at all": [], "badly": [False]}.get(after, [False, True]):
                self.watch(film, item, well)

    @rule(to=st.sampled_from(AUDIENCES), days=st.integers(1, 40))
    def all_agree_and_time_goes_by(self, to: Audience, days: int) -> None:
        self.agree(self.films[-1].id, to)
        self.world.tick(timedelta(days=days))

    @rule(to=st.sampled_from(AUDIENCES), which=pick)
    def all_agree_and_the_logging_is_doubted(self, to: Audience, which: int) -> None:
        self.agree(self.films[-1].id, to)
        clip = self.world.tx.get(Clip, self.clips[which % len(self.clips)].id)
        self.world.tx.put(replace(clip, people_complete=False))
        self.diary.complete.discard(clip.id)

    @rule(
        to=st.sampled_from(AUDIENCES),
        which=pick,
        closer=st.sampled_from(["wish", "stop", "recall", "narrow", "doubt"]),
    )
    def all_agree_and_something_happens(self, to: Audience, which: int, closer: str) -> None:
        self.agree(self.films[-1].id, to)
        if closer == "wish":
            self.somebody_says_yes_on_conditions(
                which, which, to, TREATMENTS[which % 2], ("ar", "fr")[which % 2]
            )
        elif closer == "stop":
            self.the_officer_stops(
                which, ("clip", "person", "film", "cut")[which % 4], (None, *AUDIENCES)[which % 3]
            )
        elif closer == "doubt":
            self.somebody_says_yes_on_conditions(
                which, which, to, TREATMENTS[which % 2], ("ar", "fr")[which % 2]
            )
            self.a_treated_clip_is_watched(len(self.films) - 1, which, False)
        elif closer == "recall":
            self.a_version_is_recalled(len(self.films) - 1)
        elif which % 2:
            self.a_film_is_narrowed(len(self.films) - 1, which, which % 3 == 0, which % 5 == 0)
        else:
            self.a_film_only_says_that_it_narrows(
                len(self.films) - 1, ("order", "more", "bare", "language")[which % 4]
            )

    @rule(to=st.sampled_from(AUDIENCES), which=pick)
    def an_heir_is_refused_where_its_elder_was_agreed_to(self, to: Audience, which: int) -> None:
        elder = self.films[-1].id
        self.agree(elder, to)
        self.a_film_is_narrowed(len(self.films) - 1, 10_000_000, False, False)
        for person in self.people:
            if any(
                person.id in self.diary.inside[clip] for clip, _ in self.diary.films[self.films[-1].id].items
            ):
                role = MUST_AGREE[person.age_band][0]
                self.say(person, role, Stage.S4, (elder, self.films[-1].id)[which % 2], to, False)
                break

    # -- the question ----------------------------------------------------------------------------

    @invariant()
    def the_gate_and_the_diary_agree(self) -> None:
        any_open = False
        for film in self.films[-4:]:
            records = self.world.records(film)
            for audience in AUDIENCES:
                reasons = self.world.gate(film, audience, records=records)
                should = self.diary.open(film.id, audience, self.world.now)
                assert (not reasons) == should, (film, audience, reasons)
                any_open |= should
        type(self).asked += 1
        type(self).opened += any_open


@pytest.mark.timeout(3600)  # whoever wants many tries has the time
def test_the_gate_agrees_with_a_careful_reader_of_everything_that_happened() -> None:
    """At least a tenth of the steps must have something open, or the agreement says nothing."""
    Gate.asked = Gate.opened = 0
    careful = settings(
        max_examples=EXAMPLES,
        phases=PHASES,
        stateful_step_count=STEPS,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Gate, settings=careful)
    print(f"open in {Gate.opened} of {Gate.asked} steps")
    assert Gate.opened >= Gate.asked / 10
