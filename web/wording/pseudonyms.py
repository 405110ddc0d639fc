"""Names to choose from for people who do not want to be known by their own."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from web.wording.i18n import lazy

#: Things of nature that are nobody's name in particular, in the reader's language.
_WORDS = (
    lazy("River"),
    lazy("Mountain"),
    lazy("Olive"),
    lazy("Swallow"),
    lazy("Cloud"),
    lazy("Pine"),
    lazy("Morning"),
    lazy("Stone"),
    lazy("Rain"),
    lazy("Bridge"),
    lazy("Meadow"),
    lazy("Wind"),
    lazy("Star"),
    lazy("Walnut"),
    lazy("Harbour"),
    lazy("Snow"),
)


def suggestions(taken: Collection[str], *, count: int = 6) -> list[str]:
    """Return some names that nobody here has, in no order."""
    known = {name.casefold() for name in taken}
    free = [word for word in map(str, _WORDS) if word.casefold() not in known]
    return secrets.SystemRandom().sample(free, min(count, len(free)))
