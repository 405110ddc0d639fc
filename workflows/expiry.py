"""What time closes: a yes that was given until a day ends, and the kits that rest on it are recalled."""

from __future__ import annotations

from pvstudio.model import CutVersion, Kit, KitState
from workflows.publish import gate_refuses
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes


def recall_expired(studio: Studio, workshop: str) -> bool:
    """Recall the kits that the gate no longer lets out although nobody has said anything; tell if any."""
    with studio.documents.read(workshop) as tx:
        closed = any(
            gate_refuses(tx, workshop, tx.get(CutVersion, kit.cut_version_id), kit.audience)
            for kit in tx.find(Kit, state=KitState.PUBLISHED)
        )
    if closed:
        with consent_changes(studio, workshop):
            pass  # nothing is said: what has closed by itself is recalled
    return closed
