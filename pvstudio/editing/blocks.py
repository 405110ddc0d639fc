"""Blocks of letters: drawn by libass, cut out of the sheet that they were drawn on, stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from pvstudio.languages import is_right_to_left, script_of
from pvstudio.media.ffmpeg import Job
from pvstudio.subtitles.formats.ass import LINE_EM
from pvstudio.subtitles.letters import Anchor, Lettering, render_letters

Pixels = npt.NDArray[np.uint8]

#: Sheets are at most this high, in pixels: libass and memory stay at ease.
_SHEET = 4096

#: Width of an average letter in em, a little on the wide side.
_LETTER_EM = 0.62

#: Where Noto Sans has its baseline, below the top of its line, and what is left free above, in em.
_ASCENT_EM, _ABOVE = 1.069, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text as a card wants it: sizes and gaps in pixels."""

    text: str
    language: str  # BCP 47: font and direction
    size: float  # em
    colour: str
    bold: bool = False
    spacing: float = 0
    gap: int = 0  # to what stands above


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Ink that stays together: *pixels* is RGBA, its upper left corner lies at (x, y)."""

    pixels: Pixels
    x: int
    y: int
    gap: int = 0

    @property
    def height(self) -> int:
        """Height of the ink."""
        return int(self.pixels.shape[0])


def draw_blocks(
    words: Sequence[Words], *, anchor: Anchor, width: int, margin: int, bench: Path, job: Job
) -> list[Block]:
    """Draw each text by itself, wrapped inside *margin* on both sides; y is 0 for all of them.

    *anchor* is one of the three upper ones. Raises what
    :func:`~pvstudio.subtitles.letters.render_letters` raises.
    """
    blocks, sheet, height = list[Block](), list[tuple[Words, int]](), 0
    for some in words:
        band = _band(some, width - 2 * margin)
        if height + band > _SHEET and sheet:
            blocks += _sheet(sheet, anchor, (width, height), margin, bench, job)
            sheet, height = [], 0
        sheet.append((some, band))
        height += band
    return blocks + (_sheet(sheet, anchor, (width, height), margin, bench, job) if sheet else [])


def stack(blocks: Sequence[Block], *, top: int) -> list[Block]:
    """Put *blocks* under each other, each below its gap, the first at *top*."""
    placed = []
    for number, block in enumerate(blocks):
        top += block.gap if number else 0
        placed.append(replace(block, y=top))
        top += block.height
    return placed


def height_of(blocks: Sequence[Block]) -> int:
    """Return the height of *blocks* when they are stacked."""
    return sum(block.height for block in blocks) + sum(block.gap for block in blocks[1:])


def rule(*, width: int, height: int, x: int, colour: tuple[int, int, int], gap: int) -> Block:
    """Return a plain bar."""
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[...] = (*colour, 255)
    return Block(pixels=pixels, x=x, y=0, gap=gap)


def lay_over(ground: Pixels, block: Block) -> None:
    """Lay *block* over *ground*, both with straight alpha."""
    high, wide = block.pixels.shape[:2]
    under = ground[block.y : block.y + high, block.x : block.x + wide].astype(np.float32)
    over = block.pixels[: under.shape[0], : under.shape[1]].astype(np.float32)
    alpha, below = over[..., 3:] / 255, under[..., 3:] / 255
    whole = alpha + below * (1 - alpha)
    colours = (over[..., :3] * alpha + under[..., :3] * below * (1 - alpha)) / np.maximum(whole, 1e-6)
    mixed = np.concatenate([colours, whole * 255], axis=2)
    ground[block.y : block.y + high, block.x : block.x + wide] = np.rint(mixed).astype(np.uint8)


def readable_language(text: str, language: str) -> str:
    """Return *language*, or Arabic for a text in Arabic letters that claims to be in another script.

    Pseudonyms come without a language; the wrong one would draw boxes, or the wrong direction.
    """
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in text)
    return "ar" if arabic and script_of(language) != "Arab" else language


def upper_anchor(language: str) -> Anchor:
    """Return the upper corner where lines of *language* begin."""
    return Anchor.TOP_RIGHT if is_right_to_left(language) else Anchor.TOP_LEFT


def _band(words: Words, width: int) -> int:
    """Return a height that surely holds the wrapped text."""
    lines = ceil(len(words.text) * (words.size * _LETTER_EM + words.spacing) / width) + 1
    return ceil(words.size * (1.75 * lines + 0.6))


def _sheet(
    sheet: Sequence[tuple[Words, int]],
    anchor: Anchor,
    size: tuple[int, int],
    margin: int,
    bench: Path,
    job: Job,
) -> list[Block]:
    x = {Anchor.TOP_LEFT: margin, Anchor.TOP: size[0] // 2, Anchor.TOP_RIGHT: size[0] - margin}[anchor]
    letterings, tops, top = [], [], 0
    for words, band in sheet:
        y = top + round(words.size * _ABOVE)
        letterings.append(
            Lettering(
                text=words.text,
                language=words.language,
                size=words.size,
                x=x,
                y=y,
                anchor=anchor,
                width=size[0] - 2 * margin,
                colour=words.colour,
                bold=words.bold,
                spacing=words.spacing,
            )
        )
        tops.append(top)
        top += band
    target = bench / "letters.png"
    render_letters(letterings, width=size[0], height=size[1], target=target, job=job)
    with Image.open(target) as image:
        pixels = np.asarray(image)
    return [_cut(pixels, top, band, words) for (words, band), top in zip(sheet, tops, strict=True)]


def _cut(pixels: Pixels, top: int, band: int, words: Words) -> Block:
    strip = pixels[top : top + band]
    rows, columns = np.flatnonzero(strip[..., 3].any(axis=1)), np.flatnonzero(strip[..., 3].any(axis=0))
    if not rows.size:
        return Block(pixels=np.zeros((1, 1, 4), np.uint8), x=0, y=0, gap=words.gap)
    first, last = _lines_box(int(rows[0]), int(rows[-1]) + 1, words)
    ink = strip[max(first, 0) : last, columns[0] : columns[-1] + 1]
    return Block(pixels=ink.copy(), x=int(columns[0]), y=0, gap=words.gap)


def _lines_box(first: int, last: int, words: Words) -> tuple[int, int]:
    """Grow ink to the height that its lines have with any letters, so that rows keep their rhythm."""
    size = words.size
    if script_of(words.language) in {"Latn", "Cyrl", "Grek"}:
        baseline = round(_ABOVE * size) + _ASCENT_EM * size
        lines = max(1, round((last - baseline) / (LINE_EM * size)) + 1)
        top, bottom = baseline - 0.76 * size, baseline + ((lines - 1) * LINE_EM + 0.22) * size
    else:
        free = max(0.0, 0.98 * size - (last - first)) / 2
        top, bottom = first - free, last + free
    return min(first, round(top)), max(last, round(bottom))
