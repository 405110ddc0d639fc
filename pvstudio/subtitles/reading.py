"""Subtitle files that people bring: whatever format and encoding, as cues, with nothing lost in silence."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pysubs2

from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.decoding import LARGEST, decode
from pvstudio.subtitles.errors import SubtitlesUnreadable
from pvstudio.subtitles.formats.srt import parse_srt
from pvstudio.subtitles.formats.vtt import parse_vtt
from pvstudio.subtitles.imported import Imported, Problem, fault


def read_subtitles(path: Path, *, name: str = "", language: str | None = None) -> tuple[Cue, ...]:
    """Return all cues of the SRT, VTT or ASS file at *path*, in order of time.

    *name* is what its owner called it; *language* (BCP 47) helps with encodings of old. Raises
    :class:`SubtitlesUnreadable`, which names the lines, when anything in it could not be read;
    :func:`import_subtitles` gives the rest of such a file.
    """
    imported = import_subtitles(path, name=name, language=language)
    if imported.problems:
        shown = "; ".join(map(str, imported.problems[:5]))
        more = f" and {len(imported.problems) - 5} more" if len(imported.problems) > 5 else ""
        raise SubtitlesUnreadable(
            name or path.name, f"{shown}{more}.", advice="Mend these lines, then bring it again."
        )
    return imported.cues


def import_subtitles(path: Path, *, name: str = "", language: str | None = None) -> Imported:
    """Return what can be read of the file at *path*, and a problem for everything that cannot.

    Raises :class:`SubtitlesUnreadable` when there is no cue in it at all.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    return subtitles_in(data, name=name or path.name, language=language)


def subtitles_in(data: bytes, *, name: str, language: str | None = None) -> Imported:
    """Return what can be read of a file's bytes; as :func:`import_subtitles`."""
    text, encoding = decode(data, name=name, language=language)
    imported = _parsed(text.removeprefix("\ufeff"), name)
    if not imported.cues:
        why = f": {imported.problems[0]}" if imported.problems else ""
        raise SubtitlesUnreadable(name, f"there is no cue in it{why}.")
    return replace(imported, encoding=encoding)


def _parsed(text: str, name: str) -> Imported:
    if text.startswith("WEBVTT"):
        return parse_vtt(text, name=name)
    if re.search(r"^\s*\[(?:Script Info|V4\+? Styles)\]", text, re.MULTILINE | re.IGNORECASE):
        return _parse_ass(text, name)
    return parse_srt(text)


def _parse_ass(text: str, name: str) -> Imported:
    """Read ASS or SSA by pysubs2, as plain text; drawings and comments are no subtitles."""
    try:
        events = pysubs2.SSAFile.from_string(text, format_="ass").events
    except (pysubs2.exceptions.Pysubs2Error, ValueError) as error:
        raise SubtitlesUnreadable(name, f"its ASS is broken ({error}).") from error
    cues, problems = [], []
    for number, event in enumerate(events, start=1):
        if event.is_comment or event.is_drawing:
            continue
        words = clean(event.plaintext)
        if reason := fault(event.start, event.end, words):
            problems.append(Problem(line=number, text=words, reason=f"(event {number}) {reason}"))
        elif words:
            cues.append(Cue(start_ms=event.start, end_ms=event.end, text=words))
    ordered = sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))
    return Imported(cues=tuple(ordered), format="ass", problems=tuple(problems))
