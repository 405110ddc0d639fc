"""Settling: what was read back is recorded, all of it at once, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consent.errors import AnswerRefused
from consent.releases import Answer
from workflows.phones.seat import Visit
from workflows.walks.walk import Walk
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What stands recorded of a walk. Where a yes was refused, only the noes are, and the walk is open."""

    walk: Walk
    answers: tuple[Answer, ...]
    refused: AnswerRefused | None = None


def settle(studio: Studio, visit: Visit, walk_id: str, at: datetime, *, read: str) -> Settled:
    """Record what was read back; *read* is the ``Walk.stamp`` of the walk that the read-back showed.

    Doing it again changes nothing. A no is recorded even where something else is in the way.
    Raises :class:`AnsweredMeanwhile`, :class:`NotThereYet`, :class:`~pvstudio.errors.NotFound`.
    """
    raise NotImplementedError
