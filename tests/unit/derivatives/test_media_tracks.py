"""What is hidden when: tracks of heads, even where the detector misses many of them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.media.boxes import Box
from pvstudio.media.tracks import GROWTH, MAX_GROWTH, STEP, Masks, link, masks_of

HOLD = 15


def box(x: float, y: float, size: float = 0.1) -> Box:
    """Return a square round (*x*, *y*)."""
    return Box(left=x - size / 2, top=y - size / 2, right=x + size / 2, bottom=y + size / 2)


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left + 1e-9
        and outer.top <= inner.top + 1e-9
        and outer.right >= inner.right - 1e-9
        and outer.bottom >= inner.bottom - 1e-9
    )


def walk(rng: random.Random, frames: int) -> list[Box]:
    """Return a head that wanders through the picture at up to two of its sizes a second, turning sharply."""
    x, y, dx, dy = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), 0.0, 0.0
    path = []
    for frame in range(frames):
        if frame % 12 == 0:
            dx, dy = rng.uniform(-0.008, 0.008), rng.uniform(-0.008, 0.008)
        x, y = min(max(x + dx, 0.06), 0.94), min(max(y + dy, 0.06), 0.94)
        path.append(box(x, y))
    return path


def covered(head: Box, masks: Sequence[Box]) -> bool:
    """Say whether all of the head, an oval in its box, lies in what is hidden (49 points of it)."""
    grid = [n / 4 for n in range(-4, 5)]
    points = [(x, y) for x in grid for y in grid if x * x + y * y <= 1]
    middle_x, middle_y = (head.left + head.right) / 2, (head.top + head.bottom) / 2
    half_x, half_y = (head.right - head.left) / 2, (head.bottom - head.top) / 2
    seen = [(middle_x + x * half_x, middle_y + y * half_y) for x, y in points]
    return all(any(m.left <= x <= m.right and m.top <= y <= m.bottom for m in masks) for x, y in seen)


def leaked(heads: list[list[Box]], missed: float, rng: random.Random, *, tracked: bool = True) -> int:
    """Return in how many frames a head is not hidden, with a detector that misses so many at random."""
    frames = len(heads[0])
    step = STEP if tracked else 1
    looks = [
        (frame, [path[frame] for path in heads if rng.random() >= missed]) for frame in range(0, frames, step)
    ]
    masks: Masks = {frame: [one.grown(GROWTH) for one in found] for frame, found in looks}
    if tracked:
        masks = masks_of(link(looks, patience=2 * HOLD), frames, hold=HOLD)
    return sum(
        not all(covered(path[frame], masks.get(frame, ())) for path in heads) for frame in range(frames)
    )


@pytest.mark.parametrize("people", [1, 3])
def test_nothing_leaks_when_three_in_ten_heads_are_missed(people: int) -> None:
    rng = random.Random(people)
    heads = [walk(rng, 1000) for _ in range(people)]
    assert leaked(heads, 0.3, rng) == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("people", [1, 2, 3])
def test_nor_in_thirty_thousand_frames(seed: int, people: int) -> None:
    rng = random.Random(seed)
    heads = [walk(rng, 1000) for _ in range(people)]
    assert leaked(heads, 0.3, rng) == 0


def test_frame_by_frame_leaks_as_much_as_is_missed() -> None:
    rng = random.Random(1)
    assert 250 < leaked([walk(rng, 1000)], 0.3, rng, tracked=False) < 350


def test_a_detector_that_finds_next_to_nothing_leaks() -> None:
    rng = random.Random(1)
    assert leaked([walk(rng, 1000)], 0.97, rng) > 0


def test_a_track_holds_before_its_first_find_and_after_its_last() -> None:
    masks = masks_of(link([(30, [box(0.5, 0.5)])], patience=30), 100, hold=HOLD)
    assert sorted(masks) == list(range(15, 46))
    assert all(holds(shown[0], box(0.5, 0.5).grown(GROWTH)) for shown in masks.values())


def test_what_is_held_longer_is_hidden_wider_up_to_a_limit() -> None:
    masks = masks_of(link([(30, [box(0.5, 0.5)])], patience=30), 100, hold=HOLD)
    areas = [masks[frame][0].area for frame in (30, 34, 37, 45)]
    assert areas == sorted(areas)
    assert areas[2] > areas[1] > areas[0]
    assert areas[3] == pytest.approx(MAX_GROWTH**2 * 0.01)


def test_the_way_between_two_finds_is_hidden() -> None:
    masks = masks_of(link([(0, [box(0.2, 0.5)]), (12, [box(0.28, 0.5)])], patience=30), 13, hold=HOLD)
    assert any(holds(mask, box(0.24, 0.5)) for mask in masks[6])


def test_crossing_people_are_hidden_both() -> None:
    frames = 60
    left = [box(0.2 + 0.01 * frame, 0.5) for frame in range(frames)]
    right = [box(0.8 - 0.01 * frame, 0.52) for frame in range(frames)]
    assert leaked([left, right], 0.0, random.Random(0)) == 0


def test_a_new_head_far_away_is_a_new_track() -> None:
    tracks = link([(0, [box(0.2, 0.2)]), (3, [box(0.8, 0.8), box(0.21, 0.2)])], patience=30)
    assert [[frame for frame, _ in track.finds] for track in tracks] == [[0, 3], [3]]


def test_a_head_unseen_too_long_is_a_new_track() -> None:
    assert len(link([(0, [box(0.2, 0.2)]), (33, [box(0.2, 0.2)])], patience=30)) == 2


boxes = st.builds(box, st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.floats(0.02, 0.3))
looks = st.lists(st.lists(boxes, max_size=4), max_size=20)


@given(looks)
def test_every_find_is_hidden_where_it_was_found_and_until_the_next_look(finds: list[list[Box]]) -> None:
    numbered = [(n * STEP, found) for n, found in enumerate(finds)]
    frames = len(finds) * STEP + 1
    masks = masks_of(link(numbered, patience=2 * HOLD), frames, hold=HOLD)
    for frame, found in numbered:
        for near in range(max(0, frame - STEP + 1), min(frames, frame + STEP)):
            assert all(any(holds(mask, one) for mask in masks[near]) for one in found)


def flat(numbered: list[tuple[int, list[Box]]]) -> list[tuple[int, Box]]:
    return [(frame, one) for frame, found in numbered for one in found]


@given(looks)
def test_no_find_is_lost_and_none_is_counted_twice(finds: list[list[Box]]) -> None:
    numbered = [(n * STEP, found) for n, found in enumerate(finds)]
    linked = [find for track in link(numbered, patience=30) for find in track.finds]
    assert sorted(map(repr, linked)) == sorted(
        repr((frame, one)) for frame, found in numbered for one in found
    )


@given(boxes, boxes, st.floats(0, 1))
def test_the_hull_holds_both_and_what_is_between(first: Box, second: Box, share: float) -> None:
    hull = first.hull(second)
    assert holds(hull, first)
    assert holds(hull, first.between(second, share))
    assert first.overlap(second) == pytest.approx(second.overlap(first))
