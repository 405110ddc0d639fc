"""The rooms of a workshop in the navigation: those that somebody may enter, in the order of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, request

from web.security.access import rule_of
from web.wording.i18n import lazy
from workflows.accounts import Account

ROOMS: tuple[tuple[str, Any], ...] = (
    ("workshops.show", lazy("Overview")),
    ("runsheet.index", lazy("Run sheet")),
    ("attendance.index", lazy("Attendance")),
    ("uploads.index", lazy("Upload")),
    ("work.index", lazy("Work")),
    ("contact_sheet.show", lazy("Clips")),
    ("participants.index", lazy("People")),
    ("matrix.show", lazy("Consent")),
    ("builder.index", lazy("Cuts")),
    ("treatments.index", lazy("Treated clips")),
    ("kits.index", lazy("Kits")),
    ("recalls.index", lazy("Recalls")),
    ("feedback.index", lazy("Feedback")),
    ("changes.index", lazy("Changes")),
    ("reports.show", lazy("Report")),
    ("notices.index", lazy("Notices")),
    ("search.show", lazy("Search")),
)

#: The blueprints whose pages lie within the room of another.
_WITHIN: Mapping[str, str] = {
    **dict.fromkeys(("clips", "subtitles"), "contact_sheet"),
    **dict.fromkeys(("people", "pictures", "erasures", "phones", "spoken"), "participants"),
    **dict.fromkeys(("receipts", "vetoes"), "matrix"),
    **dict.fromkeys(("cuts", "review", "asking", "publishing", "guides"), "builder"),
    "invitations": "workshops",
    "modules": "kits",
    "screenings": "kits",
    "tus": "uploads",
    "narrations": "notices",
}


def rooms(account: Account) -> list[tuple[str, str, str]]:
    """Return endpoint and name of each room that *account* may enter, and how it is current.

    That is what ``aria-current`` says: "page" for the page that is shown, "true" for one within, or "".
    """
    there, found = current_app.view_functions, []
    for endpoint, words in ROOMS:
        if endpoint in there and rule_of(current_app, endpoint).roles & account.roles:
            found.append((endpoint, str(words), _current(endpoint)))
    return found


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    here = request.blueprint or ""
    return "true" if _WITHIN.get(here, here) == endpoint.partition(".")[0] else ""
