"""From a recipe to TOML text, such that parsing gives the same recipe again."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pvstudio.editing.recipe import Background, Credits, Line, Opening, Part, Recipe, Transition


def written(recipe: Recipe) -> str:
    """Return *recipe* as TOML text."""
    blocks = [_head(recipe)]
    if recipe.opening:
        blocks.append(_opening(recipe.opening))
    blocks += [_part(part) for part in recipe.parts]
    if recipe.credits:
        blocks.append(_credits(recipe.credits))
    blocks.append(["[subtitles]", f"languages = {_list(recipe.subtitles)}"])
    blocks.append(["[output]", f"burned_in = {_list(recipe.burned_in)}"])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _head(recipe: Recipe) -> list[str]:
    titles = ", ".join(f"{_quoted(line.language)} = {_quoted(line.text)}" for line in recipe.titles)
    return [
        f"title = {{ {titles} }}",
        f"language = {_quoted(recipe.language)}",
        f"on_withheld = {_quoted(recipe.on_withheld)}",
    ]


def _opening(opening: Opening) -> list[str]:
    return [
        "[opening]",
        *_lines(opening.lines),
        f"seconds = {_seconds(opening.ms)}",
        *_background(opening.background),
    ]


def _part(part: Part) -> list[str]:
    trims = {"in": part.in_ms, "out": part.out_ms}
    texts = {"title": part.title, "name": part.name, "place": part.place}
    return [
        "[[parts]]",
        f"clip = {_quoted(part.clip)}",
        *(f"{key} = {_quoted(text)}" for key, text in texts.items() if text),
        f"language = {_quoted(part.language)}",
        f"name_language = {_quoted(part.name_language)}",
        f"card = {_quoted(part.card)}",
        f"card_seconds = {_seconds(part.card_ms)}",
        *_background(part.background),
        *(f"{key} = {_seconds(ms)}" for key, ms in trims.items() if ms is not None),
        *_transition(part.transition),
    ]


def _credits(found: Credits) -> list[str]:
    return [
        "[credits]",
        *([f"title = {_quoted(found.title)}"] if found.title else []),
        f"language = {_quoted(found.language)}",
        *_lines(found.lines),
        f"style = {_quoted(found.style)}",
        f"participants = {str(found.participants).lower()}",
        f"seconds = {_seconds(found.page_ms)}",
        *_background(found.background),
        *_transition(found.transition),
    ]


def _transition(transition: Transition) -> list[str]:
    length = [f"transition_seconds = {_seconds(transition.ms)}"] if transition.ms else []
    return [f"transition = {_quoted(transition.kind)}", *length]


def _background(background: Background) -> list[str]:
    if background.picture:
        return [f"background = {{ picture = {_quoted(background.picture)} }}"]
    if len(background.colours) == 1:
        return [f"background = {_quoted(background.colours[0])}"]
    return [f"background = {_list(background.colours)}"]


def _lines(lines: Sequence[Line]) -> list[str]:
    if not lines:
        return []
    rows = [f"    {{ text = {_quoted(line.text)}, language = {_quoted(line.language)} }}," for line in lines]
    return ["lines = [", *rows, "]"]


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03d}"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, once DEL is escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
