"""What somebody may watch on their phone: nothing that another in it, or the officer, stands against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from mine_world import put_film
from workflow_world import WORKSHOP, World, new_world

from consent.answers.appearances import doubt_complete
from consent.answers.recording import (
    add_guardian,
    confirm_complete,
    enrol,
    log_appearance,
    place_veto,
    record_answer,
)
from consent.notices import notice
from consent.releases import Answer, AnswerState, Role, Sign, Stage, Veto
from consent.stretches import same_seconds, stretch_of
from pvstudio.config import Settings
from pvstudio.model import AgeBand, Audience, Clip, CutVersion, Footage, Participant, Treatment, new_id
from pvstudio.subtitles.cues import Cue, Track
from workflows.phones import Seat
from workflows.playing import film_refused, may_play, subtitles_of
from workflows.reviews import ReviewRequest
from workflows.wiring import Studio

NO, BACK = AnswerState.REFUSED, AnswerState.WITHDRAWN
CLIP = "clip-amra"
AMRA, BILAL, ZAHRA = (Seat(participant_id=who, role=Role.SELF) for who in ("amra", "bilal", "zahra"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody is in a clip of their own, Bilal in Amra's too; of that he has said nothing yet."""
    folder = tmp_path_factory.mktemp("made")
    world = new_world(folder)
    with world.studio.book(WORKSHOP) as tx:
        log_appearance(tx, CLIP, "bilal", {Sign.VOICE})
        confirm_complete(tx, CLIP)
    world.everybody_agrees()
    return folder / "studio"


@pytest.fixture
def world(made: Path, tmp_path: Path) -> World:
    return World(Studio.open(Settings(home=copytree(made, tmp_path / "studio"))))


def plays(world: World, seat: Seat, clip_id: str = CLIP) -> bool:
    with world.studio.documents.read(WORKSHOP) as tx:
        return may_play(tx, WORKSHOP, tx.get(Clip, clip_id), seat, datetime.now(UTC))


def veto(world: World, subject: str, audience: Audience | None) -> None:
    stops = Veto(id=new_id("veto"), at=datetime.now(UTC), subject_id=subject, by="Ana", audience=audience)
    with world.studio.book(WORKSHOP) as tx:
        place_veto(tx, stops)


def say(world: World, seat: Seat, stage: Stage, subject: str, state: AnswerState) -> None:
    said = Answer(
        id=new_id("answer"),
        at=datetime.now(UTC),
        participant_id=seat.participant_id,
        stage=stage,
        subject_id=subject,
        state=state,
        audience=Audience.GROUP if stage is Stage.S3 and state.is_yes else None,
        role=seat.role,
        guardian_id=seat.guardian_id,
        notice=notice(stage, "en").reference,
    )
    with world.studio.book(WORKSHOP) as tx:
        record_answer(tx, said)


# -- a raw clip --------------------------------------------------------------------------------


def test_whoever_has_not_answered_about_sharing_yet_keeps_nobody_from_watching(world: World) -> None:
    assert plays(world, AMRA)
    assert plays(world, BILAL)


