"""What may leave on somebody's own phone: never more than everybody else in it lets everybody online see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from consent.answers.appearances import confirm_complete, doubt_complete, log_appearance
from consent.answers.enrolling import add_guardian, enrol
from consent.answers.vetoing import place_veto
from consent.gate.policy import clip_withheld
from consent.gate.records import Records
from consent.releases import Answer, AnswerState, Appearance, Role, Sign, Stage, Veto, fingerprint
from pvstudio.model import AgeBand, Audience, Clip, CutItem, Participant, Treatment
from workflows.phones import Seat, Visit
from workflows.taking_along import Stays, along, may_go_on, why_it_stays

CLIP = Clip(id="clip", footage_id="footage", title="Bread", start_ms=0, end_ms=2000, people_complete=True)
ME, HER = "amra", "zahra"
AT = datetime(2026, 5, 1, tzinfo=UTC)
MINE = Seat(participant_id=ME, role=Role.SELF)


def now_along(world: World, who: str = ME) -> dict[str, Stays | None]:
    with world.studio.documents.read(WORKSHOP) as tx:
        found = along(tx, WORKSHOP, Seat(participant_id=who, role=Role.SELF), datetime.now(UTC))
    return {one.clip.id: one.stays for one in found}


def with_zahra(world: World) -> None:
    """Zahra is in Amra's clip too, and lets everybody online see it."""
    with world.studio.book(WORKSHOP) as tx:
        log_appearance(tx, "clip-amra", HER, {Sign.VOICE})
        confirm_complete(tx, "clip-amra")
    world.say(HER, Stage.S1, WORKSHOP)
    world.say(HER, Stage.S2, WORKSHOP)
    world.say(HER, Stage.S3, "clip-amra", Audience.ONLINE)


def test_a_clip_of_me_alone_is_mine_whatever_i_answered(world: World) -> None:
    assert now_along(world) == {"clip-amra": None}
    world.say(ME, Stage.S1, WORKSHOP, state=AnswerState.REFUSED)
    assert now_along(world) == {"clip-amra": None}
    assert now_along(world, "nobody") == {}


def test_somebody_else_in_it_must_have_said_that_it_may_go_anywhere(world: World) -> None:
    with_zahra(world)
    assert now_along(world) == {"clip-amra": None}
    visit = Visit(
        id="v", workshop=WORKSHOP, participant_id=ME, role=Role.SELF, at=AT, until=AT, touched_at=AT
    )
    assert may_go_on(world.studio, visit, ["clip-amra"], datetime.now(UTC))
    world.say(HER, Stage.S3, "clip-amra", Audience.ONLINE, AnswerState.WITHDRAWN)
    assert now_along(world) == {"clip-amra": Stays.OTHERS}
    assert not may_go_on(world.studio, visit, ["clip-amra"], datetime.now(UTC))
    assert not may_go_on(world.studio, visit, ["clip-zahra"], datetime.now(UTC))


def same_seconds_with_zahra(world: World) -> None:
    """Zahra is in another clip of the same seconds, of which nobody has confirmed who is in it."""
    with world.studio.book(WORKSHOP) as tx:
        clip = replace(tx.get(Clip, "clip-amra"), id="clip-c", start_ms=1999, end_ms=4000)
        tx.put(replace(clip, people_complete=False))
        log_appearance(tx, "clip-c", HER, {Sign.FACE})


def test_whoever_is_in_the_same_seconds_is_in_them_by_whatever_clip(world: World) -> None:
    same_seconds_with_zahra(world)
    assert now_along(world) == {"clip-amra": Stays.OTHERS}
    for stage in (Stage.S1, Stage.S2):
        world.say(HER, stage, WORKSHOP)
    assert now_along(world) == {"clip-amra": Stays.OTHERS}, "she has not answered"
    world.say(HER, Stage.S3, "clip-c", Audience.ONLINE, treatments=frozenset({Treatment.FACE_BLURRED}))
    assert now_along(world) == {"clip-amra": Stays.OTHERS}
    world.say(HER, Stage.S3, "clip-c", Audience.ONLINE)
    assert now_along(world) == {"clip-amra": None}
    world.say(HER, Stage.S3, "clip-c", state=AnswerState.REFUSED)
    assert now_along(world) == {"clip-amra": Stays.OTHERS}


def test_whoever_lets_this_clip_go_need_not_have_answered_about_another(world: World) -> None:
    with_zahra(world)
    same_seconds_with_zahra(world)
    assert now_along(world) == {"clip-amra": None}
    world.say(HER, Stage.S3, "clip-c", Audience.ONLINE, AnswerState.REFUSED)
    assert now_along(world) == {"clip-amra": Stays.OTHERS}, "but a no counts"


@pytest.mark.parametrize("treatment", [*Treatment])
def test_a_yes_on_a_condition_lets_no_raw_clip_go(world: World, treatment: Treatment) -> None:
    with_zahra(world)
    world.say(HER, Stage.S3, "clip-amra", Audience.ONLINE, treatments=frozenset({treatment}))
    assert now_along(world) == {"clip-amra": Stays.OTHERS}


