"""What time closes: a yes that was given until a day ends, or a kit's own days, and the kits are recalled."""

from __future__ import annotations

from datetime import UTC, datetime

from pvstudio.model import CutVersion, Kit, KitState
from pvstudio.store import Reading
from workflows.kits import ends_after, is_over
from workflows.publish import gate_says
from workflows.wiring import Studio
from workflows.withdrawals import consent_changes


def recall_expired(studio: Studio, workshop: str) -> bool:
    """Recall the kits whose time is over, or that the gate no longer lets out; tell if any.

    One that names a later day than the first yes under it ends is brought forward.
    """
    now = datetime.now(UTC)
    with studio.documents.read(workshop) as tx:
        found = [_behind(tx, workshop, kit, now) for kit in tx.find(Kit, state=KitState.PUBLISHED)]
    if any(closed or late for closed, late in found):
        with consent_changes(studio, workshop):
            pass  # nothing is said: what has closed by itself is recalled
    return any(closed for closed, _late in found)


def _behind(tx: Reading, workshop: str, kit: Kit, at: datetime) -> tuple[bool, bool]:
    """Tell whether *kit* is over, and whether it would be shown longer than all agree to."""
    refusal, end = gate_says(tx, workshop, tx.get(CutVersion, kit.cut_version_id), kit.audience)
    return is_over(kit, at) or refusal is not None, ends_after(kit, end)
