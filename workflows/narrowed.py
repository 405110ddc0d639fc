"""Films that somebody's no has closed, and what everybody still agrees to show of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from consent.gate.policy import Kind, clip_withheld, required_treatments, withheld
from consent.gate.records import Records
from consent.releases import Stage
from pvstudio.editing.errors import NothingLeft
from pvstudio.editing.recipe import Recipe
from pvstudio.model import Audience, Clip, CutItem, CutState, CutVersion
from pvstudio.store import Reading
from workflows.layout import can_be_done, next_number, without

#: What somebody said that a film without their clip, or with it treated, would respect.
_NO = frozenset(
    {
        Kind.REFUSED,
        Kind.WITHDRAWN,
        Kind.VETO,
        Kind.TREATMENT_MISSING,
        Kind.TREATMENT_FAILED,
        Kind.LANGUAGE_LEFT_OUT,
    }
)


def lost(tx: Reading, workshop: str, at: datetime) -> list[CutVersion]:
    """Return the newest version of each cut and audience that is more than a draft, where a no closes it.

    A narrowed draft that waits to be rendered does not count: what it narrows is still lost.
    """
    newest: dict[tuple[str, Audience], CutVersion] = {}
    for version in sorted(tx.find(CutVersion), key=lambda each: each.number):
        waiting = version.state is CutState.DRAFT and version.narrows is not None
        if not waiting:
            newest[version.cut_id, version.audience] = version
    return [version for version in newest.values() if _is_lost(tx, workshop, version, at)]


def _is_lost(tx: Reading, workshop: str, version: CutVersion, at: datetime) -> bool:
    if version.state is not CutState.RENDERED:
        return version.state is CutState.RECALLED
    records = Records.for_version(tx, workshop, version)
    reasons = withheld(version, version.audience, None, at, records=records)
    stopped = any(reason.kind is Kind.VETO and reason.clip_id is None for reason in reasons)
    return not stopped and any(reason.kind in _NO for reason in reasons)


def narrowed(tx: Reading, workshop: str, version: CutVersion, at: datetime) -> CutVersion | None:
    """Return *version* as everybody may still agree to it, as a draft; None when nothing is left.

    Clips get the treatments that the people in them now ask for; what the gate keeps back even so,
    and whatever holds somebody who said no to the film itself, is left out.
    """
    records = Records.for_version(tx, workshop, version)
    against = _against(version, at, records)
    items = [_treated(item, version, at, records) for item in version.items]
    gone = {item.clip_id for item in items if _is_gone(item, version, against, at, records)}
    try:
        recipe = without(Recipe.parse(version.recipe), [tx.get(Clip, clip_id) for clip_id in sorted(gone)])
    except NothingLeft:
        return None
    number = next_number(tx, version.cut_id)
    return replace(
        version,
        id=f"{version.id}-{number}",
        number=number,
        items=tuple(item for item in items if item.clip_id not in gone),
        narrows=version.id,
        recipe=recipe.to_toml(),
        state=CutState.DRAFT,
        film_sha256="",
        credited=(),
        created_at=at,
        left_out=(*version.left_out, *sorted(gone)),
    )


def _against(version: CutVersion, at: datetime, records: Records) -> frozenset[str]:
    """Return who said no to the finished film for its audience."""
    reasons = withheld(version, version.audience, None, at, records=records)
    noes = {Kind.REFUSED, Kind.WITHDRAWN}
    return frozenset(
        one.participant_id
        for one in reasons
        if one.kind in noes and one.stage is Stage.S4 and one.participant_id
    )


def _treated(item: CutItem, version: CutVersion, at: datetime, records: Records) -> CutItem:
    wished = required_treatments(item.clip_id, version.audience, at, records, version=version)
    missing = can_be_done(wished) - item.treatments
    return replace(item, treatments=item.treatments | missing, treated="") if missing else item


def _is_gone(
    item: CutItem, version: CutVersion, against: frozenset[str], at: datetime, records: Records
) -> bool:
    if against.intersection(records.appearing.get(item.clip_id, ())):
        return True
    return any(
        clip_withheld(item, version.audience, language, at, records)
        for language in (None, *version.languages)
    )
