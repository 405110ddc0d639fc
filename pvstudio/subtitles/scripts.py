"""Scripts of subtitles: direction, font, names and codes of languages, and one language in two scripts."""

from __future__ import annotations

from pvstudio.languages import direction, is_right_to_left, iso639_2, language_name, script_of, subtags
from pvstudio.subtitles.errors import UnknownScript
from pvstudio.subtitles.fonts import font_for
from pvstudio.transliteration import TWO_SCRIPTS, in_script

__all__ = [
    "direction",
    "font_for",
    "is_right_to_left",
    "iso639_2",
    "language_name",
    "rewritten",
    "script_of",
]


def rewritten(text: str, source: str, target: str) -> str:
    """Return *text* of language *source* in the script of *target* ("sr-Latn" to "sr-Cyrl").

    Raises :class:`UnknownScript` for anything but one of the languages that have both scripts.
    """
    languages = {subtags(source)[0], subtags(target)[0]}
    if not languages <= TWO_SCRIPTS or script_of(target) not in {"Latn", "Cyrl"}:
        raise UnknownScript(source, target)
    return in_script(text, target)
