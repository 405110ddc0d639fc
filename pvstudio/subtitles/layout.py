"""Words of a cue to its lines: one where it fits, else two, broken where it reads best."""

from __future__ import annotations

from collections.abc import Sequence

from pvstudio.subtitles.rules import ENDS, PAUSES, Rules, ending


def fits(words: Sequence[str], rules: Rules) -> bool:
    """Tell whether *words* can stand in the lines of one cue."""
    return bool(_ways(words, rules))


def best_lines(words: Sequence[str], rules: Rules) -> list[str]:
    """Return the lines of *words*; they must fit."""
    return min(_ways(words, rules))[1]


def lines_price(words: Sequence[str], rules: Rules) -> float:
    """Return the price of the best lines of *words*."""
    return min(_ways(words, rules))[0]


def _ways(words: Sequence[str], rules: Rules) -> list[tuple[float, list[str]]]:
    """Return all ways to set *words*, with their prices."""
    whole = rules.space.join(words)
    if len(whole) <= rules.line_length:
        return [(0.0, [whole])]
    ways = []
    for at in range(1, len(words)):
        upper, lower = rules.space.join(words[:at]), rules.space.join(words[at:])
        if len(upper) <= rules.line_length and len(lower) <= rules.line_length:
            ways.append((_price(words, at, upper, lower, rules), [upper, lower]))
    return ways


def _price(words: Sequence[str], at: int, upper: str, lower: str, rules: Rules) -> float:
    """Price a line break: its place first, then balance, with the upper line rather the shorter."""
    mark = ending(words[at - 1])
    place = 0.0 if mark in ENDS else 0.5 if mark in PAUSES else 1.5
    if mark not in ENDS | PAUSES:
        if rules.holds(words[at - 1], words[at]):
            place = 7.0
        elif _starts_phrase(words[at], rules):
            place = 1.0
    return place + abs(len(lower) - len(upper)) / rules.line_length + 0.2 * (len(upper) > len(lower))


def _starts_phrase(word: str, rules: Rules) -> bool:
    return word.lower() in rules.binds
