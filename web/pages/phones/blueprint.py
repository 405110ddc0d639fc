"""The blueprint of the facilitators' side of participants' phones."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("phones", __name__, url_prefix="/workshops/<workshop>")
