"""What the pages of the run sheet share."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint

from web.wording.showing import now

blueprint = Blueprint("runsheet", __name__, url_prefix="/workshops/<workshop>/run")


def local() -> datetime:
    """Return the moment of this request by the clock on the wall."""
    return now().astimezone()
