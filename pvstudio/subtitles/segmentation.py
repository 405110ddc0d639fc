"""Words to cues: the cheapest way to cut speech, found by dynamic programming over the words.

Every cue has a price: for words too early or too fast, for a break in a bad place, for being short.
What may never be is not priced but ruled out: over two lines, over seven seconds, words lost or
moved. Times are then laid out from the first cue on (:mod:`pvstudio.subtitles.timing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.layout import best_lines, fits, lines_price
from pvstudio.subtitles.rules import ENDS, PAUSES, Rules, ending, gap_ms, rules_for
from pvstudio.subtitles.timing import Group, lay_out


class SpokenWord(Protocol):
    """A word with its times in ms."""

    @property
    def start_ms(self) -> int:
        """When it begins."""
        ...

    @property
    def end_ms(self) -> int:
        """When it ends."""
        ...

    @property
    def text(self) -> str:
        """The word with its punctuation."""
        ...


class SpokenSegment(Protocol):
    """Words of one language, as recognition gives them."""

    @property
    def language(self) -> str:
        """BCP 47."""
        ...

    @property
    def words(self) -> Sequence[SpokenWord]:
        """In the order of speech."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """A word that fits into a line."""

    start_ms: int
    end_ms: int
    text: str


def cues_from_words(segments: Iterable[SpokenSegment], language: str, fps: Fraction | int) -> tuple[Cue, ...]:
    """Return the cues of *segments*, for a film of *fps* frames a second.

    *language* (BCP 47) is the track's; each segment is cut by the rules of its own. No word is
    lost or moved; no cue is over 2 lines of 42, over 7 s, under 5/6 s or nearer than 2 frames.
    """
    groups: list[Group] = []
    for segment in segments:
        rules = rules_for(segment.language or language)
        tokens = [token for word in segment.words for token in _tokens(word, rules)]
        groups += (_group(tokens[start:end], rules) for start, end in _cuts(tokens, rules, fps))
    return lay_out(groups, fps)


def _tokens(word: SpokenWord, rules: Rules) -> list[Token]:
    """Cut what is longer than a line (an address, a script without spaces) into pieces."""
    pieces = [part for text in clean(word.text).split() for part in _pieces(text, rules.line_length)]
    length, total = word.end_ms - word.start_ms, max(1, len(pieces))
    times = [word.start_ms + length * at // total for at in range(total + 1)]
    return [Token(times[at], times[at + 1], piece) for at, piece in enumerate(pieces)]


def _pieces(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]


def _group(tokens: Sequence[Token], rules: Rules) -> Group:
    lines = best_lines([token.text for token in tokens], rules)
    return Group(
        start_ms=tokens[0].start_ms,
        end_ms=max(token.end_ms for token in tokens),
        text="\n".join(lines),
        rules=rules,
    )


def _cuts(tokens: Sequence[Token], rules: Rules, fps: Fraction | int) -> list[tuple[int, int]]:
    """Return the bounds of the cues: the path of least price through all possible ends."""
    gap = gap_ms(fps)
    prices = [0.0] + [float("inf")] * len(tokens)
    origin = [0] * (len(tokens) + 1)
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            if not _possible(tokens, start, end, rules):
                break
            price = prices[start] + _price(tokens, start, end, rules, gap)
            if price < prices[end]:
                prices[end], origin[end] = price, start
    cuts, end = [], len(tokens)
    while end:
        cuts.append((origin[end], end))
        end = origin[end]
    return cuts[::-1]


def _possible(tokens: Sequence[Token], start: int, end: int, rules: Rules) -> bool:
    """Tell whether the words may be one cue; a single word always may."""
    if end - start == 1:
        return True
    last, before = tokens[end - 1], tokens[end - 2]
    if (
        last.start_ms - before.end_ms > rules.early_ms
        or last.end_ms - tokens[start].start_ms > rules.longest_ms
    ):
        return False
    return fits([token.text for token in tokens[start:end]], rules)


def _price(tokens: Sequence[Token], start: int, end: int, rules: Rules, gap: int) -> float:
    """Return what the cue of these words costs. A break in a bad place costs 8, the unit of the rest."""
    words = [token.text for token in tokens[start:end]]
    price = 1.0 + lines_price(words, rules)
    price += _speed_price(tokens, start, end, rules, gap)
    price += sum(
        3.0 * (later.start_ms - earlier.end_ms > 700)
        for earlier, later in zip(tokens[start:], tokens[start + 1 : end], strict=False)
    )
    if end < len(tokens):
        price += break_price(tokens[end - 1], tokens[end], rules)
    return price


def _speed_price(tokens: Sequence[Token], start: int, end: int, rules: Rules, gap: int) -> float:
    """Price reading too fast and standing too short, over the time that the cue can have."""
    first, last = tokens[start], tokens[end - 1]
    until = last.end_ms + rules.linger_ms
    if end < len(tokens):
        until = min(until, tokens[end].start_ms - gap)
    time_ms = max(1, min(until - first.start_ms, rules.longest_ms))
    letters = sum(len(token.text) + len(rules.space) for token in tokens[start:end])
    too_fast = max(0.0, letters * 1000 / time_ms / rules.speed - 1)
    too_short = max(0.0, (rules.shortest_ms - time_ms) / rules.shortest_ms)
    brief = max(0.0, (1500 - time_ms) / 1500)
    return 6.0 * min(too_fast, 3.0) + 20.0 * too_short + 2.0 * brief


def break_price(word: Token, following: Token, rules: Rules) -> float:
    """Return what a break costs: nothing after a sentence, less in a pause, much inside a phrase."""
    mark, pause = ending(word.text), following.start_ms - word.end_ms
    if mark in ENDS:
        return 0.0
    price = 1.0 if mark in PAUSES else 4.0
    if mark not in PAUSES and rules.holds(word.text, following.text):
        price = 8.0
    return price * (0.4 if pause > 400 else 0.7 if pause > 200 else 1.0)
