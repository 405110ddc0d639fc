"""Everything that is done with real names, each act on record in the ledger of the workshop.

The record is committed before anything is shown: a reading that cannot be written down does not happen.
"""

from __future__ import annotations

from datetime import UTC, datetime

from consent.identities.errors import WrongPassphrase
from consent.identities.events import IdentityAct, IdentityEvent
from consent.identities.registry import Identities, Identity
from pvstudio.model import Participant, new_id
from workflows.wiring import Studio


def identities(studio: Studio) -> Identities:
    """Return the identities of the studio."""
    return Identities(studio.settings.home)


def set_identity(
    studio: Studio, workshop: str, participant_id: str, identity: Identity, *, by: str = ""
) -> None:
    """Seal who a participant is; errors are those of :meth:`Identities.seal_identity`."""
    with studio.book(workshop) as tx:
        person = tx.get(Participant, participant_id)
        tx.put(_event(person.id, IdentityAct.SET, by))
        identities(studio).seal_identity(workshop, person.id, identity)


def read_identity(
    studio: Studio, workshop: str, participant_id: str, passphrase: str, *, by: str = ""
) -> Identity:
    """Return who a participant is; errors are those of :meth:`Identities.open_identity`."""
    try:
        identity = identities(studio).open_identity(workshop, participant_id, passphrase)
    except WrongPassphrase:
        _note(studio, workshop, participant_id, IdentityAct.REFUSED, by)
        raise
    _note(studio, workshop, participant_id, IdentityAct.READ, by)
    return identity


def forget_identity(studio: Studio, workshop: str, participant_id: str, *, by: str = "") -> bool:
    """Forget who a participant is; tell whether anything was kept. Once more is no error."""
    kept = participant_id in identities(studio).known(workshop)
    if kept:
        _note(studio, workshop, participant_id, IdentityAct.FORGOTTEN, by)
    identities(studio).forget_identity(workshop, participant_id)
    return kept


def hand_over(studio: Studio, passphrase: str, successors: str, *, by: str = "") -> int:
    """Seal every identity for a new officer; return how many (:meth:`Identities.hand_over`)."""
    handed = identities(studio).hand_over(passphrase, successors)
    for workshop, participant_id in handed:
        _note(studio, workshop, participant_id, IdentityAct.HANDED_OVER, by)
    return len(handed)


def _note(studio: Studio, workshop: str, participant_id: str, what: IdentityAct, by: str) -> None:
    with studio.book(workshop) as tx:
        tx.put(_event(participant_id, what, by))


def _event(participant_id: str, what: IdentityAct, by: str) -> IdentityEvent:
    return IdentityEvent(
        id=new_id("identity"), at=datetime.now(UTC), participant_id=participant_id, what=what, by=by
    )
