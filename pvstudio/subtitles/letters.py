"""Letters of titles and cards, drawn into a transparent picture by libass, the one engine of text on film."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pvstudio.languages import script_of
from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.store.files import staged, write_bytes
from pvstudio.subtitles.filters import ass_filter
from pvstudio.subtitles.fonts import font_folders, require_letters, write_fontconfig
from pvstudio.subtitles.formats.ass import Style, document, event

#: Scripts whose letters join: space between letters would tear them apart.
_JOINED = frozenset({"Arab", "Syrc", "Mong", "Deva", "Beng"})

Pixels: TypeAlias = NDArray[np.uint8]


class Anchor(IntEnum):
    """Which point of the text lies at (x, y), as on a number pad."""

    BOTTOM_LEFT = 1
    BOTTOM = 2
    BOTTOM_RIGHT = 3
    LEFT = 4
    CENTRE = 5
    RIGHT = 6
    TOP_LEFT = 7
    TOP = 8
    TOP_RIGHT = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """Some lines of text in one style. All measures in pixels; colours ``#rrggbb`` or ``#rrggbbaa``.

    Lines are separated by ``\\n`` and wrapped, evenly, at *width* (default: the picture's). Lines of
    right-to-left languages run from the right whatever *anchor* is; use
    :func:`~pvstudio.languages.is_right_to_left` to choose a right-hand anchor for them.
    """

    text: str
    language: str  # BCP 47: font and direction
    size: float  # the em, as in CSS; every script looks equally large
    x: int
    y: int
    anchor: Anchor = Anchor.CENTRE
    width: int | None = None
    colour: str = "#ffffff"
    bold: bool = False
    spacing: float = 0  # between letters; ignored where letters join
    outline: float = 0
    outline_colour: str = "#000000"
    shadow: float = 0
    shadow_colour: str = "#00000080"
    blur: float = 0  # softness of the outline and shadow


@dataclass(frozen=True, slots=True)
class Box:
    """Where ink lies in a picture, in pixels: from (left, top) up to (right, bottom)."""

    left: int
    top: int
    right: int
    bottom: int


def render_letters(
    events: Sequence[Lettering], *, width: int, height: int, target: Path, job: Job = QUIET
) -> Box | None:
    """Draw *events* into *target*, a PNG with straight alpha, and return where the ink lies.

    Raises :class:`LettersMissing` before anything is drawn when a font lacks a letter, and what
    :func:`pvstudio.media.ffmpeg.run` raises.
    """
    for lettering in events:
        require_letters(lettering.text)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, not in /tmp: names of people do not leave the studio's folder.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".letters-", suffix=".part") as scratch:
        raw = _drawn(letters_ass(events, width=width, height=height), (width, height), Path(scratch), job)
    on_black, on_white = np.frombuffer(raw, np.uint8).reshape(2, height, width, 3)
    pixels = _straight(on_black, on_white)
    with staged(target) as partial:
        Image.fromarray(pixels).save(partial, format="PNG")
    return _ink(pixels[..., 3])


def letters_ass(events: Sequence[Lettering], *, width: int, height: int, duration_ms: int = 10_000) -> str:
    """Return an ASS file that shows *events* from the start for *duration_ms*."""
    styles = [_style(f"S{index}", lettering) for index, lettering in enumerate(events)]
    lines = [
        event(
            style.name,
            _text(lettering, style),
            0,
            duration_ms,
            margins=(0, width - min(lettering.width or width, width)),
        )
        for style, lettering in zip(styles, events, strict=True)
    ]
    return document(styles, lines, width=width, height=height)


def _style(name: str, lettering: Lettering) -> Style:
    joined = script_of(lettering.language) in _JOINED
    return Style(
        name=name,
        language=lettering.language,
        size=lettering.size,
        colour=lettering.colour,
        outline_colour=lettering.outline_colour,
        shadow_colour=lettering.shadow_colour,
        bold=lettering.bold,
        outline=lettering.outline,
        shadow=lettering.shadow,
        spacing=0 if joined else lettering.spacing,
        alignment=lettering.anchor,
    )


def _text(lettering: Lettering, style: Style) -> str:
    blur = rf"\blur{lettering.blur:g}" if lettering.blur else ""
    return rf"{{\pos({lettering.x},{lettering.y}){blur}}}" + style.text(lettering.text)


def _drawn(ass: str, size: tuple[int, int], scratch: Path, job: Job) -> bytes:
    """Draw on black and on white, one below the other; ffmpeg's own alpha is wrong for half-clear colours."""
    source, target = scratch / "letters.ass", scratch / "letters.rgb"
    write_bytes(source, ass.encode())
    inputs, graph = [], ""
    for index, colour in enumerate(("black", "white")):
        inputs += ["-f", "lavfi", "-i", f"color=c={colour}:s={size[0]}x{size[1]}:r=1:d=1,format=rgb24"]
        graph += f"[{index}]{ass_filter(source)}[{colour}];"
    out = ["-map", "[both]", "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", f"file:{target}"]
    run(
        [*inputs, "-filter_complex", f"{graph}[black][white]vstack[both]", *out],
        reads=[scratch, *font_folders()],
        writes=scratch,
        job=job,
        environment=write_fontconfig(scratch),
    )
    return target.read_bytes()


def _straight(on_black: Pixels, on_white: Pixels) -> Pixels:
    """Return colours and straight alpha: what black and white backgrounds differ by shows through."""
    pixels = np.zeros((*on_black.shape[:2], 4), np.uint8)
    inked = ((on_black > 0) | (on_white < 255)).any(axis=2)  # few: the rest is clear, and needs no counting
    black, white = on_black[inked].astype(np.int32), on_white[inked].astype(np.int32)
    alpha = np.clip(255 - (white - black).mean(axis=1, keepdims=True).round().astype(np.int32), 0, 255)
    colours = np.clip((black * 255 + alpha // 2) // np.maximum(alpha, 1), 0, 255)
    pixels[inked] = np.concatenate([colours, alpha], axis=1)
    return pixels


def _ink(alpha: Pixels) -> Box | None:
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return None
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