def test_a_clip_whose_people_nobody_has_confirmed_is_not_played(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        doubt_complete(tx, CLIP)
    assert not plays(world, AMRA)


@pytest.mark.parametrize("subject", [CLIP, "amra", "bilal"])
@pytest.mark.parametrize("audience", [None, Audience.GROUP])
def test_what_the_officer_stops_for_the_group_is_not_played(
    world: World, subject: str, audience: Audience | None
) -> None:
    for other in set(Audience) - {Audience.GROUP}:
        veto(world, subject, other)
    assert plays(world, AMRA)
    veto(world, subject, audience)
    assert not plays(world, AMRA)


@pytest.mark.parametrize(("stage", "state"), [(Stage.S1, BACK), (Stage.S2, NO)])
def test_a_no_of_somebody_else_closes_the_clip_one_s_own_does_not(
    world: World, stage: Stage, state: AnswerState
) -> None:
    world.say("bilal", stage, WORKSHOP, state=state)
    assert not plays(world, AMRA)
    assert plays(world, BILAL)
    assert plays(world, ZAHRA, "clip-zahra")


@pytest.mark.parametrize("stages", [(), (Stage.S1,), (Stage.S2,)])
def test_silence_about_being_filmed_is_no(tmp_path: Path, stages: tuple[Stage, ...]) -> None:
    world = new_world(tmp_path)
    with world.studio.book(WORKSHOP) as tx:
        log_appearance(tx, CLIP, "bilal", {Sign.VOICE})
        confirm_complete(tx, CLIP)
    for stage in stages:
        world.say("bilal", stage, WORKSHOP)
    assert not plays(world, AMRA)
    assert not plays(world, BILAL), "nor is Amra asked"


@pytest.mark.parametrize("audience", [None, Audience.GROUP])
def test_a_no_to_the_group_closes_the_clip_to_others_one_to_others_does_not(
    world: World, audience: Audience | None
) -> None:
    for other in set(Audience) - {Audience.GROUP}:
        world.say("bilal", Stage.S3, CLIP, other, NO)
    assert plays(world, AMRA)
    world.say("bilal", Stage.S3, CLIP, audience, BACK if audience is None else NO)
    assert not plays(world, AMRA)
    assert plays(world, BILAL)


@pytest.mark.parametrize("treatment", [Treatment.FACE_BLURRED, Treatment.PLACE_HIDDEN, Treatment.NO_CREDIT])
def test_what_is_to_be_hidden_from_the_group_is_not_sent_as_it_is(world: World, treatment: Treatment) -> None:
    in_letters = treatment is Treatment.NO_CREDIT
    world.say("bilal", Stage.S3, CLIP, Audience.ONLINE, treatments=frozenset({treatment}))
    assert plays(world, AMRA), "another audience"
    world.say("bilal", Stage.S3, CLIP, Audience.GROUP, treatments=frozenset({treatment}))
    assert plays(world, AMRA) is in_letters
    assert plays(world, BILAL)


def test_of_a_minor_all_must_agree_who_have_to(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="bilal", pseudonym="Bilal", age_band=AgeBand.MINOR))
        mother = add_guardian(tx, "bilal", "Huda", relation="mother")
    child = Seat(participant_id="bilal", role=Role.CHILD_ASSENT)
    guardian = Seat(participant_id="bilal", role=Role.GUARDIAN, guardian_id=mother.id)
    asked = [(seat, stage) for seat in (child, guardian) for stage in (Stage.S1, Stage.S2)]
    for seat, stage in asked:
        assert not plays(world, AMRA), (seat.role, stage)
        say(world, seat, stage, WORKSHOP, AnswerState.GIVEN)
    assert plays(world, AMRA)
    for seat in (child, guardian):
        say(world, seat, Stage.S3, CLIP, BACK)
        assert not plays(world, AMRA)
        say(world, seat, Stage.S3, CLIP, AnswerState.GIVEN)
        assert plays(world, AMRA)


@pytest.mark.parametrize(("stage", "subject"), [(Stage.S1, WORKSHOP), (Stage.S2, WORKSHOP), (Stage.S3, CLIP)])
def test_a_guardian_does_not_watch_what_the_child_said_no_to(
    world: World, stage: Stage, subject: str
) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="amra", pseudonym="Amra", age_band=AgeBand.MINOR))
        mother = add_guardian(tx, "amra", "Huda", relation="mother")
    child = Seat(participant_id="amra", role=Role.CHILD_ASSENT)
    guardian = Seat(participant_id="amra", role=Role.GUARDIAN, guardian_id=mother.id)
    assert plays(world, guardian), "the child has said nothing yet"
    say(world, guardian, stage, subject, BACK)
    assert (plays(world, guardian), plays(world, child)) == (True, True)
    say(world, child, stage, subject, BACK)
    assert (plays(world, guardian), plays(world, child)) == (False, True)


# -- by whatever clip the same seconds are shown -------------------------------------------------


def another_clip(world: World, who: str, **more: object) -> Clip:
    """Log *who* in another clip of Zahra's recording, of which nobody has confirmed anything."""
    with world.studio.book(WORKSHOP) as tx:
        clip = replace(tx.get(Clip, "clip-zahra"), id="clip-other", people_complete=False, **more)
        tx.put(clip)
        log_appearance(tx, clip.id, who, {Sign.FACE})
    return clip


@pytest.mark.parametrize(("start_ms", "apart"), [(1999, False), (2000, True)])
def test_a_no_about_the_same_seconds_counts_by_whatever_clip(
    world: World, start_ms: int, apart: bool
) -> None:
    another_clip(world, "bilal", start_ms=start_ms, end_ms=3000)
    assert plays(world, ZAHRA, "clip-zahra")
    world.say("bilal", Stage.S3, "clip-other", state=NO)
    assert plays(world, ZAHRA, "clip-zahra") is apart


def test_whoever_was_never_asked_counts_by_whatever_clip(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="dino", pseudonym="Dino"))
    another_clip(world, "dino")
    assert not plays(world, ZAHRA, "clip-zahra")


