"""What an editor is told of a guide: names that would stay on paper, and a film that was recalled."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pvstudio.model import CutState, CutVersion, Participant
from pvstudio.store import Reading
from workflows.guides.keeping import Written
from workflows.naming import Naming


class Standing(StrEnum):
    """How the film of a guide stands."""

    FINE = "fine"
    LOOK_AGAIN = "look-again"  # a version was recalled, another is there: the guide may speak of what is gone
    RECALLED = "recalled"  # no version is left to be shown


def standing(tx: Reading, cut_id: str) -> Standing:
    """Return how the film of a cut stands."""
    states = {one.state for one in tx.find(CutVersion, cut_id=cut_id)}
    if CutState.RECALLED not in states:
        return Standing.FINE
    return Standing.LOOK_AGAIN if CutState.RENDERED in states else Standing.RECALLED


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
