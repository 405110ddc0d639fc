"""What leads a phone into the studio: the address, the letters, the square that holds both."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from flask import current_app, request, session
from markupsafe import Markup
from werkzeug.exceptions import Conflict

from web.reachable import for_this_machine_alone, homes
from web.wording.i18n import _
from web.wording.showing import studio

#: Where phones find the studio was chosen among several: kept for this browser.
_CHOSEN = "phones_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Where phones may find the studio, and where they are sent; nowhere: *known* is empty."""

    known: tuple[str, ...]
    chosen: str
    alone: bool  # it is served to this machine alone

    @property
    def typed(self) -> str:
        """What somebody types into a phone to get there."""
        return _typed(self.chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """One way in: *secret* is shown once. What stands behind the # is sent to nobody by following it."""

    home: str  # "192.168.0.7:8000"
    secret: str

    @property
    def address(self) -> str:
        """What the square holds."""
        return f"{request.scheme}://{self.home}/p#{self.secret}"

    @property
    def typed(self) -> str:
        """Where the letters are written, on a phone whose camera reads no squares."""
        return _typed(self.home)

    @property
    def groups(self) -> tuple[str, ...]:
        """The letters, four at a time."""
        return tuple(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    def square(self) -> Markup:
        """Return the QR code as markup: black on white, also where the page is dark."""
        code = segno.make_qr(self.address, error="m")
        return Markup(code.svg_inline(border=4, omitsize=True, light="#fff", svgclass="square"))  # noqa: S704


def homes_now() -> Homes:
    """Return where phones find the studio; chosen here, or with an earlier form of this browser."""
    known = tuple(homes(current_app, request, studio().settings))
    wanted = (request.values.get("home", ""), session.get(_CHOSEN, ""), *known, "")
    chosen = next(one for one in wanted if one in known or not known)
    if request.method == "POST" and chosen:
        session[_CHOSEN] = chosen
    return Homes(known=known, chosen=chosen, alone=for_this_machine_alone(current_app, request))


def entrance(secret: str) -> Entrance:
    """Return the way in by *secret*. Ask :func:`home_now` before one is made."""
    return Entrance(home=home_now(), secret=secret)


def home_now() -> str:
    """Return where phones are sent. Raises :class:`Conflict` where no phone would get there."""
    found = homes_now()
    if not found.chosen:
        raise Conflict(_("No phone can reach this studio now."))
    return found.chosen


def _typed(home: str) -> str:
    """Browsers take http for granted at a bare address, and nothing else."""
    return f"https://{home}/p" if request.is_secure else f"{home}/p"
