"""What is in a film, as the ledger says it: a layout that was edited since is found, and put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from consent.deeds import Rendering
from consent.ledger.book import Book
from pvstudio.model import Clip, CutVersion
from pvstudio.store import Reading


def enter_rendering(tx: Book, version: CutVersion, at: datetime) -> None:
    """Put on record what the film of *version* was made from; again, for another film, is no error."""
    tx.put(
        Rendering(
            id=f"rendering-{version.id}",
            at=at,
            cut_version_id=version.id,
            content=version.film_sha256,
            items=version.items,
            credited=version.credited,
            languages=version.languages,
            narrows=version.narrows,
        )
    )


def as_rendered(tx: Reading, version: CutVersion) -> bool:
    """Tell whether the film of *version*, laid out just as it says, is on record."""
    made = tx.find(Rendering, cut_version_id=version.id)
    return any(_as_made(version, one) == version for one in made)


def _as_made(version: CutVersion, made: Rendering) -> CutVersion:
    return replace(
        version,
        film_sha256=made.content,
        items=made.items,
        credited=made.credited,
        languages=made.languages,
        narrows=made.narrows,
    )


def edited_layouts(tx: Reading, stand: Iterable[Any]) -> list[CutVersion]:
    """Return as they should be the versions that are not what was rendered; *stand* is what the ledger says.

    A clip that was erased has left the layout. That somebody has deleted its document is no way out
    of the gate: what is erased is in no film, and publication asks :func:`as_rendered`.
    """
    made = {one.cut_version_id: one for one in stand if isinstance(one, Rendering)}
    there = {clip.id for clip in tx.find(Clip)}
    found = []
    for version in tx.find(CutVersion):
        if one := made.get(version.id):
            left = tuple(item for item in one.items if item.clip_id in there)
            should = replace(_as_made(version, one), items=left)
            found += [should] if should != version else []
    return found
