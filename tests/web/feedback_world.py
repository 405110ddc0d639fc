"""What phones send of a screening, as the tests of feedback make it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from io import BytesIO

from flask.testing import FlaskClient
from web_world import HOME, Place

from workflows.accounts import Role
from workflows.feedback import Response
from workflows.feedback.keys import key_of

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


def bring(place: Place, content: str, role: Role = Role.FACILITATOR) -> str:
    """Bring a file in, signed in; return the page."""
    client = place.browser(role)
    client.get("/sign-in")
    with client.session_transaction() as session:
        token = session["token"]
    sent = {"token": token, "bundle": (BytesIO(content.encode()), "feedback.json")}
    answer = client.post(f"{KIT}/bring", data=sent)
    assert answer.status_code in {200, 422}, answer.status_code
    return answer.text


def send(place: Place, key: str, content: str, **headers: str) -> tuple[int, dict[str, object]]:
    """Send as a stranger with a key; return the status and what the phone reads."""
    stranger = place.browser()
    sent = {"key": key, "bundle": content}
    answer = stranger.post("/f", data=sent, headers={"Accept": "application/json", **headers})
    return answer.status_code, answer.get_json(silent=True) or {}


def key(place: Place) -> str:
    return key_of(place.studio, HOME, "kit-1", at=datetime.now(UTC))


def clear(place: Place, response_id: str) -> int:
    """Press that words give nobody away, as somebody who reads them on the page; return the status."""
    page = place.client.get(f"{KIT}/").text
    found = re.search(rf'quotes/{response_id}".*?name="seen" value="(\w+)"', page, re.DOTALL)
    assert found
    return place.post(f"feedback/quotes/{response_id}", do="clear", seen=found[1]).status_code


def shown_waiting(browser: FlaskClient, screening: str = "") -> str:
    """Return what the form about a screening ("": none that is known) sends of the answers that it shows."""
    page = browser.get(f"{KIT}/").text
    found = re.search(
        rf'name="screening" value="{screening}"><input[^>]*name="answers" value="([^"]*)"', page
    )
    assert found, screening
    return found[1]


def press(browser: FlaskClient, *, do: str, screening: str, answers: str | None = None) -> int:
    """Answer whether it was so, of what the page shows (or of *answers*); return the status."""
    shown = shown_waiting(browser, screening) if answers is None else answers
    with browser.session_transaction() as session:
        token = session["token"]
    sent = {"token": token, "do": do, "screening": screening, "answers": shown}
    return browser.post(f"{KIT}/came", data=sent).status_code
