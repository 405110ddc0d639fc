"""What time closes: a yes that was given until a day ends, or a kit's own days, and the kits are recalled."""

from __future__ import annotations

from datetime import UTC, datetime

from pvstudio.model import CutVersion, Kit, KitState
from workflows.kits import is_over
from workflows.publish import gate_refuses
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes


def recall_expired(studio: Studio, workshop: str) -> bool:
    """Recall the kits whose time is over, or that the gate no longer lets out; tell if any."""
    now = datetime.now(UTC)
    with studio.documents.read(workshop) as tx:
        closed = any(
            is_over(kit, now)
            or gate_refuses(tx, workshop, tx.get(CutVersion, kit.cut_version_id), kit.audience)
            for kit in tx.find(Kit, state=KitState.PUBLISHED)
        )
    if closed:
        with consent_changes(studio, workshop):
            pass  # nothing is said: what has closed by itself is recalled
    return closed
