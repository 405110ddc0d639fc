"""Folding: text as a search compares it, so that people find words however they were written.

Capitals, accents and vowel signs make no difference. Cyrillic becomes Latin without accents (*Ђуро*, *Đuro*
and *Djuro* are one; *љ*, *њ*, *џ* are *lj*, *nj*, *dz*). Letters that Arabic, Persian, Urdu, Pashto and
Kurdish keyboards write differently are one letter; *tatweel*, *hamza* and joiners fall away. Digits of
all scripts are those of ASCII. It is for finding, never for showing: *č*, *ć* and *c* are one, too.

A *cluster* is a letter with the marks on it; each is folded by itself, so that a place in the folded text
always leads back to the letters that it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pvstudio.transliteration import PAIRS

#: Cyrillic letters that Bosnian and Serbian lack (Macedonian, Russian, Ukrainian, Bulgarian), and Latin
#: ones that Unicode does not take apart.
_LETTERS = {
    **{cyrillic: latin for latin, cyrillic in PAIRS},
    "ѓ": "gj", "ќ": "kj", "ѕ": "dz", "й": "j", "щ": "sc", "ъ": "", "ь": "", "ы": "y", "э": "e", "ю": "ju",
    "я": "ja", "є": "je", "і": "i", "ї": "ji", "ґ": "g", "ў": "u",
    "đ": "dj", "ǵ": "gj", "ḱ": "kj", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h",
}  # fmt: skip

#: Arabic letters, each with those that count as it. Unicode itself takes آ أ إ ؤ ئ ۀ ۂ ۓ apart.
_ARABIC = {
    letter: one
    for one, letters in (
        *(("ا", "ٱ"), ("ي", "ىیېۍےێ"), ("ك", "کڪ"), ("گ", "ګ"), ("ه", "ةہھۃە"), ("و", "ۆۇ"), ("ن", "ں")),
        *(("ر", "ڕ"), ("ل", "ڵ"), ("", "ءٴ")),
    )
    for letter in letters
}

#: What nobody types in a search: tatweel, apostrophes that stand for a sound, primes.
_SILENT = frozenset("ـ'’‘ʼʹʻ`´")

_MAX_STEPS = 8


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared. *starts* and *ends* say, for each of its letters, where its cluster stood."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Return where the letters from *start* up to *stop* (not none) stand in the original."""
        return self.starts[start], self.ends[stop - 1]


def fold(text: str) -> str:
    """Return *text* as it is compared. Folding again changes nothing."""
    if text.isascii():
        return text.translate(_ASCII)
    if any(map(unicodedata.combining, text)):
        return "".join(_fold_cluster(cluster) for cluster, _start in _clusters(text))
    return text.translate(_EACH)


def folded(text: str) -> Folded:
    """Return *text* as it is compared, with the way back."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster, start in _clusters(text):
        for letter in _fold_cluster(cluster):
            letters.append(letter)
            starts.append(start)
            ends.append(start + len(cluster))
    return Folded("".join(letters), tuple(starts), tuple(ends))


def words_of(query: str) -> tuple[str, ...]:
    """Return the words that somebody searches for, folded, each once; all but letters and digits parts."""
    return tuple(dict.fromkeys(re.findall(r"[^\W_]+", fold(query))))


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield each letter with the marks that follow it, and where it begins; marks without a letter alone."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield text[start:at], start
            start = at


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    """Fold one letter with its marks, until nothing changes any more."""
    for _step in range(_MAX_STEPS):
        done = "".join(_simpler(one) for one, _start in _clusters(cluster))
        if done == cluster:
            break
        cluster = done
    return cluster


def _simpler(cluster: str) -> str:
    """Take one step: a known letter, or its parts without marks."""
    letter = unicodedata.normalize("NFC", cluster).casefold()
    known = _LETTERS.get(unicodedata.normalize("NFC", letter))
    if known is not None:
        return known
    return "".join(map(_base, unicodedata.normalize("NFKD", letter)))


def _base(letter: str) -> str:
    if unicodedata.combining(letter) or letter in _SILENT or unicodedata.category(letter) in {"Cf", "Me"}:
        return ""
    if letter.isspace():
        return " "
    digit = unicodedata.decimal(letter, None)
    return _ARABIC.get(letter, letter) if digit is None else str(digit)


class _Each(dict[int, str]):
    """What each letter without marks is folded to, for ``str.translate``; learnt as letters come."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_cluster(chr(code))
        return self[code]


_EACH = _Each()
_ASCII = {code: _fold_cluster(chr(code)) for code in range(128)}
