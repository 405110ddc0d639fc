"""What somebody is in, and where: nothing of anybody else, and nothing played that must not be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mine_world import part, put_film, write_film
from workflow_world import WORKSHOP, World, new_world

from consent.answers.appearances import doubt_complete
from consent.answers.recording import confirm_complete, log_appearance, record_answer
from consent.answers.vetoing import place_veto
from consent.notices import notice
from consent.releases import Answer, AnswerState, Sign, Stage, Veto
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Clip, CutState
from pvstudio.subtitles.cues import Cue, Track
from workflows.mine import (
    Span,
    around,
    clip_for,
    clips_of,
    film_for,
    films_of,
    may_play,
    stretches,
    subtitles_of,
)
from workflows.publish import erase_film

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MINUTE = 60_000


@dataclass(frozen=True)
class Visitor:
    """Somebody who looks."""

    participant_id: str
    workshop: str = WORKSHOP


AMRA, BILAL, ZAHRA = (Visitor(who) for who in ("amra", "bilal", "zahra"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Everybody is in a clip of their own, Bilal in Amra's too; everybody agrees."""
    made = new_world(tmp_path)
    with made.studio.book(WORKSHOP) as tx:
        log_appearance(tx, "clip-amra", "bilal", {Sign.VOICE})
        confirm_complete(tx, "clip-amra")
    made.everybody_agrees()
    return made


def plays(world: World, who: Visitor, clip_id: str = "clip-amra") -> bool:
    with world.studio.documents.read(WORKSHOP) as tx:
        return may_play(tx, WORKSHOP, tx.get(Clip, clip_id), who.participant_id, datetime.now(UTC))


# -- what somebody is in -----------------------------------------------------------------------


def test_clips_are_those_that_somebody_was_logged_in(world: World) -> None:
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [clip.id for clip in clips_of(tx, "bilal")] == ["clip-amra", "clip-bilal"]
        assert [clip.id for clip in clips_of(tx, "amra")] == ["clip-amra"]
        assert clips_of(tx, "nobody") == []


def test_films_are_those_that_hold_the_clips_once_they_are_films(world: World) -> None:
    put_film(world, "clip-zahra", number=1)
    put_film(world, "clip-amra", "clip-zahra", number=2, state=CutState.RECALLED)
    put_film(world, "clip-amra", number=3)
    put_film(world, "clip-amra", number=4, state=CutState.DRAFT)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [film.number for film in films_of(tx, "bilal")] == [3, 2]
        assert [film.number for film in films_of(tx, "zahra")] == [2, 1]
    assert film_for(world.studio, BILAL, "version-3").number == 3


def test_what_is_of_others_and_what_is_not_there_are_the_same(world: World) -> None:
    put_film(world, "clip-zahra")
    put_film(world, "clip-amra", number=2, state=CutState.DRAFT)
    for wanted in ("clip-bilal", "clip-zahra", "no-such-clip", "version-1", "version-2", ""):
        for seek, kind in ((clip_for, "Clip"), (film_for, "CutVersion")):
            with pytest.raises(NotFound) as refused:
                seek(world.studio, AMRA, wanted)
            assert (refused.value.kind, refused.value.id) == (kind, wanted)


# -- what may be played ------------------------------------------------------------------------


def test_a_clip_whose_people_nobody_has_confirmed_is_not_played(world: World) -> None:
    assert plays(world, AMRA)
    with world.studio.book(WORKSHOP) as tx:
        doubt_complete(tx, "clip-amra")
    assert not plays(world, AMRA)
    assert clip_for(world.studio, AMRA, "clip-amra").id == "clip-amra", "she can still say no to it"


def veto(world: World, subject: str, audience: Audience | None, number: int = 0) -> None:
    with world.studio.book(WORKSHOP) as tx:
        place_veto(tx, Veto(id=f"veto-{number}", at=NOW, subject_id=subject, by="Ana", audience=audience))


@pytest.mark.parametrize("subject", ["clip-amra", "amra", "bilal"])
def test_what_the_officer_stops_for_everybody_is_not_played(world: World, subject: str) -> None:
    veto(world, subject, Audience.ONLINE)
    assert plays(world, AMRA), "online alone"
    for number, audience in enumerate(set(Audience) - {Audience.ONLINE}, 1):
        veto(world, subject, audience, number)
    assert not plays(world, AMRA)


