"""The rooms of a workshop in the navigation, on floors, in the order of work: what somebody may enter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import current_app, request

from web.security.access import rule_of
from web.wording.i18n import lazy
from workflows.accounts import Account

#: Floors and their rooms. The overview lies on none: it is the way in.
OVERVIEW = "workshops.show"
FLOORS: tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...] = (
    (
        lazy("Plan"),
        (
            ("runsheet.index", lazy("Run sheet")),
            ("participants.index", lazy("People")),
            ("attendance.index", lazy("Attendance")),
            ("invitations.show", lazy("Invitation")),
        ),
    ),
    (
        lazy("Film"),
        (
            ("uploads.index", lazy("Upload")),
            ("contact_sheet.show", lazy("Clips")),
            ("builder.index", lazy("Cuts")),
            ("search.show", lazy("Search")),
            ("work.index", lazy("Work")),
        ),
    ),
    (
        lazy("Consent"),
        (
            ("matrix.show", lazy("Who agreed to what")),
            ("treatments.index", lazy("Treated clips")),
            ("notices.index", lazy("Notices")),
        ),
    ),
    (
        lazy("Screenings"),
        (
            ("kits.index", lazy("Kits")),
            ("guides.index", lazy("Discussion guides")),
            ("recalls.index", lazy("Recalls")),
            ("modules.index", lazy("Learning modules")),
        ),
    ),
    (
        lazy("Looking back"),
        (
            ("feedback.index", lazy("Feedback")),
            ("changes.index", lazy("Changes")),
            ("reports.show", lazy("Report")),
        ),
    ),
)

#: The blueprints whose pages lie within the room of another.
_WITHIN: Mapping[str, str] = {
    **dict.fromkeys(("clips", "subtitles"), "contact_sheet"),
    **dict.fromkeys(("people", "pictures", "erasures", "phones", "spoken"), "participants"),
    **dict.fromkeys(("receipts", "vetoes"), "matrix"),
    **dict.fromkeys(("cuts", "review", "asking", "publishing"), "builder"),
    "screenings": "kits",
    "tus": "uploads",
    "narrations": "notices",
}


class Room(NamedTuple):
    """A room, and how it is current: "page" for the page that is shown, "true" for one within, or ""."""

    endpoint: str
    words: str
    current: str


class Floor(NamedTuple):
    """What lies side by side; *rooms* are those that somebody may enter, at least one."""

    words: str
    rooms: list[Room]

    @property
    def is_here(self) -> bool:
        """Say whether the page that is shown lies on it."""
        return any(room.current for room in self.rooms)


def overview(account: Account) -> Room | None:
    """Return the overview, if *account* may enter it."""
    return next(iter(_open(account, ((OVERVIEW, ""),))), None)


def floors(account: Account) -> list[Floor]:
    """Return the floors that *account* may enter."""
    found = [Floor(str(words), _open(account, rooms)) for words, rooms in FLOORS]
    return [floor for floor in found if floor.rooms]


def _open(account: Account, rooms: Iterable[tuple[str, Any]]) -> list[Room]:
    there = current_app.view_functions
    return [
        Room(endpoint, str(words), _current(endpoint))
        for endpoint, words in rooms
        if endpoint in there and rule_of(current_app, endpoint).roles & account.roles
    ]


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    here = request.blueprint or ""
    return "true" if _WITHIN.get(here, here) == endpoint.partition(".")[0] else ""
