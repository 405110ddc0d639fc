"""Whether texts still name somebody, or something, that was erased: compared as people read them.

Capitals, accents, the two alphabets of Bosnian and Serbian and the cases of names make no difference
(:mod:`consent.gate.letters`), nor does how a recipe or a history writes a quotation mark down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from consent.gate.letters import folded, says
from pvstudio.editing.errors import EditingError
from pvstudio.editing.recipe_parsing import drafted


@dataclass(frozen=True, slots=True)
class Naming:
    """Looks for any of *words*: titles of clips, a pseudonym, ids."""

    words: frozenset[str]

    @classmethod
    def of(cls, words: Collection[str]) -> Naming:
        """Look for these words; those of no letters are left out."""
        return cls(frozenset(word for word in words if folded(word).strip()))

    def in_text(self, text: str) -> bool:
        """Tell whether one of the words is in a text, as whole words."""
        return any(says(text, word) for word in self.words)

    def in_recipe(self, recipe: str) -> bool:
        """Tell whether one of the words is anywhere in a recipe, also in another word; unreadable is yes."""
        said = recipe_texts(recipe)
        if said is None:
            return True
        return any(folded(word).strip() in folded(text) for text in said for word in self.words) or any(
            map(self.in_text, said)
        )

    def in_document(self, body: Any, key: str = "") -> bool:
        """Tell whether a text in the plain values of a document names one of the words; ids do not count."""
        match body:
            case str():
                said = recipe_texts(body) if key == "recipe" else None
                return not _is_id(key) and any(map(self.in_text, said or [body]))
            case dict():
                return any(self.in_document(inner, name) for name, inner in body.items())
            case list():
                return any(self.in_document(inner, key) for inner in body)
        return False


def recipe_texts(recipe: str) -> list[str] | None:
    """Return all that a recipe says: its fields, and its text with the comments. None: it cannot be read."""
    try:
        return [recipe, *texts(asdict(drafted(recipe)))]
    except EditingError:
        return None


def texts(value: Any) -> Iterator[str]:
    """Yield every text in plain values."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list() | tuple():
            for inner in value:
                yield from texts(inner)


def _is_id(key: str) -> bool:
    """Tell whether the machine wrote a field, and of ids."""
    return key in {"id", "watched"} or key.endswith(("_id", "_ids"))