@pytest.mark.parametrize(
    ("stage", "state"), [(Stage.S1, AnswerState.WITHDRAWN), (Stage.S2, AnswerState.REFUSED)]
)
def test_a_no_of_somebody_else_closes_the_clip_one_s_own_does_not(
    world: World, stage: Stage, state: AnswerState
) -> None:
    world.say("bilal", stage, WORKSHOP, state=state)
    assert not plays(world, AMRA)
    assert plays(world, BILAL)
    assert plays(world, ZAHRA, "clip-zahra")


def test_a_no_to_every_audience_closes_the_clip_to_others_one_audience_does_not(world: World) -> None:
    for audience in Audience:
        assert plays(world, AMRA), audience
        world.say("bilal", Stage.S3, "clip-amra", audience, AnswerState.REFUSED)
    assert not plays(world, AMRA)
    assert plays(world, BILAL)


def test_subtitles_in_a_language_that_somebody_else_leaves_out_are_not_read(world: World) -> None:
    with world.studio.documents.write(WORKSHOP) as tx:
        for tag in ("en", "sr-Latn", "ar"):
            cue = Cue(start_ms=0, end_ms=900, text="…")
            tx.put(Track(id=tag, clip_id="clip-amra", language=tag, cues=(cue,), source="by hand"))
    left_out = Answer(
        id="answer-1",
        at=datetime.now(UTC),
        participant_id="bilal",
        stage=Stage.S3,
        subject_id="clip-amra",
        state=AnswerState.LIMITED,
        audience=Audience.GROUP,
        languages_left_out=frozenset({"sr"}),
        notice=notice(Stage.S3, "en").reference,
    )
    with world.studio.book(WORKSHOP) as tx:
        record_answer(tx, left_out)
    with world.studio.documents.read(WORKSHOP) as tx:
        clip = tx.get(Clip, "clip-amra")
        assert [*subtitles_of(tx, WORKSHOP, clip, "amra")] == ["ar", "en"]
        assert [*subtitles_of(tx, WORKSHOP, clip, "bilal")] == ["ar", "en", "sr-Latn"]


# -- where in a film ---------------------------------------------------------------------------


def test_stretches_begin_ten_seconds_before_and_end_ten_seconds_after(world: World) -> None:
    version = put_film(world, "clip-amra", "clip-zahra", "clip-bilal")
    parts = [
        part("clip-amra", 4_000, 3_000),
        part("clip-zahra", 30_040, 2_000),
        part("clip-bilal", 55_000, 4_000),
        part("clip-amra", 110_000, 9_000),
    ]
    assert stretches(world.studio, AMRA, version) == [], "nothing is rendered"
    write_film(world, version, 2 * MINUTE, parts)
    assert stretches(world.studio, AMRA, version) == [(0, 17_000), (100_000, 120_000)]
    assert stretches(world.studio, BILAL, version) == [(0, 17_000), (45_000, 69_000), (100_000, 120_000)]
    assert stretches(world.studio, ZAHRA, version) == [(20_040, 42_040)]
    erase_film(world.studio, WORKSHOP, version.id)
    assert stretches(world.studio, ZAHRA, version) == []


def moments(spans: Iterable[Span]) -> set[int]:
    return {moment for start, end in spans for moment in range(start, end)}


@given(
    st.integers(1, 300),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=12),
    st.integers(0, 40),
)
def test_the_law_of_stretches(length: int, found: list[tuple[int, int]], margin: int) -> None:
    spans = [(start, start + duration) for start, duration in found]
    merged = around(spans, length, margin_ms=margin)
    widened = [range(start - margin, end + margin) for start, end in spans]
    within = {moment for each in widened for moment in each if 0 <= moment < length}
    assert moments(merged) == within, "every moment round an appearance, and no other"
    assert merged == sorted(merged)
    assert all(start < end for start, end in merged)
    assert all(before[1] < after[0] for before, after in pairwise(merged)), "none touch"
