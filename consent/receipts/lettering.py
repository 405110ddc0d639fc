"""Texts of a card as masks of ink: drawn by libass in one go, each cut out with its whole lines."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from PIL import Image

from pvstudio.languages import is_right_to_left, language_name
from pvstudio.subtitles.errors import LettersMissing
from pvstudio.subtitles.fonts import font_for, require_letters
from pvstudio.subtitles.formats.ass import LINE_EM
from pvstudio.subtitles.letters import Anchor, Lettering, render_letters

#: Width of an average letter in em, on the wide side: how much room a text may need.
_LETTER_EM = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words in one language, wrapped at *width*; measures in pixels."""

    words: str
    language: str
    size: float  # em
    width: int
    bold: bool = False

    @property
    def line(self) -> float:
        """The height of one line."""
        return LINE_EM * self.size * font_for(self.language).size_factor


def draw_texts(texts: Sequence[Text], bench: Path) -> list[Image.Image]:
    """Return each text as a mask (mode L) as wide as its ink and as high as its lines.

    Raises what :func:`~pvstudio.subtitles.letters.render_letters` raises. Nothing is left in *bench*.
    """
    bands = [ceil(text.line * _most_lines(text)) for text in texts]
    letterings, top = [], 0
    width = max(text.width for text in texts)
    for text, band in zip(texts, bands, strict=True):
        letterings.append(_lettering(text, width, top))
        top += band
    with tempfile.TemporaryDirectory(dir=bench, prefix=".card-", suffix=".part") as scratch:
        sheet = Path(scratch) / "letters.png"
        render_letters(letterings, width=width, height=top, target=sheet)
        with Image.open(sheet) as image:
            alpha = image.getchannel("A")
    masks, top = [], 0
    for text, band in zip(texts, bands, strict=True):
        masks.append(_cut(alpha.crop((0, top, width, top + band)), text))
        top += band
    return masks


def name_of(language: str) -> tuple[str, str]:
    """Return a language's own name and the language to draw it in; its tag where letters are missing."""
    try:
        require_letters(language_name(language))
    except LettersMissing:
        return language, "en"
    return language_name(language), language


def _most_lines(text: Text) -> int:
    return ceil(len(text.words) * text.size * _LETTER_EM / text.width) + 1


def _lettering(text: Text, width: int, top: int) -> Lettering:
    right = is_right_to_left(text.language)
    return Lettering(
        text=text.words,
        language=text.language,
        size=text.size,
        x=width if right else 0,
        y=top,
        anchor=Anchor.TOP_RIGHT if right else Anchor.TOP_LEFT,
        width=text.width,
        bold=text.bold,
    )


def _cut(band: Image.Image, text: Text) -> Image.Image:
    box = band.getbbox()
    if box is None:
        return Image.new("L", (1, 1))
    lines = max(1, ceil((box[3] - text.line * 0.12) / text.line))
    return band.crop((box[0], 0, box[2], round(lines * text.line)))
