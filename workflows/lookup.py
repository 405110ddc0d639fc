"""Find what a person means when they type a title, a pseudonym or an id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pvstudio.model import Clip, Cut, CutVersion, Footage, Participant
from pvstudio.store import Reading
from workflows.errors import Unclear

Named = Clip | Cut | CutVersion | Footage | Participant
T = TypeVar("T", bound=Named)


def clip(tx: Reading, name: str) -> Clip:
    """Return the clip with this id or title."""
    return _one("clip", name, tx.find(Clip), lambda each: (each.id, each.title))


def participant(tx: Reading, name: str) -> Participant:
    """Return the participant with this id or pseudonym."""
    return _one("participant", name, tx.find(Participant), lambda each: (each.id, each.pseudonym))


def anything(tx: Reading, name: str) -> str:
    """Return the id of the clip, person, cut or version that is called *name*."""
    known: list[Named] = [*tx.find(Clip), *tx.find(Participant), *tx.find(Cut), *tx.find(CutVersion)]
    return _one("clip, participant, cut or version", name, known, _names).id


def _names(each: Named) -> tuple[str, ...]:
    match each:
        case Clip(title=name) | Cut(title=name) | Participant(pseudonym=name):
            return each.id, name
    return (each.id,)


def version(tx: Reading, name: str | None) -> CutVersion:
    """Return the version with this id, or the newest of the cut with this title (or of the only cut)."""
    versions = tx.find(CutVersion)
    if found := [each for each in versions if each.id == name]:
        return found[0]
    cuts = tx.find(Cut)
    cut = (
        cuts[0]
        if name is None and len(cuts) == 1
        else _one("cut", name or "", cuts, lambda e: (e.id, e.title))
    )
    return max((each for each in versions if each.cut_id == cut.id), key=lambda each: each.number)


def _one(kind: str, name: str, known: Sequence[T], names: Callable[[T], tuple[str, ...]]) -> T:
    found = [each for each in known if name in names(each)]
    if len(found) != 1:
        raise Unclear(kind, name, [names(each) for each in (found or known)], several=bool(found))
    return found[0]
