"""The two sides of an invitation: its facilitators', and the one without an account."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("invitations", __name__, url_prefix="/workshops/<workshop>/invitation")
public = Blueprint("joining", __name__, url_prefix="/join")

BLUEPRINTS = (blueprint, public)
