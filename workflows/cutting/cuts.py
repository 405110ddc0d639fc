"""Cuts in the making: each change is one recipe for another, the last fifty can be taken back.

A change says which recipe it was made on, by the hash of its text. When the cut has another one by then,
nothing is written and both are shown (:class:`CutChanged`): two people never overwrite each other unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pvstudio.editing.arranging import blank, checked
from pvstudio.editing.errors import EditingError
from pvstudio.editing.recipe import Recipe
from pvstudio.editing.recipe_parsing import drafted
from pvstudio.model import Cut, new_id
from pvstudio.store import Reading, Writing
from workflows.cutting.errors import CutChanged, NothingToUndo, TitleTaken
from workflows.naming import Naming
from workflows.wiring import Studio

#: So many steps can be taken back.
KEPT = 50

Change = Callable[[Recipe], Recipe]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRecipe:
    """A recipe that a cut had before a change by *changed_by*; or after it, where that was *undone*."""

    id: str
    cut_id: str
    number: int  # of the change, counted up
    recipe: str
    changed_at: datetime
    changed_by: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What can be taken back of a cut, and done again; the newest first."""

    back: tuple[EarlierRecipe, ...]
    again: tuple[EarlierRecipe, ...]


def recipe_of(cut: Cut) -> Recipe:
    """Return the recipe of *cut*; an empty one where an erasure left nothing that can be read."""
    try:
        return drafted(cut.recipe)
    except EditingError:
        return blank(cut.title, "en")


def revision(cut: Cut) -> str:
    """Return what stands for the recipe that *cut* has now."""
    return _hash(cut.recipe)


def new_cut(studio: Studio, workshop: str, recipe: Recipe) -> Cut:
    """Begin a cut. Raises :class:`RecipeError`, :class:`TitleTaken`."""
    cut = Cut(id=new_id("cut"), title=recipe.title(), recipe=checked(recipe))
    with studio.documents.write(workshop) as tx:
        _refuse_same_title(tx, cut)
        tx.put(cut)
    return cut


def change_cut(studio: Studio, workshop: str, cut_id: str, seen: str, change: Change, *, by: str) -> Cut:
    """Change the recipe that *seen* stands for (:func:`revision`); return the cut as it is then.

    Raises :class:`CutChanged`, :class:`TitleTaken`, :class:`RecipeError` and what *change* raises.
    """
    with studio.documents.write(workshop) as tx:
        cut = tx.get(Cut, cut_id)
        if revision(cut) != seen:
            raise _conflict(tx, cut, seen, change)
        after = change(recipe_of(cut))
        changed = replace(cut, recipe=checked(after), title=after.title())
        if changed.recipe != cut.recipe:
            _refuse_same_title(tx, changed)
            _remember(tx, cut, by)
            tx.put(changed)
        return changed


def undo(studio: Studio, workshop: str, cut_id: str, seen: str, *, by: str) -> Cut:
    """Take the last change back. Raises :class:`CutChanged`, :class:`NothingToUndo`."""
    return _step(studio, workshop, cut_id, seen, by, back=True)


def redo(studio: Studio, workshop: str, cut_id: str, seen: str, *, by: str) -> Cut:
    """Do again what was taken back last. Raises :class:`CutChanged`, :class:`NothingToUndo`."""
    return _step(studio, workshop, cut_id, seen, by, back=False)


def steps(tx: Reading, cut_id: str) -> Steps:
    """Return what can be taken back, and what can be done again."""
    known = sorted(tx.find(EarlierRecipe, cut_id=cut_id), key=lambda one: one.number)
    back = tuple(one for one in reversed(known) if not one.undone)
    return Steps(back=back, again=tuple(one for one in known if one.undone))


def forget_earlier(tx: Writing, words: Collection[str]) -> None:
    """Delete earlier recipes that name one of *words*: ids and titles of erased clips, a pseudonym.

    Those that cannot be read go too: nobody knows what they say.
    """
    naming = Naming.of(words)
    for one in tx.find(EarlierRecipe):
        if naming.in_recipe(one.recipe):
            tx.delete(EarlierRecipe, one.id)


def _step(studio: Studio, workshop: str, cut_id: str, seen: str, by: str, *, back: bool) -> Cut:
    with studio.documents.write(workshop) as tx:
        cut = tx.get(Cut, cut_id)
        if revision(cut) != seen:
            raise _conflict(tx, cut, seen, None)
        known = steps(tx, cut_id)
        if not (there := known.back if back else known.again):
            raise NothingToUndo(cut.title)
        earlier = there[0]
        changed = replace(cut, recipe=earlier.recipe)
        changed = replace(changed, title=recipe_of(changed).title())
        _refuse_same_title(tx, changed)
        now = datetime.now(UTC)
        tx.put(replace(earlier, recipe=cut.recipe, undone=back, changed_by=by, changed_at=now))
        tx.put(changed)
        return changed


def _remember(tx: Writing, cut: Cut, by: str) -> None:
    known = steps(tx, cut.id)
    for gone in (*known.again, *known.back[KEPT - 1 :]):
        tx.delete(EarlierRecipe, gone.id)
    number = 1 + max((one.number for one in known.back), default=0)
    tx.put(
        EarlierRecipe(
            id=f"{cut.id}-step-{number}",
            cut_id=cut.id,
            number=number,
            recipe=cut.recipe,
            changed_at=datetime.now(UTC),
            changed_by=by,
        )
    )


def _conflict(tx: Reading, cut: Cut, seen: str, change: Change | None) -> CutChanged:
    known = steps(tx, cut.id)
    was = next((one for one in (*known.back, *known.again) if _hash(one.recipe) == seen), None)
    newest: Sequence[EarlierRecipe] = sorted((*known.back, *known.again), key=lambda one: one.changed_at)
    mine = None
    if was and change:
        with suppress(EditingError):  # what was wanted could not even be done to what was seen
            mine = change(recipe_of(replace(cut, recipe=was.recipe)))
    return CutChanged(cut, newest[-1].changed_by if newest else "", mine)


def _refuse_same_title(tx: Reading, cut: Cut) -> None:
    if any(other.id != cut.id for other in tx.find(Cut, title=cut.title)):
        raise TitleTaken(cut.title)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
