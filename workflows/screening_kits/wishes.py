"""What somebody wants a kit to be, and the order that is left while it is made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from pvstudio.model import Audience, Quality
from workflows.errors import WorkflowError

__all__ = ["KitOrder", "KitWish", "Quality", "WishRefused", "Wrong", "check_wish", "end_of", "ending"]

LONGEST_EVENT = LONGEST_PLACE = 80
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class KitWish:
    """What a kit is to be.

    *until* is its last day; the kit ends earlier where a yes that it rests on does. When and where people
    come together stands on poster and run sheet only: neither the kit's record nor its manifest has it.
    """

    languages: tuple[str, ...] = ()  # of its subtitles and papers; none: all that the film has
    quality: Quality = Quality.FULL
    burned: str = ""  # the language whose subtitles are drawn into the picture; then it has no others
    event: str = ""
    event_on: date | None = None
    until: date | None = None
    papers: tuple[str, ...] = ()  # in which languages its papers are as well, without subtitles
    event_time: str = ""  # HH:MM
    event_place: str = ""


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


class Wrong(StrEnum):
    """What cannot be so in a wish."""

    OVER = "over"  # its last day has passed
    EVENT_PAST = "event-past"
    EVENT_AFTER_END = "event-after-end"
    EVENT_TOO_LONG = "event-too-long"
    NO_TIME = "no-time"
    PLACE_TOO_LONG = "place-too-long"


_WORDS = {
    Wrong.OVER: ("its last day has passed", "Choose a day that is still to come."),
    Wrong.EVENT_PAST: ("the day of the event has passed", "Look at the day again."),
    Wrong.EVENT_AFTER_END: (
        "it ends before the event",
        "Choose an earlier event, or a later last day. Where a yes ends before it, ask those people again.",
    ),
    Wrong.EVENT_TOO_LONG: (f"the event has more than {LONGEST_EVENT} letters", "Write it shorter."),
    Wrong.NO_TIME: ("the time of the event is no time of a day", "Write it like 18:30."),
    Wrong.PLACE_TOO_LONG: (f"its place has more than {LONGEST_PLACE} letters", "Write it shorter."),
}


class WishRefused(WorkflowError):
    """A kit is wished for that cannot be; nothing was made. *end*: when it would end, if at all."""

    def __init__(self, wrong: Wrong, end: datetime | None = None) -> None:
        words, advice = _WORDS[wrong]
        super().__init__(f"This kit cannot be: {words}.", advice=advice)
        self.wrong, self.end = wrong, end


def ending(wish: KitWish, days: int, at: datetime) -> KitWish:
    """Return *wish* with a last day: where nobody names one, *days* from *at*, as long as kits are kept.

    That is the studio's own rule (:class:`pvstudio.config.Retention`); 0 keeps them: there is no last day.
    """
    if wish.until or not days:
        return wish
    return replace(wish, until=at.astimezone().date() + timedelta(days=days))


def end_of(wish: KitWish, holds_until: datetime | None) -> datetime | None:
    """Return when the kit ends: after its last day here, and never later than what it rests on holds."""
    chosen = _midnight(wish.until + timedelta(days=1)) if wish.until else None
    return min((end for end in (chosen, holds_until) if end), default=None)


def check_wish(wish: KitWish, holds_until: datetime | None, at: datetime, days: int = 0) -> datetime | None:
    """Return when the kit will end: of itself after *days* (:func:`ending`). Raises :class:`WishRefused`."""
    end = end_of(ending(wish, days, at), holds_until)
    today = at.astimezone().date()
    refused = {
        Wrong.OVER: end is not None and end <= at,
        Wrong.EVENT_PAST: wish.event_on is not None and wish.event_on < today,
        Wrong.EVENT_AFTER_END: ends_before(wish.event_on, end),
        Wrong.EVENT_TOO_LONG: len(wish.event) > LONGEST_EVENT,
        Wrong.NO_TIME: bool(wish.event_time) and not _TIME.fullmatch(wish.event_time),
        Wrong.PLACE_TOO_LONG: len(wish.event_place) > LONGEST_PLACE,
    }
    for wrong, is_so in refused.items():
        if is_so:
            raise WishRefused(wrong, end)
    return end


def ends_before(event_on: date | None, end: datetime | None) -> bool:
    """Tell whether what ends at *end* is over when the day of its event begins."""
    return bool(end and event_on and _midnight(event_on) >= end)


def _midnight(day: date) -> datetime:
    """Return the moment in which *day* begins where this studio is."""
    return datetime.combine(day, time.min).astimezone()
