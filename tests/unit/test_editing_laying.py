"""The arithmetic of a film: nothing lost, nothing twice, copies on the edges of groups only."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pvstudio.editing.laying import Layout, Overlay, Strip, fades_that_fit, lay


@st.composite
def films(draw: st.DrawFn) -> tuple[list[Strip], int]:
    group = draw(st.sampled_from([24, 25, 30]))
    lengths = draw(st.lists(st.integers(2, 200), min_size=1, max_size=6))
    wanted = draw(st.lists(st.integers(0, 90), min_size=len(lengths), max_size=len(lengths)))
    strips = []
    for number, (frames, fade) in enumerate(zip(lengths, fades_that_fit(lengths, wanted), strict=True)):
        first = draw(st.integers(0, frames - 1))
        over = Overlay(letters=Path("l"), key="l", first=first, last=draw(st.integers(first + 1, frames)))
        strips.append(
            Strip(
                video=Path(str(number)),
                audio=None,
                frames=frames,
                key=str(number),
                fade=fade,
                overlay=over if draw(st.booleans()) else None,
            )
        )
    return strips, group


def shown(layout: Layout) -> list[set[tuple[str, int]]]:
    """Return for each frame of the film which frames of which strips are in it."""
    frames: list[set[tuple[str, int]]] = []
    for piece in layout.pieces:
        begun = len(frames)
        for number, span in enumerate(piece.spans):
            at = len(frames) - (span.strip.fade if number else 0)
            assert at >= begun
            for frame in range(span.first, span.last):
                if at == len(frames):
                    frames.append(set())
                frames[at].add((span.strip.key, frame))
                at += 1
    return frames


@given(films())
def test_each_frame_stands_once_at_its_place(given_film: tuple[list[Strip], int]) -> None:
    strips, group = given_film
    layout = lay(strips, group=group)
    expected: list[set[tuple[str, int]]] = [set() for _ in range(layout.frames)]
    for strip, start in zip(strips, layout.starts, strict=True):
        for frame in range(strip.frames):
            expected[start + frame].add((strip.key, frame))
    assert shown(layout) == expected
    assert layout.frames == sum(strip.frames for strip in strips) - sum(strip.fade for strip in strips)
    assert sum(piece.frames for piece in layout.pieces) == layout.frames


@given(films())
def test_copies_hold_whole_groups_and_nothing_that_changes(given_film: tuple[list[Strip], int]) -> None:
    strips, group = given_film
    tails = {one.key: other.fade for one, other in pairwise(strips)}
    for piece in lay(strips, group=group).pieces:
        if not piece.copied:
            continue
        (span,) = piece.spans
        strip = span.strip
        assert span.first % group == 0
        assert span.last % group == 0 or span.last == strip.frames
        changed = set(range(strip.fade)) | set(range(strip.frames - tails.get(strip.key, 0), strip.frames))
        if strip.overlay:
            changed |= set(range(strip.overlay.first, strip.overlay.last))
        assert changed.isdisjoint(range(span.first, span.last))


@given(st.lists(st.integers(1, 300), min_size=1), st.data())
def test_two_fades_of_a_strip_never_meet(frames: list[int], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.integers(0, 200), min_size=len(frames), max_size=len(frames)))
    fades = fades_that_fit(frames, wanted)
    assert fades[0] == 0
    assert all(fade <= asked for fade, asked in zip(fades[1:], wanted[1:], strict=True))
    for length, head, tail in zip(frames, fades, [*fades[1:], 0], strict=True):
        assert head + tail <= length


def test_a_plain_cut_encodes_nothing() -> None:
    strips = [Strip(video=Path(k), audio=None, frames=60, key=k) for k in "abc"]
    layout = lay(strips, group=25)
    assert all(piece.copied for piece in layout.pieces)
    assert layout.starts == (0, 60, 120)
