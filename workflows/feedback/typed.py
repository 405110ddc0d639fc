"""What stands on one sheet of paper, typed in: the same sheet once more, otherwise, is asked about.

Whoever goes back in the browser sends the id of a sheet again: it may be put right, or be the next person's.
Nobody but they can tell; so nothing is replaced, and nothing that was typed is dropped, without their word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from pvstudio.model import Kit
from pvstudio.store import Reading
from workflows.errors import WorkflowError
from workflows.feedback.bundles import Why
from workflows.feedback.placing import placed
from workflows.feedback.responses import CameBy, Response
from workflows.fields import seen
from workflows.wiring import Studio


class TypedRefused(WorkflowError):
    """What was typed cannot be; nothing was kept. *why* is for programs."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"What stands on this sheet was not kept: {why}.", advice="Look at the sheet again.")
        self.why = why


class TypedOtherwise(WorkflowError):
    """This sheet was kept before with something else on it; nothing was changed. *kept* beside *typed*."""

    def __init__(self, kept: Sequence[Response], typed: Sequence[Response]) -> None:
        super().__init__("This sheet was typed before, otherwise.", advice="Look at both, then choose.")
        self.kept, self.typed = tuple(kept), tuple(typed)

    @property
    def seen(self) -> str:
        """What stands for *kept*: whoever has seen it sends it back to replace it."""
        return _print(self.kept)


def keep_typed(
    studio: Studio,
    workshop: str,
    kit_id: str,
    sheet: Collection[str],
    typed: Sequence[Response],
    *,
    at: datetime,
    replaces: str = "",
) -> None:
    """Keep what was *typed* of one sheet; *sheet* are all ids that anything on it may have.

    The same once more changes nothing. *replaces* is :attr:`TypedOtherwise.seen` of what it takes the place
    of; where nothing was typed then, that is deleted. Raises :class:`TypedRefused`, :class:`TypedOtherwise`.
    """
    with studio.documents.write(workshop) as tx:
        wanted = _wanted(tx, tx.get(Kit, kit_id), typed, at)
        kept = _kept(tx, kit_id, sheet)
        if not wanted and not kept:
            raise TypedRefused(Why.EMPTY)
        if {one.id: _said(one) for one in kept} == {one.id: one for one in wanted}:
            return
        if kept and _print(kept) != replaces:
            raise TypedOtherwise(kept, wanted)
        for one in kept:
            tx.delete(Response, one.id)
        for one in wanted:
            tx.put(one)
    if kept:
        studio.documents.erase_traces()


def _wanted(tx: Reading, kit: Kit, typed: Sequence[Response], at: datetime) -> list[Response]:
    found = list[Response]()
    for one in typed:
        where = placed(tx, kit, one, at)
        if isinstance(where, Why):
            raise TypedRefused(where)
        found.append(where)
    return found


def _kept(tx: Reading, kit_id: str, sheet: Collection[str]) -> list[Response]:
    """Return what is kept of a sheet; what has one of its ids and is of no paper of this kit is another's."""
    kept = sorted((one for one in tx.find(Response) if one.id in sheet), key=lambda one: one.id)
    if any(one.kit_id != kit_id or one.came_by is not CameBy.PAPER for one in kept):
        raise TypedRefused(Why.OTHER)
    return kept


def _print(kept: Sequence[Response]) -> str:
    return seen([_said(one) for one in kept])


def _said(one: Response) -> Response:
    """Return what stands on the sheet, whoever has read it since."""
    return replace(one, checked_at=None, checked_by="")
