"""A cut becomes a version that is to be rendered: just the recipe that somebody looked at."""

from __future__ import annotations

from datetime import UTC, datetime

from pvstudio.editing.recipe import Recipe
from pvstudio.model import Audience, Cut, CutState, CutVersion
from workflows.cutting.cuts import revision
from workflows.cutting.errors import CutChanged
from workflows.layout import judge, lay_out
from workflows.wiring import Studio


def make_version(studio: Studio, workshop: str, cut_id: str, seen: str, audience: Audience) -> CutVersion:
    """Lay out the recipe that *seen* stands for, for *audience*; it is rendered by ``Work.ASSEMBLE``.

    The same again, as long as it is not rendered, is no second version: people tap twice. Raises
    :class:`CutChanged`, :class:`RecipeError`, :class:`~workflows.errors.Withheld`.
    """
    with studio.documents.read(workshop) as tx:
        cut = tx.get(Cut, cut_id)
        if revision(cut) != seen:
            raise CutChanged(cut, "", None)
        recipe = Recipe.parse(cut.recipe)
        newest = max(tx.find(CutVersion, cut_id=cut_id), key=lambda one: one.number, default=None)
        now = judge(studio, tx, workshop, recipe, audience, datetime.now(UTC), cut_id=cut_id)
        same = newest and newest.state is CutState.DRAFT and _layout(newest) == _layout(now.version)
        if newest and same and not now.refusal(recipe.on_withheld):
            return newest
    return lay_out(studio, workshop, cut.recipe, audience, cut_id=cut_id).version


def _layout(version: CutVersion) -> tuple[object, ...]:
    items = [(item.clip_id, item.treatments) for item in version.items]
    return (version.recipe, version.audience, version.narrows, items)
