"""Whether the studio is well: for whoever watches over machines. It says nothing of what is in it."""

from __future__ import annotations

import shutil

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from pvstudio.errors import StudioError
from web.security.access import open_to_all
from web.wording.showing import studio

blueprint = Blueprint("health", __name__)
#: Under this much free space, in bytes, uploads and renders begin to fail.
ENOUGH = 2 << 30


@blueprint.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """Answer 200 when documents can be read and there is room on the disk, 503 otherwise."""
    found = {"documents": _documents(), "room": shutil.disk_usage(studio().settings.home).free >= ENOUGH}
    well = all(found.values())
    return jsonify(status="ok" if well else "unwell", **found), 200 if well else 503


def _documents() -> bool:
    try:
        for workshop in studio().workshops()[:1]:
            with studio().documents.read(workshop):
                pass
    except (StudioError, OSError):
        return False
    return True
