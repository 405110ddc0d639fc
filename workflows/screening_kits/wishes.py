"""What somebody wants a kit to be, and the order that is left while it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pvstudio.model import Audience, Quality

__all__ = ["KitOrder", "KitWish", "Quality"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KitWish:
    """What a kit is to be. *burned*: its only language is drawn into the picture.

    *until* is a wish: the kit ends earlier where a yes that it rests on does.
    """

    languages: tuple[str, ...] = ()  # of its subtitles and papers; none: all that the film has
    quality: Quality = Quality.FULL
    burned: bool = False
    event: str = ""
    event_on: date | None = None
    until: date | None = None  # its last day


@dataclass(frozen=True, slots=True, kw_only=True)
class KitOrder:
    """A kit on its way (a document); it bears the id that the kit will have, and goes when that is out."""

    id: str
    cut_version_id: str
    audience: Audience
    recipient: str
    host: str = ""
    wish: KitWish = field(default_factory=KitWish)
    at: datetime
    by: str = ""  # id of the account that asked