@pytest.mark.parametrize("audience", [None, *Audience])
@pytest.mark.parametrize("subject", ["clip-amra", ME, HER])
def test_a_veto_keeps_it_for_whichever_audience_it_stands(
    world: World, subject: str, audience: Audience | None
) -> None:
    with_zahra(world)
    with world.studio.book(WORKSHOP) as tx:
        place_veto(tx, Veto(id="veto", at=datetime.now(UTC), subject_id=subject, by="Ana", audience=audience))
    assert now_along(world) == {"clip-amra": Stays.STOPPED}


def test_whom_nobody_has_confirmed_keeps_it(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        doubt_complete(tx, "clip-amra")
    assert now_along(world) == {"clip-amra": Stays.UNCLEAR}


def test_a_guardian_takes_along_only_what_the_child_agrees_to_show_to_somebody(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id=ME, pseudonym="Amra", age_band=AgeBand.MINOR))
        mother = add_guardian(tx, ME, "Huda", relation="mother")
    guardian = Seat(participant_id=ME, role=Role.GUARDIAN, guardian_id=mother.id)
    child = Seat(participant_id=ME, role=Role.CHILD_ASSENT)

    def stays(seat: Seat) -> Stays | None:
        with world.studio.documents.read(WORKSHOP) as tx:
            found = along(tx, WORKSHOP, seat, datetime.now(UTC))[0]
        return found.stays

    assert (stays(guardian), stays(child)) == (Stays.CHILD, None)
    world.say(ME, Stage.S1, WORKSHOP)
    world.say(ME, Stage.S2, WORKSHOP)
    world.say(ME, Stage.S3, "clip-amra", Audience.GROUP)
    assert stays(guardian) is None
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, "clip-amra"), id="clip-c", end_ms=500))
        log_appearance(tx, "clip-c", ME, {Sign.FACE})
    world.say(ME, Stage.S3, "clip-c", state=AnswerState.WITHDRAWN)
    assert (stays(guardian), stays(child)) == (Stays.CHILD, None), "of the same seconds"
    world.say(ME, Stage.S3, "clip-c", Audience.GROUP)
    assert stays(guardian) is None
    world.say(ME, Stage.S3, "clip-amra", state=AnswerState.WITHDRAWN)
    assert (stays(guardian), stays(child)) == (Stays.CHILD, None)


SAID = st.builds(
    lambda person, stage, audience, state, treatments, left_out, days: Answer(
        id="",
        at=AT,
        participant_id=person,
        stage=stage,
        subject_id="clip" if stage is Stage.S3 else WORKSHOP,
        audience=audience if stage is Stage.S3 else None,
        state=state,
        treatments=treatments,
        languages_left_out=left_out,
        expires_at=AT + timedelta(days=days) if days else None,
        watched=fingerprint(CLIP) if stage is Stage.S3 else "",
    ),
    st.sampled_from([ME, HER]),
    st.sampled_from([Stage.S1, Stage.S2, Stage.S3, Stage.S3]),
    st.sampled_from([None, Audience.ONLINE, Audience.ONLINE, Audience.GROUP]),
    st.sampled_from([AnswerState.GIVEN, AnswerState.GIVEN, AnswerState.GIVEN, *AnswerState]),
    st.frozensets(st.sampled_from(Treatment), max_size=1),
    st.sampled_from([frozenset(), frozenset(), frozenset({"sr"})]),
    st.sampled_from([0, 0, 30, -30]),
)
AGREED = [
    Answer(id="", at=AT, participant_id=HER, stage=stage, subject_id=subject, audience=audience,
           state=AnswerState.GIVEN, watched=watched)
    for stage, subject, audience, watched in (
        (Stage.S1, WORKSHOP, None, ""),
        (Stage.S2, WORKSHOP, None, ""),
        (Stage.S3, "clip", Audience.ONLINE, fingerprint(CLIP)),
    )
]  # fmt: skip


@settings(max_examples=200)
@given(said=st.lists(SAID, max_size=6))
def test_what_goes_along_everybody_else_has_opened_to_all_without_a_condition(said: list[Answer]) -> None:
    """The gate, asked with my own yes added, says the same; and nothing that I say changes it."""

    def records(answers: list[Answer]) -> Records:
        numbered = [replace(one, id=f"a{n}", number=n) for n, one in enumerate(answers, 1)]
        return Records.of(
            workshop_id=WORKSHOP,
            clips=[CLIP],
            people=[Participant(id=ME, pseudonym="Amra"), Participant(id=HER, pseudonym="Zahra")],
            appearances=[
                Appearance(id=who, clip_id="clip", participant_id=who, by=frozenset({Sign.FACE}))
                for who in (ME, HER)
            ],
            answers=numbered,
        )

    theirs = AGREED + [one for one in said if one.participant_id == HER]
    stays = why_it_stays(CLIP, MINE, records(AGREED + said), AT)
    assert stays is why_it_stays(CLIP, MINE, records(theirs), AT)
    mine = [replace(one, participant_id=ME) for one in AGREED]
    known = records(theirs + mine)
    reasons = clip_withheld(CutItem(clip_id="clip"), Audience.ONLINE, "sr", AT, known)
    assert (stays is None) == (not reasons and not _limited(known))


def _limited(records: Records) -> bool:
    standing = [
        records.answer(HER, Role.SELF, Stage.S3, "clip", Audience.ONLINE),
        records.answer(HER, Role.SELF, Stage.S1, WORKSHOP, None),
        records.answer(HER, Role.SELF, Stage.S2, WORKSHOP, None),
    ]
    return any(one.treatments or one.languages_left_out for one in standing if one)
