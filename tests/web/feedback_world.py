"""What phones send of a screening, as the tests of feedback make it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from web_world import HOME, Place

from workflows.feedback import Response

KIT = f"/workshops/{HOME}/feedback/kits/kit-1"
TODAY = datetime.now(UTC).astimezone().date().isoformat()
HELD: dict[str, object] = {
    "id": "screening-00000000000000aa",
    "on": TODAY,
    "place": "Dom kulture",
    "tallies": [{"group": "local-resident", "sex": "female", "age": "30-59", "people": 7, "first_time": 2}],
}


def said(number: int, **more: object) -> dict[str, object]:
    """One person after the film."""
    answers = {"smiley": 1 + number % 5}
    return {"id": f"response-{number:016x}", "on": TODAY, "moment": "after", "answers": answers} | more


def bundle(*sent: dict[str, object], **more: object) -> str:
    """What a phone sends."""
    held = {"format": "pvstudio-feedback/1", "kit": "kit-1", "receipt": "4821", "responses": list(sent)}
    return json.dumps(held | more)


def responses(place: Place) -> list[Response]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Response)
