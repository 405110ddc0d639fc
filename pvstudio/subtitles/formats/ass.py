"""ASS: what libass draws. Written by ourselves, so that no text can become a command.

Positions and sizes are in pixels of the picture (PlayRes is its size). Every style has
``Encoding=-1``: libass then finds each line's direction itself instead of taking left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pvstudio.languages import script_of
from pvstudio.store.files import write_bytes
from pvstudio.subtitles.bidi import marked_lines
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.errors import CueImpossible
from pvstudio.subtitles.fonts import font_for

#: Ascent + descent of Noto Sans in em: libass sizes fonts by that height, people by the em.
LINE_EM = 1.362

#: Largest time that the one hour digit of ASS holds, in ms.
MAX_MS = 10 * 3_600_000 - 10

#: Words in Arabic letters, with the spaces between them.
_LETTERS = "[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+"
_ARABIC = re.compile(rf"{_LETTERS}(?:[ \u200c]+{_LETTERS})*")

_HEAD = """\
[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 0
ScaledBorderAndShadow: yes
YCbCr Matrix: None

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
{styles}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
{events}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How letters look: measures in pixels, colours as ``#rrggbb[aa]``."""

    name: str
    language: str  # BCP 47: chooses the font
    size: float  # the em, as in CSS
    colour: str = "#ffffff"
    outline_colour: str = "#000000"
    shadow_colour: str = "#00000080"
    bold: bool = False
    outline: float = 0
    shadow: float = 0
    spacing: float = 0
    alignment: int = 2  # as on a number pad: 2 is below, in the middle
    margin_x: int = 0
    margin_y: int = 0

    def line(self) -> str:
        """Return the style as ASS writes it."""
        font, size = font_for(self.language), self._height(self.language)
        colours = ",".join(map(_colour, (self.colour, self.colour, self.outline_colour, self.shadow_colour)))
        look = f"{-self.bold},0,0,0,100,100,{self.spacing:g},0,1,{self.outline:.2f},{self.shadow:.2f}"
        place = f"{self.alignment},{self.margin_x},{self.margin_x},{self.margin_y}"
        return f"Style: {self.name},{font.family},{size:.2f},{colours},{look},{place},-1"

    def text(self, text: str) -> str:
        """Return *text* as ASS text in this style: words in Arabic letters as large as those around them."""
        if script_of(self.language) == "Arab":  # its font holds Latin as well
            return escaped(text, self.language)
        there, back = (
            rf"{{\fn{font_for(language).family}\fs{self._height(language):.2f}}}"
            for language in ("ar", self.language)
        )
        return _ARABIC.sub(lambda found: there + found[0] + back, escaped(text, self.language))

    def _height(self, language: str) -> float:
        return self.size * LINE_EM * font_for(language).size_factor


def event(style: str, text: str, start_ms: int, end_ms: int, *, margins: tuple[int, int] = (0, 0)) -> str:
    """Return one line of the events; *text* is ASS text already (see :func:`escaped`)."""
    if not 0 <= start_ms < end_ms <= MAX_MS:
        raise CueImpossible(
            start_ms, end_ms, "does not fit into an ASS file (0 to 10 hours, end after start)"
        )
    left, right = margins
    return f"Dialogue: 0,{_time(start_ms)},{_time(end_ms)},{style},,{left},{right},0,,{text}"


def document(styles: Iterable[Style], events: Iterable[str], *, width: int, height: int) -> str:
    """Return a whole ASS file for a picture of *width* × *height* pixels."""
    lines = "\n".join(style.line() for style in styles)
    return _HEAD.format(width=width, height=height, styles=lines, events="\n".join(events))


def escaped(text: str, language: str) -> str:
    r"""Return *text* as ASS text that draws exactly its letters: ``{ } \`` are no commands any more.

    libass has no escape for a backslash; a word joiner behind it, which has no ink, makes it one.
    """
    lines = ("".join(_ESCAPES.get(c, c) for c in line if c >= " ") for line in marked_lines(text, language))
    return r"\N".join(lines)


_ESCAPES = {"\\": "\\\u2060", "{": r"\{", "}": r"\}", "\x85": " ", "\u2028": " ", "\u2029": " "}


def subtitle_style(language: str, *, width: int, height: int) -> Style:
    """Return the style of subtitles: letters of 5 % of the height, but 42 of them fit into the width."""
    em = min(0.05 * height, 0.04 * width)
    return Style(
        name="Subtitle",
        language=language,
        size=em,
        outline=0.075 * em,
        shadow=0.03 * em,
        margin_x=round(0.04 * width),
        margin_y=round(0.06 * height),
    )


def write_ass(
    cues: Sequence[Cue], language: str, path: Path, *, width: int = 1280, height: int = 720
) -> None:
    """Write *cues* to *path*, whole or not at all, as subtitles for a picture of *width* × *height*."""
    write_bytes(path, ass_text(cues, language, width=width, height=height).encode())


def ass_text(cues: Sequence[Cue], language: str, *, width: int = 1280, height: int = 720) -> str:
    """Return *cues* as an ASS file, subtitles for a picture of *width* × *height*."""
    style = subtitle_style(language, width=width, height=height)
    lines = (event(style.name, style.text(cue.text), cue.start_ms, cue.end_ms) for cue in cues)
    return document([style], lines, width=width, height=height)


def _time(ms: int) -> str:
    hundredths = (ms + 5) // 10
    seconds, hundredths = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{hundredths:02}"


def _colour(css: str) -> str:
    """``#rrggbb[aa]`` to ``&HAABBGGRR``, where ASS counts transparency instead of opacity."""
    digits = css.removeprefix("#")
    red, green, blue, alpha = (int((digits + "ff")[at : at + 2], 16) for at in (0, 2, 4, 6))
    return f"&H{255 - alpha:02X}{blue:02X}{green:02X}{red:02X}"
