"""A small real studio with what is in it, made once and copied for each test; its browsers."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_around import invite, look_back, speak_a_note
from web_filled import CUES, FILM, HOME, MANIFEST, answer, fill, make_treated, speak, speak_an_answer
from werkzeug.test import TestResponse

from consent.releases import AnswerState
from pvstudio.config import Settings
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.media.posters import make_poster
from pvstudio.media.probing import probe
from pvstudio.media.proxies import make_proxy
from pvstudio.media.sprites import make_sprite
from pvstudio.media.stills import Square
from pvstudio.media.waveforms import make_waveform
from pvstudio.model import (
    Audience,
    Clip,
    Footage,
    FootageState,
    Treatment,
)
from pvstudio.store.files import staged_folder
from pvstudio.store.reading import copy_plain
from pvstudio.subtitles.formats.vtt import vtt_text
from web.app import create_app
from web.pages.receipts import offered
from web.security.session import COOKIE
from workflows.accounts import Account, SignIn
from workflows.accounts import Role as AccountRole
from workflows.accounts.passwords import hashed
from workflows.clips.portraits import choose_portrait
from workflows.clips.preparing import TreatedPreview
from workflows.publish import film_folder, kit_folder
from workflows.wiring import ACCOUNTS, Studio


class Client(FlaskClient):
    """A browser that closes what it has read, as servers do."""

    def open(self, *args: Any, buffered: bool = True, **options: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **options)


#: What the browsers of tests hold: sign-ins of a facilitator, and of one of each other role.
PASSWORD = "three blue rivers"
TOKENS = {role: f"token-{role}" for role in AccountRole}


def let_in(studio: Studio) -> None:
    """Make an account of each role, assigned to the workshop, signed in; the facilitator keeps the studio."""
    password, at = hashed(PASSWORD, name=""), datetime.now(UTC)
    with studio.documents.write(ACCOUNTS) as tx:
        for role, token in TOKENS.items():
            account = Account(
                id=f"account-{role}",
                name=role.title(),
                password=password,
                roles=frozenset({role}),
                created_at=at,
                workshops=frozenset({HOME}),
                keeper=role is AccountRole.FACILITATOR,
            )
            tx.put(account)
            key = hashlib.sha256(token.encode()).hexdigest()
            tx.put(SignIn(id=key, account_id=account.id, at=at, until=at + timedelta(days=1)))


def browser_cookie(address: str, role: AccountRole = AccountRole.FACILITATOR) -> Any:
    """Return the cookie with which a browser at *address* is signed in: for ``context.add_cookies([…])``."""
    return {"name": COOKIE, "value": TOKENS[role], "url": address}


@dataclass(frozen=True)
class Place:
    """The studio under test, and its web application."""

    studio: Studio
    app: Flask
    client: FlaskClient

    def browser(self, role: AccountRole | None = None) -> FlaskClient:
        """Return another browser, signed in as *role* or not at all."""
        client = self.app.test_client()
        if role:
            client.set_cookie(COOKIE, TOKENS[role])
        return client

    def token(self) -> str:
        """Fetch a page with forms and return the token of this browser."""
        self.client.get("/sign-in")
        with self.client.session_transaction() as session:
            return str(session["token"])

    def begin_trail(self) -> None:
        """Do something that is written down: from here on the month's trail has its file."""
        self.client.post("/language", data={"token": self.token(), "language": "en"})

    def receipt(self, person: str = "person-amra") -> str:
        """Return what the pages call the newest receipt of somebody."""
        with self.studio.documents.read(HOME) as tx:
            return offered(tx, person)[0].code

    def seen(self, path: str) -> str:
        """Open a page of this workshop and return what its form sends back of what it showed."""
        found = re.search(r'name="seen" value="(\w+)"', self.client.get(f"/workshops/{HOME}/{path}").text)
        assert found, path
        return found[1]

    def say(
        self, who: str, subject: str, state: AnswerState, audience: Audience | None = None, **more: Any
    ) -> None:
        """Let "amra" or "nur" say something about a clip or the film, as :func:`web_filled.answer` does."""
        with self.studio.book(HOME) as tx:
            answer(tx, who, subject, state, audience, **more)

    def post(self, path: str, **fields: object) -> TestResponse:
        """Send a form of this workshop."""
        return self.client.post(f"/workshops/{HOME}/{path}", data={"token": self.token(), **fields})


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, film: Path) -> Path:
    home = tmp_path_factory.mktemp("template")
    studio = Studio.open(Settings(home=home, film=FILM))
    sha256, size = studio.files(HOME).add(film)
    media = probe(studio.files(HOME).original(sha256), name="most.mp4")
    footage = Footage(
        id="footage-1",
        sha256=sha256,
        original_name="most.mp4",
        size_bytes=size,
        received_at=datetime.now(UTC),
        state=FootageState.READY,
        media=media,
    )
    with studio.book(HOME) as tx:
        fill(tx, footage, sha256)
        clip = tx.get(Clip, "clip-bread")
        river = tx.get(Clip, "clip-river")
    make_treated(river, footage, studio)
    mezzanine = make_mezzanine(clip, footage, studio.files(HOME), FILM)
    make_proxy(mezzanine)
    poster = make_poster(mezzanine)
    make_sprite(mezzanine)
    make_waveform(mezzanine)
    silent = frozenset({Treatment.VOICE_SILENCED})
    make_proxy(make_mezzanine(clip, footage, studio.files(HOME), FILM, treatments=silent))
    with studio.documents.write(HOME) as tx:
        tx.put(TreatedPreview(id=clip.id, treatments=silent))
    choose_portrait(studio, HOME, clip.id, "person-amra", 400, Square())
    for folder in (film_folder(studio, HOME, "version-1"), kit_folder(studio, HOME, "kit-1")):
        with staged_folder(folder) as making:  # the film is sealed, the kit is not
            shutil.copyfile(film, making / "film.mp4")
            copy_plain(poster, making / "poster.jpg")
            (making / "film.json").write_bytes(msgspec.json.encode(MANIFEST))
            (making / "film.ar.vtt").write_text(vtt_text(CUES, "ar"), encoding="utf-8")
    speak(studio, "ar", film.read_bytes())
    speak_an_answer(studio, film.read_bytes())
    speak_a_note(studio, HOME, film.read_bytes())
    invite(studio, HOME)
    look_back(studio, HOME)
    let_in(studio)
    return home


@pytest.fixture
def settings(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "studio")
    return replace(Settings(home=tmp_path / "studio"), film=FILM)


@pytest.fixture
def place(settings: Settings) -> Place:
    return opened(settings)


@pytest.fixture(scope="module")
def shared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One studio for all tests of a module: they only look, or have things of their own."""
    home = tmp_path_factory.mktemp("shared") / "studio"
    shutil.copytree(template, home)
    return opened(replace(Settings(home=home), film=FILM))


def opened(settings: Settings) -> Place:
    """Open the studio, with a browser that a facilitator is signed in with."""
    app = create_app(settings)
    app.testing = False
    app.test_client_class = Client
    client = app.test_client()
    client.set_cookie(COOKIE, TOKENS[AccountRole.FACILITATOR])
    return Place(Studio.open(settings), app, client)