def test_a_second_copy_of_a_recording_shows_the_same_seconds(world: World) -> None:
    with world.studio.book(WORKSHOP) as tx:
        footage = tx.get(Footage, "footage-zahra")
        tx.put(replace(footage, id="footage-again"))
        tx.put(replace(footage, id="footage-else", sha256="e" * 64))
        clip = tx.get(Clip, "clip-zahra")
        for name in ("again", "else"):
            tx.put(replace(clip, id=f"clip-{name}", footage_id=f"footage-{name}"))
        here = stretch_of(tx, clip)
        every = [one for one in tx.find(Clip) if one.id != clip.id]
        assert [one.id for one in same_seconds(tx, clip)] == ["clip-again"]
        assert same_seconds(tx, clip) == [one for one in every if stretch_of(tx, one).overlaps(here)]
        log_appearance(tx, "clip-again", "bilal", {Sign.FACE})
    world.say("bilal", Stage.S3, "clip-again", Audience.GROUP, NO)
    assert not plays(world, ZAHRA, "clip-zahra")


@pytest.mark.parametrize("clip_id", [CLIP, "clip-other"])
def test_subtitles_in_a_language_that_somebody_else_leaves_out_are_not_read(
    world: World, clip_id: str
) -> None:
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, CLIP), id="clip-other"))
        for tag in ("en", "sr-Latn", "ar"):
            cue = Cue(start_ms=0, end_ms=900, text="…")
            tx.put(Track(id=tag, clip_id=CLIP, language=tag, cues=(cue,), source="by hand"))
    with world.studio.book(WORKSHOP) as tx:
        log_appearance(tx, "clip-other", "bilal", {Sign.FACE})
    left_out = Answer(
        id="answer-1",
        at=datetime.now(UTC),
        participant_id="bilal",
        stage=Stage.S3,
        subject_id=clip_id,
        state=AnswerState.LIMITED,
        audience=Audience.GROUP,
        languages_left_out=frozenset({"sr"}),
        notice=notice(Stage.S3, "en").reference,
    )
    with world.studio.book(WORKSHOP) as tx:
        record_answer(tx, left_out)
    with world.studio.documents.read(WORKSHOP) as tx:
        clip = tx.get(Clip, CLIP)
        assert [*subtitles_of(tx, WORKSHOP, clip, "amra")] == ["ar", "en"]
        assert [*subtitles_of(tx, WORKSHOP, clip, "bilal")] == ["ar", "en", "sr-Latn"]


# -- a film that somebody said no to -------------------------------------------------------------


@pytest.fixture
def film(world: World) -> Callable[[Seat], bool]:
    """A film of Amra and Zahra, for the community; called with who looks, it tells whether it is refused."""
    version: CutVersion = put_film(world, CLIP, "clip-zahra")

    def refused(seat: Seat) -> bool:
        with world.studio.documents.read(WORKSHOP) as tx:
            return film_refused(tx, WORKSHOP, version, seat, datetime.now(UTC))

    return refused


def test_nobody_has_said_no_yet(film: Callable[[Seat], bool]) -> None:
    assert not film(AMRA)


@pytest.mark.parametrize("audience", [None, Audience.GROUP, Audience.COMMUNITY])
def test_a_no_to_a_film_closes_it_to_all_others_in_it(
    world: World, film: Callable[[Seat], bool], audience: Audience | None
) -> None:
    """To the community: it is the film's own audience, and nobody was asked about another."""
    for other in (Audience.PARTNERS, Audience.AUTHORITIES, Audience.ONLINE):
        world.say("zahra", Stage.S4, "version-1", other, NO)
    assert not film(AMRA)
    world.say("zahra", Stage.S4, "version-1", audience, BACK if audience is None else NO)
    assert (film(AMRA), film(BILAL), film(ZAHRA)) == (True, True, False)


def test_a_no_to_all_that_somebody_was_asked_closes_a_film(
    world: World, film: Callable[[Seat], bool]
) -> None:
    asked = (Audience.COMMUNITY, Audience.PARTNERS)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(
            ReviewRequest(
                id="request",
                participant_id="zahra",
                version_id="version-1",
                audiences=asked,
                asked_at=datetime.now(UTC),
                by="Ana",
            )
        )
    for audience in asked:
        assert not film(AMRA), audience
        world.say("zahra", Stage.S4, "version-1", audience, NO)
    assert film(AMRA)
    world.say("zahra", Stage.S4, "version-1", Audience.PARTNERS)
    assert not film(AMRA), "she changed her mind"


def test_a_film_that_the_child_said_no_to_is_closed_to_the_guardian(
    world: World, film: Callable[[Seat], bool]
) -> None:
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, Participant(id="zahra", pseudonym="Zahra", age_band=AgeBand.MINOR))
        mother = add_guardian(tx, "zahra", "Huda", relation="mother")
    child = Seat(participant_id="zahra", role=Role.CHILD_ASSENT)
    guardian = Seat(participant_id="zahra", role=Role.GUARDIAN, guardian_id=mother.id)
    say(world, guardian, Stage.S4, "version-1", NO)
    assert (film(AMRA), film(guardian), film(child)) == (True, False, False)
    say(world, child, Stage.S4, "version-1", NO)
    assert (film(AMRA), film(guardian), film(child)) == (True, True, False)
