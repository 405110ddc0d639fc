"""Lay strips one after another: what is copied, what is encoded, where each begins. Pure arithmetic.

Everything is counted in frames. A strip can be copied only in whole groups of pictures, so what a
cross-fade or an overlay touches grows to the edges of its groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Letters over frames *first* up to *last* of a strip."""

    letters: Path  # transparent PNG of the film's size
    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A length of picture and sound in the film's format, filmed or drawn; its key names its bytes."""

    video: Path
    audio: Path | None  # None: silence
    frames: int
    key: str
    clip_id: str = ""  # "" is drawn
    about: frozenset[str] = frozenset()  # ids of the clips whose content or names are in it
    fade: int = 0  # frames of the cross-fade from the strip before
    overlay: Overlay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Frames *first* up to *last* of a strip."""

    strip: Strip
    first: int
    last: int

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.last - self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the film: one span that is copied, or spans that fade into each other."""

    spans: tuple[Span, ...]
    copied: bool

    @property
    def frames(self) -> int:
        """Length in the film, fades counted once."""
        return sum(span.frames for span in self.spans) - sum(span.strip.fade for span in self.spans[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole film: *starts* holds the first frame of each strip (of its fade, if it has one)."""

    strips: tuple[Strip, ...]
    starts: tuple[int, ...]
    pieces: tuple[Piece, ...]
    frames: int


def fades_that_fit(frames: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Shorten fades so that the two of one strip never overlap. The first strip has nothing to fade from."""
    pairs = zip(frames, frames[1:], wanted[1:], strict=False)
    return [0, *(min(before // 2, after // 2, fade) for before, after, fade in pairs)]


def lay(strips: Sequence[Strip], *, group: int) -> Layout:
    """Lay *strips*, whose groups of pictures are *group* frames long, in order."""
    starts, pieces, chain = list[int](), list[Piece](), list[Span]()
    position = 0
    for number, strip in enumerate(strips):
        starts.append(position - strip.fade)
        position += strip.frames - strip.fade
        tail = strips[number + 1].fade if number + 1 < len(strips) else 0
        for span, copied in _spans(strip, tail, group):
            if chain and not (span.first == 0 and strip.fade):
                pieces.append(Piece(spans=tuple(chain), copied=False))
                chain = []
            if copied:
                pieces.append(Piece(spans=(span,), copied=True))
            else:
                chain.append(span)
    if chain:
        pieces.append(Piece(spans=tuple(chain), copied=False))
    return Layout(strips=tuple(strips), starts=tuple(starts), pieces=tuple(pieces), frames=position)


def _spans(strip: Strip, tail: int, group: int) -> list[tuple[Span, bool]]:
    """Cut one strip into spans, each with whether it is copied."""
    cuts, spans = 0, list[tuple[Span, bool]]()
    for first, last in _touched(strip, tail, group):
        if first > cuts:
            spans.append((Span(strip=strip, first=cuts, last=first), True))
        spans.append((Span(strip=strip, first=first, last=last), False))
        cuts = last
    if cuts < strip.frames:
        spans.append((Span(strip=strip, first=cuts, last=strip.frames), True))
    return spans


def _touched(strip: Strip, tail: int, group: int) -> list[tuple[int, int]]:
    """Return the ranges that must be encoded, on group edges, in order and apart from each other."""
    ranges = [(0, strip.fade), (strip.frames - tail, strip.frames)]
    if strip.overlay:
        ranges.append((strip.overlay.first, strip.overlay.last))
    merged = list[tuple[int, int]]()
    for first, last in sorted((a, b) for a, b in ranges if a < b):
        first, last = first - first % group, min(-(-last // group) * group, strip.frames)
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
