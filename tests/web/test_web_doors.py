"""Every page asked for by everybody: who is let in stands in tests/golden/doors.txt, for people to read.

After a wanted change: PVSTUDIO_GOLDEN=write pytest tests/web/test_web_doors.py, then read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from phone_world import phone_of
from web_routes import IDS, addresses
from web_world import Place

from consent.releases import Role as ConsentRole
from pvstudio.config import Settings
from pvstudio.model import Workshop
from web.app import create_app
from web.pages import health
from web.security.access import SilentView
from web.security.session import COOKIE
from web.wording.showing import now
from workflows.accounts import Account, Role, SignIn
from workflows.wiring import ACCOUNTS

GOLDEN = Path(__file__).parent.parent / "golden" / "doors.txt"
DAY = timedelta(days=1)


def doors(place: Place) -> str:
    """Ask every route as everybody, with views that do nothing, and write down whom the door let in."""
    for endpoint, view in place.app.view_functions.items():
        empty = lambda **_ids: "in"  # noqa: E731
        empty.rule = getattr(view, "rule", None)  # type: ignore[attr-defined]
        place.app.view_functions[endpoint] = empty
    browsers = {str(role): place.browser(role) for role in Role}
    browsers |= {
        "keeper": browsers["facilitator"],
        "facilitator": plain_facilitator(place),
        "stranger": place.browser(),
        "visitor": _visitor(place),
        "half-way": _visitor(place, pin=False),
    }
    lines = []
    for endpoint, method, own, other in sorted(routes(place)):
        let_in = [name for name, browser in browsers.items() if asked(browser, method, own) == b"in"]
        if other != own and "stranger" not in let_in:
            strays = [name for name, browser in browsers.items() if asked(browser, method, other) == b"in"]
            assert strays == [], (endpoint, strays)
        lines.append(f"{method:6} {endpoint:32} {' '.join(let_in)}")
    return "\n".join(lines) + "\n"


def _visitor(place: Place, *, pin: bool = True) -> FlaskClient:
    """Return a phone with a visit, which it sends with everything that it asks for."""
    person, role = ("person-amra", ConsentRole.SELF) if pin else ("person-nur", ConsentRole.CHILD_ASSENT)
    phone = phone_of(place, person, role, pin=pin)
    phone.client.set_cookie("visit", phone.token)
    return phone.client


def plain_facilitator(place: Place) -> FlaskClient:
    """Return the browser of a facilitator who does not look after the studio."""
    with place.studio.documents.write(ACCOUNTS) as tx:
        keeper = tx.get(Account, "account-facilitator")
        tx.put(replace(keeper, id="account-plain", name="Plain", keeper=False))
        tx.put(
            SignIn(id=sha256(b"plain").hexdigest(), account_id="account-plain", at=now(), until=now() + DAY)
        )
    browser = place.browser()
    browser.set_cookie(COOKIE, "plain")
    return browser


def routes(place: Place) -> Iterator[tuple[str, str, str, str]]:
    """Give endpoint, method, its address in the workshop of everybody here, and in one of others."""
    with place.studio.book("mostar") as tx:
        tx.put(Workshop(id="mostar", title="Mostar"))
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
        for phone in (False, True):
            own = addresses(place, method, IDS, phone=phone)
            other = addresses(place, method, IDS | {"workshop": "mostar"}, phone=phone)
            for (endpoint, url), (_same, elsewhere) in zip(own, other, strict=True):
                if method != "HEAD" or (endpoint, url) not in addresses(place, "GET", IDS, phone=phone):
                    yield endpoint, method, url, elsewhere


def asked(browser: FlaskClient, method: str, url: str) -> bytes:
    browser.get("/healthz")
    with browser.session_transaction() as session:
        session["token"] = "known"
    answer = browser.open(url, method=method, headers={"X-Form-Token": "known"})
    return b"in" if method == "HEAD" and answer.content_length == len(b"in") else answer.data


def test_each_page_answers_whom_it_should_and_nobody_of_another_workshop(place: Place) -> None:
    place.app.extensions["buckets"].take = lambda *_: 0.0
    found = doors(place)
    if os.environ.get("PVSTUDIO_GOLDEN") == "write":
        GOLDEN.write_text(found, encoding="utf-8")
    assert found.splitlines() == GOLDEN.read_text("utf-8").splitlines()


def test_a_view_that_says_nothing_stops_the_studio(settings: Settings, monkeypatch) -> None:
    monkeypatch.delattr(health.healthz, "rule")
    with pytest.raises(SilentView, match=r"health\.healthz"):
        create_app(settings)
