"""Find and replace in rows: plain words, in any script."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.rows import Row, Rows

#: Joiners inside words: Persian writes them between parts of one word.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for. Space in *find* is any space, also a line break."""

    find: str
    whole_words: bool = False
    match_case: bool = False

    def replaced(self, text: str, by: str) -> tuple[str, int]:
        """Return *text* with *by* wherever this is found, and how often that was."""
        pattern = self._pattern()
        text, count = unicodedata.normalize("NFC", text), 0
        parts, last = [], 0
        for found in pattern.finditer(text) if pattern else ():
            if not self.whole_words or _stands_alone(text, *found.span()):
                parts += [text[last : found.start()], by]
                last, count = found.end(), count + 1
        return "".join([*parts, text[last:]]), count

    def _pattern(self) -> re.Pattern[str] | None:
        words = [re.escape(word) for word in unicodedata.normalize("NFC", self.find).split()]
        flags = re.NOFLAG if self.match_case else re.IGNORECASE
        return re.compile(r"\s+".join(words), flags) if words else None


def replace_all(rows: Rows, search: Search, by: str) -> tuple[Rows, int]:
    """Return *rows* with every find replaced, and how many there were; a row without words left goes."""
    changed, total = list[Row](), 0
    for row in rows:
        text, count = search.replaced(row.text, by)
        total += count
        words = clean(text) if count else row.text
        if words:
            changed.append(replace(row, text=words))
    return tuple(changed), total


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not _in_word(text[start - 1 : start]) and not _in_word(text[end : end + 1])


def _in_word(letter: str) -> bool:
    """Tell whether *letter* goes on with a word: letters, digits, marks over them, joiners."""
    return bool(letter) and (unicodedata.category(letter)[0] in "LNM" or letter in _JOINERS)
