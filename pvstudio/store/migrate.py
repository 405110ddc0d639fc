"""Carry all documents of a studio from one store to another, whatever kinds there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from pvstudio.config import Settings
from pvstudio.errors import StudioError
from pvstudio.store.codec import Body
from pvstudio.store.errors import CopyDiffers, StoreError, TargetNotEmpty
from pvstudio.store.files import write_bytes
from pvstudio.store.opening import open_documents
from pvstudio.store.transactions import RawStore, Rows

#: In the studio's folder: the stores that documents were copied from and to, a line each.
_NOTE = "documents.stores"

Tables = dict[str, dict[str, Body]]


def migrate(
    settings: Settings, target: str, *, on_workshop: Callable[[str], None] = lambda _id: None
) -> dict[str, int]:
    """Copy the documents of *settings* to the store at *target*, and return how many each workshop has.

    *target* is what ``settings.documents`` would be: ``tiny``, ``sqlite:///…``, ``postgresql://…``.
    The source is not changed; the studio uses the target once its settings say so.
    Raises :class:`TargetNotEmpty`, and :class:`CopyDiffers` when somebody wrote meanwhile.
    """
    source, there = open_documents(settings), open_documents(replace(settings, documents=target))
    if workshops := list(there.workshops()):
        raise TargetNotEmpty(workshops)
    stores = sorted({*_noted(settings), settings.documents, target})
    write_bytes(settings.home / _NOTE, "\n".join(stores).encode(), mode=0o600)
    return copy_documents(source, there, on_workshop=on_workshop)


class NotCarried(StudioError):
    """A store holds workshops that the one in use does not have: it is no mere copy."""

    advice = "Set `documents` back to that store, or copy it first with `pvstudio store migrate`."

    def __init__(self, workshops: Collection[str]) -> None:
        super().__init__(f"These workshops are in that store alone: {', '.join(workshops)}.")
        self.workshops = tuple(workshops)


def left_behind(settings: Settings) -> list[str]:
    """Return the stores beside the one in use that still hold documents: no erasure reaches them.

    Known are those of every migration, and ``tiny``. One that cannot be looked at counts.
    """
    others = sorted({*_noted(settings), "tiny"} - {settings.documents})
    return [one for one in others if _holds_documents(settings, one)]


def only_there(settings: Settings, left: str) -> int:
    """Return how many documents of *left* the store in use does not have: erased since, or never copied."""
    ours, theirs = open_documents(settings), open_documents(replace(settings, documents=left))
    count = 0
    for workshop in theirs.workshops():
        with ours.read(workshop) as here, theirs.read(workshop) as there:
            known = {kind: rows.keys() for kind, rows in _tables(here.rows).items()}
            count += sum(len(rows.keys() - known.get(kind, ())) for kind, rows in _tables(there.rows).items())
    return count


def forget_store(settings: Settings, left: str) -> int:
    """Delete all documents of *left*, one of `left_behind`, and what they left there; return how many.

    Raises :class:`NotCarried` when that would lose a workshop.
    """
    ours, theirs = open_documents(settings), open_documents(replace(settings, documents=left))
    if alone := sorted({*theirs.workshops()} - {*ours.workshops()}):
        raise NotCarried(alone)
    count = 0
    for workshop in list(theirs.workshops()):
        with theirs.write(workshop) as writing:
            for kind, rows in _tables(writing.rows).items():
                for id_ in rows:
                    writing.rows.drop(kind, id_)
                count += len(rows)
    theirs.erase_traces()
    return count


def shown(store: str) -> str:
    """Return the name of a store as it may be shown: without a password."""
    return re.sub(r"(://[^:@/]*):[^@]*@", r"\1:***@", store)


def _noted(settings: Settings) -> list[str]:
    note = settings.home / _NOTE
    return note.read_text("utf-8").split("\n") if note.exists() else []


def _holds_documents(settings: Settings, store: str) -> bool:
    if store.startswith("sqlite:///") and not Path(store.removeprefix("sqlite:///")).exists():
        return False  # opening it would make it
    try:
        return bool(list(open_documents(replace(settings, documents=store)).workshops()))
    except StoreError:
        return True


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
