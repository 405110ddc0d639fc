"""A phone of somebody in the small studio: let in by a code, with four pictures, and a visit that is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.releases import Role
from workflows.phones import Seat, check_pin, choose_language, enter, has_pin, once_code, seats_of, set_pin

PIN = ("sun", "fish", "cup", "cat")
COOKIE = "visit"


def seat_of(place: Place, person: str, role: Role = Role.SELF) -> Seat:
    """Return the seat of a person of the small studio in this right."""
    with place.studio.documents.read(HOME) as tx:
        return next(seat for seat in seats_of(tx, person) if seat.role is role)


@dataclass(frozen=True)
class Phone:
    """One phone: a browser with a visit and no account."""

    client: FlaskClient
    token: str

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open /p/*path* as a browser does."""
        return self.client.get(f"/p/{path}", headers={"Accept": "text/html"}, **more)

    def post(self, path: str, *, follow: bool = False, **fields: Any) -> TestResponse:
        """Send a form to /p/*path*."""
        return self.client.post(
            f"/p/{path}",
            data={"token": self.form_token(), **fields},
            headers={"Accept": "text/html"},
            follow_redirects=follow,
        )

    def form_token(self) -> str:
        """Return the token of this browser's forms."""
        self.client.get("/p", headers={"Accept": "text/html"})
        with self.client.session_transaction() as session:
            return str(session["token"])


def phone_of(
    place: Place,
    person: str = "person-amra",
    role: Role = Role.SELF,
    *,
    language: str = "en",
    pin: bool = True,
) -> Phone:
    """Return the phone of somebody: past the pictures, or before them where *pin* is false."""
    seat, at = seat_of(place, person, role), datetime.now(UTC)
    token, visit = enter(place.studio, once_code(place.studio, HOME, seat, by="Ana", at=at), at)
    visit = choose_language(place.studio, visit, language)
    if pin:
        (check_pin if has_pin(place.studio, visit) else set_pin)(place.studio, visit, PIN, at)
    client = place.app.test_client()
    client.set_cookie(COOKIE, token, path="/p")
    return Phone(client, token)
