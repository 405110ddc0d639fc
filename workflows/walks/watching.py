"""Watching: nobody answers about what they have not watched. The server judges by the bytes and by time."""

from __future__ import annotations

from datetime import datetime

from workflows.phones.seat import Visit
from workflows.walks.walk import Watched
from workflows.wiring import Studio


def began_watching(studio: Studio, visit: Visit, subject_id: str, at: datetime) -> None:
    """Note that the first byte of a clip or film (its id) goes to this visit; later ones change nothing.

    Raises :class:`~pvstudio.errors.NotFound` for what they are not in.
    """
    raise NotImplementedError


def watched(studio: Studio, visit: Visit, subject_id: str, at: datetime) -> Watched:
    """Note that it was watched to its end; raises :class:`~workflows.walks.errors.NotWatchedYet`."""
    raise NotImplementedError


def skip_watching(studio: Studio, visit: Visit, subject_id: str, digits: str, at: datetime) -> Watched:
    """Let somebody answer unwatched in this visit: the facilitator whose *digits* these are stands beside.

    Raises :class:`~workflows.phones.PresenceRefused`.
    """
    raise NotImplementedError
