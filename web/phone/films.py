"""My films: the clips that somebody is in, and the films that hold them."""

from __future__ import annotations

from web.phone.blueprint import blueprint
from web.phone.doors import visitors
from web.phone.showing import page


@blueprint.get("/films/")
@visitors
def my_films() -> str:
    """Show what somebody is in."""
    return page("phone/films/index.html")
