"""Burn-in: subtitles drawn into the picture by libass, from an ASS file and fonts of our own only.

An upload never reaches a filter: cues are parsed by us and written anew (a playlist that was named
.srt made ``subtitles=`` read another person's transcript).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.filters import ass_filter
from pvstudio.subtitles.fonts import font_folders, require_letters, write_fontconfig
from pvstudio.subtitles.formats.ass import write_ass


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnIn:
    """What an ffmpeg command needs to draw subtitles.

    *filter* goes into a filter graph after the picture has its final size; *reads* and
    *environment* go to :func:`pvstudio.media.ffmpeg.run`.
    """

    filter: str
    reads: tuple[Path, ...]
    environment: Mapping[str, str]


def burn_in(cues: Sequence[Cue], language: str, *, width: int, height: int, folder: Path) -> BurnIn:
    """Write what libass needs into *folder*, the command's own, and return how to use it.

    *cues* are in ms of the picture that the filter sees; *width* and *height* are its size. Raises
    :class:`~pvstudio.subtitles.errors.LettersMissing` before anything is drawn when no installed
    font has some letter.
    """
    for cue in cues:
        require_letters(cue.text)
    target = folder / "burn-in.ass"
    write_ass(cues, language, target, width=width, height=height)
    environment = write_fontconfig(folder)
    return BurnIn(filter=ass_filter(target), reads=(folder, *font_folders()), environment=environment)
