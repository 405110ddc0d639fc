"""Carry all documents of a studio from one store to another, whatever kinds there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pvstudio.config import Settings
from pvstudio.store.codec import Body
from pvstudio.store.errors import CopyDiffers, TargetNotEmpty
from pvstudio.store.opening import open_documents
from pvstudio.store.transactions import RawStore, Rows

Tables = dict[str, dict[str, Body]]


def migrate(
    settings: Settings, target: str, *, on_workshop: Callable[[str], None] = lambda _id: None
) -> dict[str, int]:
    """Copy the documents of *settings* to the store at *target*, and return how many each workshop has.

    *target* is what ``settings.documents`` would be: ``tiny``, ``sqlite:///…``, ``postgresql://…``.
    The source is not changed; the studio uses the target once its settings say so.
    Raises :class:`TargetNotEmpty`, and :class:`CopyDiffers` when somebody wrote meanwhile.
    """
    opened = open_documents(settings), open_documents(replace(settings, documents=target))
    return copy_documents(*opened, on_workshop=on_workshop)


def copy_documents(
    source: RawStore, target: RawStore, *, on_workshop: Callable[[str], None] = lambda _id: None
) -> dict[str, int]:
    """Copy all documents unread, row by row, then compare both stores; return how many each workshop has."""
    there = list(target.workshops())
    if there:
        raise TargetNotEmpty(there)
    for workshop in source.workshops():
        on_workshop(workshop)
        _copy(source, target, workshop)
    return {workshop: _compared(source, target, workshop) for workshop in source.workshops()}


def _copy(source: RawStore, target: RawStore, workshop: str) -> None:
    with source.read(workshop) as reading, target.write(workshop) as writing:
        for kind, rows in _tables(reading.rows).items():
            for id_, body in rows.items():
                writing.rows.put(kind, id_, body)


def _compared(source: RawStore, target: RawStore, workshop: str) -> int:
    """Return how many documents *workshop* has in both stores, or raise :class:`CopyDiffers`."""
    with source.read(workshop) as before, target.read(workshop) as after:
        ours, theirs = _tables(before.rows), _tables(after.rows)
    if ours != theirs:
        kinds = sorted(ours.keys() | theirs.keys())
        raise CopyDiffers(
            workshop, {kind: (len(ours.get(kind, ())), len(theirs.get(kind, ()))) for kind in kinds}
        )
    return sum(map(len, ours.values()))


def _tables(rows: Rows) -> Tables:
    return {kind: {body["id"]: body for body in rows.several(kind, {})} for kind in rows.kinds()}
