"""What differs between two versions of a film. Pure: two versions in, a list out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pvstudio.editing.recipe import Part, Recipe
from pvstudio.model import CutItem, CutVersion


class Differs(StrEnum):
    """A kind of difference."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RETIMED = "retimed"  # other sentences, or more or less of them
    LETTERS = "letters"  # of a part: its card, title, name, place, background, transition
    TREATMENTS = "treatments"
    WORDS = "words"  # subtitles of a part were corrected
    AUDIENCE = "audience"
    LANGUAGES = "languages"
    TITLE = "title"
    OPENING = "opening"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference; *older* and *newer* are the part's number in each, from 0 (None: it is not there)."""

    kind: Differs
    name: str = ""
    older: int | None = None
    newer: int | None = None
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    number: int
    part: Part
    item: CutItem


def differences(older: CutVersion, newer: CutVersion) -> tuple[Difference, ...]:
    """Return everything that *newer* has or says otherwise than *older*; empty is the same film."""
    before, after = Recipe.parse(older.recipe), Recipe.parse(newer.recipe)
    return (
        *_about_film(older, newer, before, after),
        *_about_parts(_placed(before, older), _placed(after, newer)),
    )


def _placed(recipe: Recipe, version: CutVersion) -> list[_Placed]:
    pairs = zip(recipe.parts, version.items, strict=False)
    return [_Placed(number, part, item) for number, (part, item) in enumerate(pairs)]


def _about_film(older: CutVersion, newer: CutVersion, before: Recipe, after: Recipe) -> Iterator[Difference]:
    if older.audience != newer.audience:
        yield Difference(kind=Differs.AUDIENCE, was=(older.audience,), now=(newer.audience,))
    if (older.languages, before.burned_in) != (newer.languages, after.burned_in):
        yield Difference(kind=Differs.LANGUAGES, was=older.languages, now=newer.languages)
    if before.titles != after.titles:
        yield Difference(kind=Differs.TITLE, was=(before.title(),), now=(after.title(),))
    if before.opening != after.opening:
        yield Difference(kind=Differs.OPENING)
    if (before.credits, older.credited) != (after.credits, newer.credited):
        yield Difference(kind=Differs.CREDITS)


def _about_parts(before: Sequence[_Placed], after: Sequence[_Placed]) -> Iterator[Difference]:
    pairs = _paired(before, after)
    matched = {one.number: other.number for one, other in pairs}
    for one in before:
        if one.number not in matched:
            yield Difference(kind=Differs.REMOVED, name=one.part.title, older=one.number)
    kept_order = _in_order([new for _old, new in sorted(matched.items())])
    for one, other in sorted(pairs, key=lambda pair: pair[1].number):
        yield from _about_part(one, other, moved=other.number not in kept_order)
    there = set(matched.values())
    for other in after:
        if other.number not in there:
            yield Difference(kind=Differs.ADDED, name=other.part.title, newer=other.number)


def _paired(before: Sequence[_Placed], after: Sequence[_Placed]) -> list[tuple[_Placed, _Placed]]:
    """Pair parts of the same clip: those with the same range first, then in their order."""
    pairs, left = list[tuple[_Placed, _Placed]](), list(after)
    for alike in (_range, _clip):
        for one in before:
            if any(one is known for known, _ in pairs):
                continue
            other = next((each for each in left if alike(each) == alike(one)), None)
            if other:
                pairs.append((one, other))
                left.remove(other)
    return pairs


def _range(one: _Placed) -> tuple[str, int | None, int | None]:
    return one.item.clip_id, one.part.in_ms, one.part.out_ms


def _clip(one: _Placed) -> str:
    return one.item.clip_id


def _in_order(numbers: Sequence[int]) -> set[int]:
    """Return the most of *numbers* that stand in rising order: the others are what was moved."""
    longest: list[int] = []
    ending: dict[int, list[int]] = {}  # the longest rising row that ends with each number
    for number in numbers:
        before = [row for last, row in ending.items() if last < number]
        ending[number] = [*max(before, key=_length, default=[]), number]
        longest = max(longest, ending[number], key=_length)
    return set(longest)


def _length(row: list[int]) -> int:
    return len(row)


def _about_part(one: _Placed, other: _Placed, *, moved: bool) -> Iterator[Difference]:
    def differs(kind: Differs, was: Sequence[str] = (), now: Sequence[str] = ()) -> Difference:
        name = other.part.title
        return Difference(
            kind=kind, name=name, older=one.number, newer=other.number, was=tuple(was), now=tuple(now)
        )

    if moved:
        yield differs(Differs.MOVED)
    if _range(one) != _range(other):
        yield differs(Differs.RETIMED)
    if _look(one.part) != _look(other.part):
        yield differs(Differs.LETTERS)
    if one.item.treatments != other.item.treatments:
        yield differs(Differs.TREATMENTS, sorted(one.item.treatments), sorted(other.item.treatments))
    if one.item.words and other.item.words and one.item.words != other.item.words:
        yield differs(Differs.WORDS)


def _look(part: Part) -> tuple[object, ...]:
    card = (part.card, part.card_ms, part.background, part.transition)
    return (*card, part.title, part.name, part.place, part.language, part.name_language)
