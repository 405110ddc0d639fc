"""The rooms of a workshop in the navigation: those that somebody may enter, in the order of work."""

from __future__ import annotations

from typing import Any

from flask import current_app

from web.security.access import rule_of
from web.wording.i18n import lazy
from workflows.accounts import Account

ROOMS: tuple[tuple[str, Any], ...] = (
    ("workshops.show", lazy("Overview")),
    ("uploads.index", lazy("Upload")),
    ("work.index", lazy("Work")),
    ("participants.index", lazy("People")),
    ("matrix.show", lazy("Consent")),
    ("contact_sheet.show", lazy("Contact sheet")),
    ("builder.index", lazy("Cuts")),
    ("treatments.index", lazy("Treated clips")),
    ("kits.index", lazy("Kits")),
    ("recalls.index", lazy("Recalls")),
    ("notices.index", lazy("Notices")),
    ("search.show", lazy("Search")),
)


def rooms(account: Account) -> list[tuple[str, str]]:
    """Return endpoint and name of each room that *account* may enter."""
    there, found = current_app.view_functions, []
    for endpoint, words in ROOMS:
        if endpoint in there and rule_of(current_app, endpoint).roles & account.roles:
            found.append((endpoint, str(words)))
    return found
