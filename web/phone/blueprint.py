"""The blueprint of the phone's pages, and what every template of theirs can use."""

from __future__ import annotations

from flask import Blueprint

from web.sending.squeezed import squeeze

blueprint = Blueprint("phone", __name__, url_prefix="/p")
blueprint.after_request(squeeze)
