"""From TOML text to a recipe."""

from __future__ import annotations

import re
from typing import Any

from pvstudio.editing.reading import Faults, Table, is_language, load_toml
from pvstudio.editing.recipe import (
    Background,
    CardKind,
    Credits,
    CreditStyle,
    Line,
    OnWithheld,
    Opening,
    Part,
    Recipe,
    Transition,
    TransitionKind,
)

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MOST_LINES = 8
_MOST_CREDITS = 400


def parsed(text: str) -> Recipe:
    """Read TOML *text*; every fault is reported, in one :class:`RecipeError`."""
    return _read(text, least=1)


def drafted(text: str) -> Recipe:
    """Read TOML *text* as :func:`parsed` does; a film in the making need not have a part yet."""
    return _read(text, least=0)


def _read(text: str, *, least: int) -> Recipe:
    values = load_toml(text)
    faults = Faults(text)
    recipe = _recipe(Table(values, "", faults), least)
    faults.check()
    return recipe


def _recipe(table: Table, least: int) -> Recipe:
    language = table.language("language", "en")
    titles = _titles(table, language)
    usual = _transition(table, Transition())
    recipe = Recipe(
        titles=titles,
        language=language,
        on_withheld=OnWithheld(table.choice("on_withheld", [*OnWithheld], "stop")),
        opening=_opening(table, language),
        parts=_parts(table, language, usual, least),
        credits=_credits(table, language, usual),
        subtitles=_languages(table, "subtitles", "languages"),
        burned_in=_languages(table, "output", "burned_in"),
    )
    _check_pictures(recipe, table)
    for tag in set(recipe.burned_in) - set(recipe.subtitles):
        table.fault("output.burned_in", f"“{tag}” is not among subtitles.languages")
    table.done()
    return recipe


def _titles(table: Table, language: str) -> tuple[Line, ...]:
    value = table.take("title")
    found = {language: value} if isinstance(value, str) else value
    if not isinstance(found, dict) or not found:
        table.fault("title", 'is needed: text, or a table such as { en = "…", ar = "…" }')
        return (Line(text="", language=language),)
    for tag in found:
        if not is_language(tag):
            table.fault("title", f"{tag!r} is no language tag")
    if language not in found:
        table.fault("title", f"has no text in the film's own language “{language}”")
    lines = [Line(text=table.line("title", text), language=tag) for tag, text in found.items()]
    if not all(line.text for line in lines):
        table.fault("title", "must not be empty")
    return tuple(sorted(lines, key=lambda line: line.language != language))


def _transition(table: Table, usual: Transition) -> Transition:
    kind = TransitionKind(table.choice("transition", [*TransitionKind], usual.kind))
    ms = table.whole_ms("transition_seconds", usual.ms or 500, low=100, high=3000) or 500
    return Transition(kind=kind, ms=ms if kind is TransitionKind.FADE else 0)


def _lines(table: Table, key: str, language: str, most: int) -> tuple[Line, ...]:
    values = table.take(key, [])
    if not isinstance(values, list):
        table.fault(key, f"a list of lines is needed, not {values!r}")
        return ()
    if len(values) > most:
        table.fault(key, f"has {len(values)} lines; at most {most} are allowed")
    return tuple(_line(table, f"{key}[{number}]", value, language) for number, value in enumerate(values, 1))


def _line(table: Table, key: str, value: Any, language: str) -> Line:
    if not isinstance(value, dict):
        return Line(text=table.line(key, value), language=language)
    extra = set(value) - {"text", "language"}
    tag = value.get("language", language)
    if extra or not is_language(tag):
        table.fault(key, 'a line is text, or { text = "…", language = "ar" }')
        tag = language
    return Line(text=table.line(key, value.get("text")), language=tag)


def _background(table: Table) -> Background:
    value = table.take("background")
    usual = Background()
    match value:
        case None:
            return usual
        case str() if _COLOUR.fullmatch(value):
            return Background(colours=(value,))
        case [str() as top, str() as bottom] if _COLOUR.fullmatch(top) and _COLOUR.fullmatch(bottom):
            return Background(colours=(top, bottom))
        case {"picture": str() as clip, **rest} if clip and not rest:
            return Background(picture=table.line("background", clip))
    table.fault(
        "background", 'a colour "#2a1a14", two of them as a gradient, or { picture = "title of a clip" }'
    )
    return usual


def _opening(parent: Table, language: str) -> Opening | None:
    if (value := parent.take("opening")) is None:
        return None
    table = Table(value, "opening", parent.faults)
    opening = Opening(
        lines=_lines(table, "lines", language, _MOST_LINES),
        ms=table.whole_ms("seconds", 5000, low=1000, high=60_000) or 5000,
        background=_background(table),
    )
    table.done()
    return opening


def _parts(parent: Table, language: str, usual: Transition, least: int) -> tuple[Part, ...]:
    values = parent.take("parts", [])
    if not isinstance(values, list) or len(values) < least:
        parent.fault("parts", "at least one [[parts]] is needed")
        return ()
    return tuple(
        _part(Table(value, f"parts[{number}]", parent.faults), language, usual)
        for number, value in enumerate(values, 1)
    )


def _part(table: Table, language: str, usual: Transition) -> Part:
    own = table.language("language", language)
    part = Part(
        clip=table.text("clip", None),
        title=table.text("title"),
        name=table.text("name"),
        place=table.text("place"),
        language=own,
        name_language=table.language("name_language", own),
        card=CardKind(table.choice("card", [*CardKind], "full")),
        card_ms=table.whole_ms("card_seconds", 3000, low=1000, high=20_000) or 3000,
        background=_background(table),
        in_ms=table.whole_ms("in", None, low=0, high=36_000_000),
        out_ms=table.whole_ms("out", None, low=1, high=36_000_000),
        transition=_transition(table, usual),
    )
    if part.out_ms is not None and part.out_ms <= (part.in_ms or 0):
        table.fault("out", "must be later than “in”")
    table.done()
    return part


def _credits(parent: Table, language: str, usual: Transition) -> Credits | None:
    if (value := parent.take("credits")) is None:
        return None
    table = Table(value, "credits", parent.faults)
    language = table.language("language", language)
    found = Credits(
        title=table.text("title"),
        language=language,
        lines=_lines(table, "lines", language, _MOST_CREDITS),
        style=CreditStyle(table.choice("style", [*CreditStyle], "pages")),
        participants=table.flag("participants", default=True),
        page_ms=table.whole_ms("seconds", 5000, low=1000, high=60_000) or 5000,
        background=_background(table),
        transition=_transition(table, usual),
    )
    table.done()
    return found


def _languages(parent: Table, name: str, key: str) -> tuple[str, ...]:
    table = Table(parent.take(name, {}), name, parent.faults)
    found = table.languages(key)
    table.done()
    return found


def _check_pictures(recipe: Recipe, table: Table) -> None:
    """A picture must come from a clip of this film, so that the gate has been asked about it."""
    clips = {part.clip for part in recipe.parts}
    drawn: dict[str, Opening | Credits | Part | None] = {
        "opening": recipe.opening,
        "credits": recipe.credits,
    }
    drawn |= {f"parts[{number}]": part for number, part in enumerate(recipe.parts, 1)}
    for where, holder in drawn.items():
        picture = holder.background.picture if holder else ""
        if picture and picture not in clips:
            table.fault(f"{where}.background", f"“{picture}” is no clip of this film, as its parts name them")
