"""Subtitles by people: the lines of the stories at the times at which they are said."""

from __future__ import annotations

from pathlib import Path

from making.speech import Spoken

LINE = 42  # characters
_SHORTEST_MS, _LONGEST_MS, _PAST_SPEECH_MS, _GAP_MS = 834, 7000, 500, 84


def write(spoken: list[Spoken], folder: Path, clip: str) -> list[Path]:
    """Write one SRT file for each language of the lines, and return where they lie."""
    folder.mkdir(parents=True, exist_ok=True)
    targets = []
    for language in spoken[0].line.words:
        cues = [_cue(number, spoken, language) for number in range(len(spoken))]
        targets.append(folder / f"{clip}.{language}.srt")
        targets[-1].write_text("\n".join(cues), "utf-8")
    return targets


def _cue(number: int, spoken: list[Spoken], language: str) -> str:
    """Return one cue, that stays a little past its speech, but not into the next."""
    this = spoken[number]
    latest = (
        spoken[number + 1].start_ms - _GAP_MS if number + 1 < len(spoken) else this.end_ms + _PAST_SPEECH_MS
    )
    end = min(
        max(this.end_ms + _PAST_SPEECH_MS, this.start_ms + _SHORTEST_MS), latest, this.start_ms + _LONGEST_MS
    )
    return f"{number + 1}\n{_time(this.start_ms)} --> {_time(end)}\n{wrapped(this.line.words[language])}\n"


def wrapped(text: str) -> str:
    """Return *text* on one or two lines of at most 42 characters, broken after punctuation if even."""
    if len(text) <= LINE:
        return text
    spaces = [at for at, sign in enumerate(text) if sign == " " and at <= LINE and len(text) - at - 1 <= LINE]
    if not spaces:
        raise ValueError(f"no place to break “{text}” into two lines of {LINE} characters")
    at = min(
        spaces, key=lambda space: abs(2 * space - len(text)) - (24 if text[space - 1] in ",،:;.؟!" else 0)
    )
    return f"{text[:at]}\n{text[at + 1 :]}"


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"
