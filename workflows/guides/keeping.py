"""Guides are found and kept."""

from __future__ import annotations

from pvstudio.store import Reading
from workflows.guides.model import Guide


def guide_id(cut_id: str, language: str) -> str:
    """Return the id of the one guide of a cut in a language."""
    return f"guide:{cut_id}:{language}"


def guide_for(tx: Reading, cut_id: str, language: str) -> Guide | None:
    """Return the guide of a cut in *language* (BCP 47, canonical), None where nobody has written one."""
    return next(iter(tx.find(Guide, id=guide_id(cut_id, language))), None)


def guides_of(tx: Reading, cut_id: str) -> list[Guide]:
    """Return the guides of a cut, those that others are translated from first."""
    return sorted(tx.find(Guide, cut_id=cut_id), key=lambda one: (bool(one.source), one.language))
