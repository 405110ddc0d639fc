"""The states of a release go the ways that the consent model draws, and no others.

What people do is drawn at random; after each step the state of every release is derived anew, and
the step from the last state to this one is looked up in the table.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from consent_world import HOME, World
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consent.errors import AnswerRefused
from consent.gate.records import Records
from consent.gate.standing import about_film, lineage
from consent.gate.states import ReleaseState, state_of
from consent.releases import MUST_AGREE, Answer, AnswerState, Role, Stage, fingerprint
from pvstudio.model import AgeBand, Audience, Clip, CutItem, CutVersion, Participant, Treatment

P, G, L, R, W, E = (
    ReleaseState.PENDING,
    ReleaseState.GIVEN,
    ReleaseState.LIMITED,
    ReleaseState.REFUSED,
    ReleaseState.WITHDRAWN,
    ReleaseState.EXPIRED,
)
#: From what to what an answer may lead, besides to where it was.
BY_ANSWER = {P: {G, L, R, W}, G: {L, W}, L: {G, W}, R: {G, L, W}, W: {G, L}, E: {G, L, W}}
#: … and time alone.
BY_TIME = {G: {E}, L: {E}}
#: … and a change of what it is about, or of who is asked: what was said is asked again.
BY_CHANGE = {G: {P}, L: {P}, E: {P}}

AUDIENCES = (Audience.COMMUNITY, Audience.ONLINE)
Release = tuple[Stage, str, Role, Audience | None]


def steps_about(stage: Stage) -> st.SearchStrategy[list[tuple[object, ...]]]:
    """Steps whose answers are about one stage, so that they meet; most steps are answers."""
    audiences, which = st.sampled_from(AUDIENCES), st.integers(0, 1)  # which role, which film
    wishes = st.sampled_from([frozenset(), frozenset({Treatment.FACE_BLURRED})])
    days = st.sampled_from([None, 3])  # until a yes ends
    yes = st.tuples(st.just(AnswerState.GIVEN), audiences, wishes, days)
    no = st.tuples(
        st.sampled_from([AnswerState.REFUSED, AnswerState.REFUSED, AnswerState.WITHDRAWN]),
        st.sampled_from([None, *AUDIENCES]),
    )
    said = st.tuples(st.just("say"), st.just(stage), st.one_of(yes, no), which)
    others = st.one_of(
        st.tuples(st.just("time"), st.integers(1, 4)),
        st.tuples(st.just("narrow"), st.booleans()),
        st.tuples(st.sampled_from(["trim", "again"])),
        st.tuples(st.just("age"), st.sampled_from([AgeBand.ADULT, AgeBand.MINOR])),
    )
    step = st.integers(0, 9).flatmap(lambda dice: others if dice > 6 else said)
    return st.lists(step, min_size=4, max_size=12)


steps = st.sampled_from([Stage.S1, Stage.S2, Stage.S3, Stage.S3, Stage.S4, Stage.S4]).flatmap(steps_about)


class Story:
    """One person, one clip, and the films that are made of it."""

    def __init__(self) -> None:
        self.world = World()
        self.person: Participant = self.world.person("Amra")
        self.clip: Clip = self.world.clip("Bread", [self.person])
        self.films: list[CutVersion] = [self.world.version([self.clip])]

    def states(self) -> dict[Release, ReleaseState]:
        tx, person = self.world.tx, self.person
        films = [tx.get(CutVersion, film.id) for film in self.films]
        records = Records.of(
            workshop_id=HOME, answers=tx.find(Answer, participant_id=person.id), versions=films
        )
        found: dict[Release, ReleaseState] = {}
        for role in MUST_AGREE[person.age_band]:
            for stage, subject, watched in (
                (Stage.S1, HOME, ""),
                (Stage.S2, HOME, ""),
                (Stage.S3, self.clip.id, fingerprint(self.clip)),
            ):
                for audience in AUDIENCES if stage is Stage.S3 else (None,):
                    answer = records.answer(person.id, role, stage, subject, audience)
                    found[stage, subject, role, audience] = self.state(answer, watched)
            for film in films:
                for audience in AUDIENCES:
                    line, at = lineage(film, records), self.world.now
                    answer, watched = about_film(person, role, line, audience, records, at)[-1]
                    found[Stage.S4, film.id, role, audience] = self.state(answer, watched)
        return found

    def state(self, answer: Answer | None, watched: str) -> ReleaseState:
        return state_of(answer, self.world.now, watched, self.person)

    def go(self, step: tuple[object, ...]) -> dict[ReleaseState, set[ReleaseState]]:
        """Do what *step* says; return the table that rules it."""
        match step:
            case ("say", Stage() as stage, tuple() as answer, int() as which):
                self.say(stage, which, *answer)
                return BY_ANSWER
            case ("time", int() as days):
                self.world.tick(timedelta(days=days))
                return BY_TIME
            case ("narrow", bool() as add):
                item = CutItem(
                    clip_id=self.clip.id, treatments=frozenset({Treatment.FACE_BLURRED} if add else ())
                )
                old = self.films[-1]
                self.films.append(self.world.version([], items=(item,), narrows=old.id))
            case ("again",):  # a new version that narrows nothing
                self.films.append(self.world.version([self.clip]))
            case ("trim",):
                self.clip = replace(self.world.tx.get(Clip, self.clip.id), end_ms=self.clip.end_ms - 1)
                self.world.tx.put(self.clip)
            case ("age", AgeBand() as age):
                self.person = self.world.grow(self.person, age)
        return BY_CHANGE

    def say(
        self,
        stage: Stage,
        which: int,
        state: AnswerState,
        audience: Audience | None = None,
        wishes: frozenset[Treatment] = frozenset(),
        days: int | None = None,
    ) -> None:
        film = self.films[-1 - which % len(self.films)]
        subject = {Stage.S3: self.clip.id, Stage.S4: film.id}.get(stage, HOME)
        roles = MUST_AGREE[self.person.age_band]
        more = {
            "role": roles[which % len(roles)],
            "audience": audience if stage in {Stage.S3, Stage.S4} else None,
            "treatments": wishes,
            "expires_at": self.world.now + timedelta(days=days) if days else None,
        }
        with suppress(AnswerRefused):  # a yes that is not in order changes nothing
            self.world.say(self.person, stage, subject, state, **more)


def _said(stage: Stage, *answers: tuple[object, ...]) -> list[tuple[object, ...]]:
    return [("say", stage, answer, 0) for answer in answers]


TO_ALL = (AnswerState.REFUSED, None)
YES, NO = (AnswerState.GIVEN, Audience.COMMUNITY), (AnswerState.REFUSED, Audience.ONLINE)


@settings(max_examples=60)
@given(steps=steps)
@example(steps=_said(Stage.S3, YES, NO, TO_ALL))  # a no to all is no first no where there was a yes
@example(steps=[*_said(Stage.S4, YES), ("narrow", True), *_said(Stage.S4, TO_ALL)])  # … nor to an heir
def test_states_follow_the_table(steps: list[tuple[object, ...]]) -> None:
    story = Story()
    before = story.states()
    assert set(before.values()) == {P}
    for step in steps:
        table = story.go(step)
        after = story.states()
        for release, state in after.items():
            was = before.get(release)
            if was is None:  # a new version: pending, or what it inherits from the one it narrows
                continue
            assert state is was or state in table.get(was, set()), (step, release, was, state)
        before = after


@settings(max_examples=30)
@given(steps=steps, last=st.sampled_from(["again", "narrow"]))
def test_a_new_version_is_pending_but_where_it_only_narrows(
    steps: list[tuple[object, ...]], last: str
) -> None:
    story = Story()
    for step in steps:
        story.go(step)
    before, old = story.states(), story.films[-1]
    story.go((last, True) if last == "narrow" else (last,))
    after, new = story.states(), story.films[-1]
    for (stage, subject, role, audience), state in after.items():
        if stage is Stage.S4 and subject == new.id:
            inherited = before.get((stage, old.id, role, audience), P)
            assert state is (inherited if last == "narrow" else P)


def test_every_way_of_the_table_is_gone(world: World) -> None:
    """The table is not wider than what there is: each step by an answer is tried."""
    blurred = {"treatments": frozenset({Treatment.FACE_BLURRED})}
    ways = {G: {}, L: blurred}
    for was, followers in BY_ANSWER.items():
        for to in followers:
            story = Story()
            _bring(story, was)
            state = AnswerState.GIVEN if to in ways else AnswerState(to)
            story.world.say(story.person, Stage.S3, story.clip.id, state, **ways.get(to, {}))
            assert _now(story) is to, (was, to)


def _bring(story: Story, state: ReleaseState) -> None:
    world, subject = story.world, story.clip.id
    if state is E:
        world.say(story.person, Stage.S3, subject, expires_at=world.now + timedelta(days=1))
        world.tick(timedelta(days=2))
    elif state is not P:
        more = {"treatments": frozenset({Treatment.VOICE_SILENCED})} if state is L else {}
        said = AnswerState.GIVEN if state in {G, L} else AnswerState(state)
        world.say(story.person, Stage.S3, subject, said, **more)
    assert _now(story) is state


def _now(story: Story) -> ReleaseState:
    return story.states()[Stage.S3, story.clip.id, Role.SELF, Audience.COMMUNITY]
