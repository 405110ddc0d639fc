"""What all pages of guides share: the blueprint, who comes in, what parts are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint

from pvstudio.languages import canonical
from pvstudio.model import Workshop
from web.security.access import allow
from web.wording.fields import LANGUAGES_ASKED
from web.wording.i18n import lazy
from workflows.accounts import Role
from workflows.guides.model import Part

blueprint = Blueprint("guides", __name__, url_prefix="/workshops/<workshop>/guides")

#: Who works on guides. A host finds a guide in the kit: there the kit's gate stands before it.
guiding = allow(Role.FACILITATOR, Role.OFFICER)

PARTS: Mapping[Part, Any] = {
    Part.SYNOPSIS: lazy("What the film shows"),
    Part.THEMES: lazy("What it is about"),
    Part.PLAN: lazy("The time that you have"),
    Part.CARE: lazy("So that nobody is hurt"),
    Part.BEFORE: lazy("Before the film"),
    Part.AFTER: lazy("After the film"),
    Part.DIVIDERS: lazy("What divides people here"),
    Part.CONNECTORS: lazy("What connects them"),
}


def near(workshop: Workshop, more: Iterable[str] = ()) -> list[str]:
    """Return languages to choose from: of the workshop, *more*, then those that are offered everywhere."""
    tags = (canonical(tag) for tag in (*workshop.languages, *more))
    return list(dict.fromkeys([*filter(None, tags), *LANGUAGES_ASKED]))
