"""What was found, marked in the words as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pvstudio.subtitles.folding import folded

#: Of a long note, so many letters are shown before and after what was found.
AROUND = 80


class Piece(NamedTuple):
    """A part of a text; *found*: it is what somebody searched for."""

    text: str
    found: bool


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Return *text* in pieces, those that fold to one of the folded *words* marked.

    Put together they are *text* again, or of a long one the part around the first that was found.
    """
    spans = list(_merged(sorted(_spans(text, words))))
    start, stop = _window(len(text), spans)
    pieces, at = [Piece("…", False)] if start else [], start
    for left, right in spans:
        if right > stop:
            break
        pieces += [Piece(text[at:left], False), Piece(text[left:right], True)]
        at = right
    pieces += [Piece(text[at:stop], False), Piece("…" if stop < len(text) else "", False)]
    return tuple(piece for piece in pieces if piece.text)


def _spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    plain = folded(text)
    for word in words:
        at = plain.text.find(word)
        while at >= 0:
            yield plain.span(at, at + len(word))
            at = plain.text.find(word, at + len(word))


def _merged(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    left, right = -1, -1
    for start, stop in spans:
        if start > right and right >= 0:
            yield left, right
            left = start
        left, right = (start if left < 0 else left), max(right, stop)
    if right >= 0:
        yield left, right


def _window(length: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if length <= 3 * AROUND or not spans:
        return 0, length
    left, right = spans[0]
    return max(0, left - AROUND), min(length, right + 2 * AROUND)
