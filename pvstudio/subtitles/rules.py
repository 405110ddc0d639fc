"""Rules of subtitles: measures from Netflix's timed-text guides and the BBC's subtitle guidelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import ceil

from pvstudio.languages import script_of, subtags
from pvstudio.subtitles.small_words import SAME, SMALL_WORDS
from pvstudio.transliteration import TWO_SCRIPTS, to_latin


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What cues of one language must be. Times in ms, lengths in characters."""

    language: str
    lines: int = 2
    line_length: int = 42
    shortest_ms: int = 834  # 5/6 s, rounded up
    longest_ms: int = 7000
    linger_ms: int = 500  # how long a cue may stay after the speech
    early_ms: int = 1500  # a pause this long inside a cue would show words too early
    speed: int = 17  # characters a second
    space: str = " "  # between words
    names: bool = True  # capitals inside a sentence mark names
    binds: frozenset[str] = field(default=frozenset())
    clings: frozenset[str] = field(default=frozenset())

    def holds(self, word: str, following: str) -> bool:
        """Tell whether a break between two words of one sentence would be bad."""
        first, second = _bare(word, self.language), _bare(following, self.language)
        if word[-1:] in ENDS or word[-1:] in PAUSES:
            return False
        named = self.names and _capital(word) and _capital(following)
        return first in self.binds or second in self.clings or named


#: Marks that end a sentence, and marks that end a part of one, in all scripts.
ENDS = frozenset(".!?…。！？؟۔؛")
PAUSES = frozenset(",;:—–،、，；：")

_CLOSING = "\"'”’»)]}›“"
_AROUND = "\"'”’»«)]}›‹“„([{¿¡.!?…,;:—–-،؛؟۔、。"


def ending(word: str) -> str:
    """Return the last mark of *word* that counts: closing quotes and brackets do not."""
    return word.rstrip(_CLOSING)[-1:]


def gap_ms(fps: Fraction | int, frames: int = 2) -> int:
    """Return the shortest whole ms that is not under *frames* frames."""
    return ceil(Fraction(1000 * frames) / Fraction(fps))


def _bare(word: str, language: str) -> str:
    bare = word.strip(_AROUND).lower()
    return to_latin(bare) if subtags(language)[0] in TWO_SCRIPTS else bare


def _capital(word: str) -> bool:
    bare = word.strip(_AROUND)
    return bare[:1].isupper() and bare[1:2].islower()


@cache
def rules_for(language: str) -> Rules:
    """Return the rules of *language* (BCP 47)."""
    base, script = subtags(language)[0], script_of(language)
    base = SAME.get(base, base)
    binds, clings = SMALL_WORDS.get(base, ("", ""))
    if script in {"Hans", "Hant", "Jpan"}:
        return Rules(language=language, line_length=16, speed=9, space="")
    return Rules(
        language=language,
        speed=20 if script == "Arab" else 17,
        space="" if script in {"Thai", "Khmr", "Laoo", "Mymr"} else " ",
        names=base != "de",  # German writes all nouns with capitals
        binds=frozenset(binds.split()),
        clings=frozenset(clings.split()),
    )
