"""What the pages of modules share: their blueprint and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from pvstudio.model import Audience
from web.wording.i18n import lazy
from workflows.modules import Format

blueprint = Blueprint("modules", __name__, url_prefix="/workshops/<workshop>/modules")

FORMATS: Mapping[Format, tuple[str, Any]] = {
    Format.SCORM: ("SCORM 1.2", lazy("It tells the platform who has read it, and what they knew.")),
    Format.CARTRIDGE: ("IMS Common Cartridge 1.1", lazy("Pages, and a quiz that can be changed there.")),
}
REACHES: Mapping[Audience, Any] = {
    Audience.PARTNERS: lazy("Only who signs in there"),
    Audience.ONLINE: lazy("Everybody can open it"),
}
