"""SubRip (.srt): written and read by pysrt, behind an adapter that loses nothing silently.

pysrt reads well-formed files well, but drops text after an empty line and cues with a broken
arrow without a word. So a file is first cut at its timing lines here, and what pysrt gets is
well-formed; what is not understood becomes a :class:`~pvstudio.subtitles.imported.Problem`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysrt

from pvstudio.store.files import write_bytes
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.errors import CueImpossible, SubtitleError
from pvstudio.subtitles.imported import Imported, Problem, fault

#: Largest time that SubRip can hold, 99:59:59,999.
MAX_MS = 100 * 3_600_000 - 1

_TIME = r"(?:(\d{1,3})\s*:\s*)?(\d{1,2})\s*:\s*(\d{1,2})(?:\s*[,.:]\s*(\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-+\s*>+\s*{_TIME}(?:\s.*)?$")
_ARROW = re.compile(r"-->|->|—>")
_TAGS = re.compile(r"</?(?:i|b|u|s|font|c|v|ruby|rt)(?:[\s.][^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*\d+\s*$")

#: A word joiner, which has no ink, keeps text from being read as an arrow, a tag or a command.
_JOINER = "\u2060"
_DISARM = re.compile(r"--(?=>)|<(?=[/a-zA-Z])|\{(?=\\)")
_REARM = re.compile(rf"(--){_JOINER}(?=>)|(<){_JOINER}(?=[/a-zA-Z])|(\{{){_JOINER}(?=\\)")


@dataclass(frozen=True, slots=True)
class _Block:
    """A timing line, with its number from 1, its times and the lines of text below it."""

    line: int
    start_ms: int
    end_ms: int
    text: tuple[str, ...]


def srt_text(cues: Sequence[Cue]) -> str:
    """Return *cues* as a SubRip file, numbered from 1."""
    items = [_item(number, cue) for number, cue in enumerate(cues, start=1)]
    target = io.StringIO()
    pysrt.SubRipFile(items=items, eol="\n").write_into(target)
    return target.getvalue()


def write_srt(cues: Sequence[Cue], path: Path) -> None:
    """Write *cues* to *path* in UTF-8, whole or not at all."""
    write_bytes(path, srt_text(cues).encode())


def parse_srt(text: str) -> Imported:
    """Return the cues of a SubRip file and whatever in it could not be read."""
    blocks, problems = _blocks(text)
    good: list[tuple[int, int, str]] = []
    for block in blocks:
        words = clean(_REARM.sub(_kept, _TAGS.sub("", "\n".join(block.text))))
        if reason := fault(block.start_ms, block.end_ms, words):
            problems.append(Problem(line=block.line, text=words or "(no text)", reason=reason))
        elif words:
            good.append((block.start_ms, block.end_ms, words))
    cues = _by_pysrt(good)
    problems.sort(key=lambda problem: problem.line)
    return Imported(cues=cues, format="srt", problems=tuple(problems))


def _item(number: int, cue: Cue) -> pysrt.SubRipItem:
    if not 0 <= cue.start_ms < cue.end_ms <= MAX_MS:
        raise CueImpossible(
            cue.start_ms, cue.end_ms, "does not fit into SubRip (0 to 100 hours, end after start)"
        )
    text = _DISARM.sub(lambda found: found[0] + _JOINER, clean(cue.text))
    start, end = (pysrt.SubRipTime.from_ordinal(ms) for ms in (cue.start_ms, cue.end_ms))
    return pysrt.SubRipItem(number, start=start, end=end, text=text)


def _by_pysrt(good: Sequence[tuple[int, int, str]]) -> tuple[Cue, ...]:
    """Let pysrt read what is well-formed by now, and count what comes back."""
    text = srt_text([Cue(start_ms=start, end_ms=end, text=words) for start, end, words in good])
    items = pysrt.from_string(text, error_handling=pysrt.ERROR_RAISE)
    if len(items) != len(good):
        raise SubtitleError(
            f"pysrt read {len(items)} of {len(good)} cues", advice="Report this file: it is a fault."
        )
    cues = (
        Cue(start_ms=item.start.ordinal, end_ms=item.end.ordinal, text=_REARM.sub(_kept, item.text))
        for item in items
    )
    return tuple(sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms)))


def _kept(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3]


def _blocks(text: str) -> tuple[list[_Block], list[Problem]]:
    """Cut the file at its timing lines; the number above a timing line belongs to it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    starts = [(at, found) for at, line in enumerate(lines) if (found := _TIMING.match(line))]
    bounds = [*(at for at, _found in starts), len(lines)]
    problems = list(_orphans(lines, 0, bounds[0]))
    blocks = []
    for (start, found), following in zip(starts, bounds[1:], strict=True):
        end = _end_of_text(lines, start + 1, following)
        problems += _orphans(lines, end, following)
        problems += _broken_arrows(lines, start + 1, end)
        groups = found.groups()
        blocks.append(_Block(start + 1, _ms(groups[:4]), _ms(groups[4:]), tuple(lines[start + 1 : end])))
    return blocks, problems


def _end_of_text(lines: Sequence[str], start: int, following: int) -> int:
    """Return where the text from *start* ends: at the number of the next cue, if that has times or not."""
    for at in range(start, following):
        numbered = _NUMBER.match(lines[at])
        if numbered and (at + 1 == following < len(lines) or (at > start and not lines[at - 1].strip())):
            return at
    return following


def _orphans(lines: Sequence[str], start: int, end: int) -> Iterator[Problem]:
    """Name text that has no times."""
    for at in range(start, end):
        line = lines[at].strip("\ufeff \t")
        if line and not _NUMBER.match(line):
            yield Problem(line=at + 1, text=line, reason="no time is given for it")


def _broken_arrows(lines: Sequence[str], start: int, end: int) -> Iterator[Problem]:
    """Name lines inside a text that were meant to be timing lines."""
    for at in range(start, end):
        if _ARROW.search(lines[at]) and re.search(r"\d\s*[:.,]\s*\d", lines[at]):
            yield Problem(line=at + 1, text=lines[at].strip(), reason="its times are not understood")


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((parts[3] or "0").ljust(3, "0"))
