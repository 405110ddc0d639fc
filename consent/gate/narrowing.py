"""Does a cut version only narrow an older one? Then it inherits the answers about that one.

To narrow is to take clips away, to add treatments, to drop subtitle languages: nothing else. Order,
repetitions, titles, trims and everything else that a recipe says give a clip its neighbours and
its meaning, and subtitles that were corrected since put other words into people's mouths than they
watched (``CutItem.words``): any other difference asks everybody anew. Which file a treated clip was
rendered from (``CutItem.treated``) is none: a person checks each of those files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pvstudio.editing.errors import EditingError
from pvstudio.editing.recipe import Recipe, narrowed
from pvstudio.model import CutItem, CutVersion


def narrows(newer: CutVersion, older: CutVersion) -> bool:
    """Tell whether *newer* shows nothing that *older* did not show, in the same way."""
    return (
        newer.narrows == older.id
        and newer.id != older.id
        and newer.cut_id == older.cut_id
        and set(newer.languages) <= set(older.languages)
        and items_narrow(newer.items, older.items)
        and recipe_narrows(newer.recipe, older.recipe)
    )


def items_narrow(new: Sequence[CutItem], old: Sequence[CutItem]) -> bool:
    """Tell whether *new* is what is left of *old*, in order, each old item used once at most."""
    rest = iter(old)
    return all(any(_shows_less(one, other) for other in rest) for one in new)


def _shows_less(new: CutItem, old: CutItem) -> bool:
    return new.clip_id == old.clip_id and new.treatments >= old.treatments and new.words <= old.words


@lru_cache(maxsize=64)
def recipe_narrows(new: str, old: str) -> bool:
    """Tell whether the recipe *new* is *old* without some clips: the recipe's own rule decides."""
    if new == old:
        return True
    try:
        after, before = Recipe.parse(new), Recipe.parse(old)
        # Pictures behind letters are of clips that the parts name: a recipe is not read otherwise.
        gone = {part.clip for part in before.parts} - {part.clip for part in after.parts}
        return replace(after, on_withheld=before.on_withheld) == narrowed(before, gone)
    except EditingError:
        return False  # what cannot be read cannot be compared
