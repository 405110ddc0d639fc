"""What somebody is in, and where: nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mine_world import part, put_film, write_film
from workflow_world import WORKSHOP, World, new_world

from consent.answers.recording import confirm_complete, log_appearance
from consent.releases import Sign
from pvstudio.errors import NotFound
from pvstudio.model import CutState
from workflows.mine import Span, around, clip_for, clips_of, film_for, films_of, stretches
from workflows.publish import erase_film

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
