"""WebVTT (.vtt): own writer and parser, after the parsing algorithm of W3C's standard.

Written for browsers: no ``align:start`` or ``align:end`` (right-to-left cues vanish in Chromium),
lines of right-to-left languages behind U+200F, text escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from pvstudio.store.files import write_bytes
from pvstudio.subtitles.bidi import marked_lines, unmarked
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.errors import CueImpossible, SubtitlesUnreadable
from pvstudio.subtitles.imported import Imported, Problem, fault

_TIME = r"(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"^[ \t\f]*{_TIME}[ \t\f]*-->[ \t\f]*{_TIME}(?![\d.:])")
_SIGNATURE = re.compile(r"^WEBVTT(?:[ \t]|$)")
_TAG = re.compile(r"<[^>]*(?:>|$)")


def vtt_text(cues: Sequence[Cue], language: str) -> str:
    """Return *cues* as a WebVTT file; *language* (BCP 47) settles the direction of lines."""
    return "\n\n".join(["WEBVTT", *(_block(cue, language) for cue in cues)]) + "\n"


def write_vtt(cues: Sequence[Cue], language: str, path: Path) -> None:
    """Write *cues* to *path* in UTF-8, whole or not at all."""
    write_bytes(path, vtt_text(cues, language).encode())


def parse_vtt(text: str, *, name: str = "subtitles.vtt") -> Imported:
    """Return the cues of a WebVTT file, as plain text, and what could not be read.

    Raises :class:`SubtitlesUnreadable` without the signature ``WEBVTT``.
    """
    lines = (
        text.removeprefix("\ufeff")
        .replace("\0", "\ufffd")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .split("\n")
    )
    if not _SIGNATURE.match(lines[0]):
        raise SubtitlesUnreadable(name, "its first line is not WEBVTT")
    at = _after_header(lines)
    cues: list[Cue] = []
    problems: list[Problem] = []
    while at < len(lines):
        end = _end_of_block(lines, at)
        if end > at:
            result = _read(lines, at, end)
            if isinstance(result, Cue):
                cues.append(result)
            elif result:
                problems.append(result)
        at = max(end, at + 1)
    ordered = sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))
    return Imported(cues=tuple(ordered), format="vtt", problems=tuple(problems))


def plain(text: str) -> str:
    """Return cue text without its tags and escapes."""
    return clean(unmarked(html.unescape(_TAG.sub("", text))))


def _block(cue: Cue, language: str) -> str:
    if not 0 <= cue.start_ms < cue.end_ms:
        raise CueImpossible(cue.start_ms, cue.end_ms, "ends before it starts")
    lines = (html.escape(line, quote=False) for line in marked_lines(clean(cue.text), language))
    return "\n".join([f"{_time(cue.start_ms)} --> {_time(cue.end_ms)}", *lines])


def _time(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"


def _after_header(lines: Sequence[str]) -> int:
    """Skip the header's lines; a timing line ends it even without an empty line between."""
    at = 1
    while at < len(lines) and lines[at] and "-->" not in lines[at]:
        at += 1
    return at


def _end_of_block(lines: Sequence[str], at: int) -> int:
    """Return where the block at *at* ends: at an empty line, or at a further timing line."""
    seen = False
    for end in range(at, len(lines)):
        if not lines[end]:
            return end
        if "-->" in lines[end]:
            if seen or end > at + 1:
                return end
            seen = True
    return len(lines)


def _read(lines: Sequence[str], at: int, end: int) -> Cue | Problem | None:
    """Read one block: a cue, something that should have been one, or a comment, style or region."""
    timing = next((index for index in range(at, min(end, at + 2)) if "-->" in lines[index]), None)
    if timing is None:
        known = re.match(r"NOTE|STYLE|REGION|Region:|\s*$", lines[at])
        return None if known else Problem(line=at + 1, text=lines[at], reason="no time is given for it")
    found = _TIMING.match(lines[timing])
    if not found:
        return Problem(line=timing + 1, text=lines[timing], reason="its times are not understood")
    start, stop = _ms(found.groups()[:4]), _ms(found.groups()[4:])
    text = plain("\n".join(lines[timing + 1 : end]))
    if reason := fault(start, stop, text):
        return Problem(line=timing + 1, text=lines[timing], reason=reason)
    if not text:  # nothing is lost
        return None
    return Cue(start_ms=start, end_ms=stop, text=text)


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, ms = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
