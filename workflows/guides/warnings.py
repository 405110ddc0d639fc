"""What an editor is told of a guide: names that would stay on paper, and a film that was recalled."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pvstudio.model import CutState, CutVersion, Participant
from pvstudio.store import Reading
from workflows.guides.beside import source_of
from workflows.guides.keeping import Written
from workflows.guides.model import Guide
from workflows.naming import Naming


class Standing(StrEnum):
    """How the film of a guide stands."""

    FINE = "fine"
    LOOK_AGAIN = "look-again"  # older than the version that is left: it may speak of what is gone
    RECALLED = "recalled"  # no version is left to be shown


def standing(tx: Reading, cut_id: str, guide: Guide | None) -> Standing:
    """Return how the film of a cut stands, for its *guide*: None is one that nobody has written yet.

    Whoever keeps a guide after the version that took the place of a recalled one was laid out has looked.
    What a translation lacks is printed in the words of its source: it is as old as the older of them.
    """
    versions = tx.find(CutVersion, cut_id=cut_id)
    if not any(one.state is CutState.RECALLED for one in versions):
        return Standing.FINE
    newest = max(
        (one for one in versions if one.state is CutState.RENDERED), key=lambda one: one.number, default=None
    )
    if newest is None:
        return Standing.RECALLED
    said = [one.changed_at for one in (guide, guide and source_of(tx, guide)) if one]
    looked = not said or (newest.created_at is not None and min(said) > newest.created_at)
    return Standing.FINE if looked else Standing.LOOK_AGAIN


def names_in(tx: Reading, written: Written) -> list[str]:
    """Return the pseudonyms of participants that the lines name, as people read them.

    Paper stays where it was left, also after somebody takes their yes back: so no name belongs there.
    A pseudonym may be a word as well ("Nada"), so nothing is refused.
    """
    said = list(_texts(written))
    people = sorted({one.pseudonym for one in tx.find(Participant)}, key=str.casefold)
    return [name for name in people if any(map(Naming.of({name}).in_text, said))]


def _texts(written: Written) -> Iterable[str]:
    return (line for lines in written.lines.values() for line in lines if line)
