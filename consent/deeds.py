"""What was done with what people agreed to: kits that went out and came back, footage that was erased.

These are events of the ledger like answers are: written once, entered by
:class:`consent.ledger.book.Book`, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pvstudio.model import Audience, CutItem


class KitStep(StrEnum):
    """What happened to a kit."""

    HANDED_OUT = "handed-out"
    RECALLED = "recalled"
    ACKNOWLEDGED = "acknowledged"  # the recipient says that every copy is deleted
    REOPENED = "reopened"  # that was a mistake: a copy is out


@dataclass(frozen=True, slots=True, kw_only=True)
class KitEvent:
    """One step of a kit. *content* is the film by its hash, *by* who did or confirmed it."""

    id: str
    at: datetime
    kit_id: str
    cut_version_id: str
    content: str
    audience: Audience
    what: KitStep
    recipient: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A film was made: which clips are in it, how they were treated, under which subtitles.

    *content* is the film by its hash. The gate asks whoever is in the items of a version: so what these
    are must not rest on a document alone that somebody can edit; nor whom its credits name, in which
    languages its subtitles are, and whose yes it takes over. One a version; the last one stands.
    """

    id: str
    at: datetime
    cut_version_id: str
    content: str
    items: tuple[CutItem, ...]
    credited: tuple[str, ...] = ()  # participants, by id
    languages: tuple[str, ...] = ()
    narrows: str | None = None


class ErasureStep(StrEnum):
    """How far an erasure is."""

    ASKED = "asked"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A participant's footage was asked to be erased, or is gone; nothing personal.

    *content* names the clips by the hash of their footage and their range, as answers do. *kept*
    pairs the hash of a recording before and after, where other people's clips were cut out of it
    first. *everything*: the name and all that was known about the person too.
    """

    id: str
    at: datetime
    participant_id: str
    what: ErasureStep
    everything: bool
    content: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
