"""What can go wrong with subtitles."""

from __future__ import annotations

from collections.abc import Iterable

from pvstudio.errors import StudioError


class SubtitleError(StudioError):
    """Something about subtitles or letters."""


class FontMissing(SubtitleError):
    """A font that every film needs is not installed: *family*."""

    def __init__(self, family: str) -> None:
        package = "fontpkg-" + family.lower().replace(" ", "-")
        super().__init__(
            f"The font “{family}” is not installed.", advice=f"Install it: pip install {package}"
        )
        self.family = family


class LettersMissing(SubtitleError):
    """No installed font holds some *letters* of *text*: boxes would be drawn in their place."""

    def __init__(self, letters: Iterable[str], text: str) -> None:
        self.letters, self.text = tuple(sorted(letters)), text
        named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in self.letters)
        super().__init__(
            f"No installed font holds {named} of “{text[:60]}”.",
            advice="Leave them out, or install a font of their script (pip install fontpkg-noto-sans-…).",
        )


class UnknownScript(SubtitleError):
    """Text cannot be rewritten from one script to another: *source* to *target*, both BCP 47."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(
            f"Text in “{source}” cannot be rewritten as “{target}”.",
            advice="Only Bosnian, Croatian, Montenegrin and Serbian change script: translate instead.",
        )
        self.source, self.target = source, target


class SubtitlesUnreadable(SubtitleError):
    """A subtitle file cannot be used: *name* is what its owner called it, *reason* a sentence."""

    def __init__(self, name: str, reason: str, *, advice: str = "") -> None:
        super().__init__(
            f"“{name}” cannot be read as subtitles: {reason}",
            advice=advice or "Save it again as SubRip (.srt) or WebVTT (.vtt) in UTF-8.",
        )
        self.name, self.reason = name, reason


class CueImpossible(SubtitleError):
    """A cue cannot be written: it ends before it starts, or lies outside what the format can hold."""

    def __init__(self, start_ms: int, end_ms: int, problem: str) -> None:
        super().__init__(
            f"The cue from {start_ms} ms to {end_ms} ms {problem}.",
            advice="Correct its times, then write it again.",
        )
        self.start_ms, self.end_ms = start_ms, end_ms
