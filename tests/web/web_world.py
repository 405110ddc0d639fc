"""A small real studio: two people, two clips, a film of both, a kit; made once, copied for each test."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_around import PLANNED, invite, look_back, speak_a_note
from werkzeug.test import TestResponse

from consent.answers.recording import add_guardian, confirm_complete, enrol, log_appearance, record_answer
from consent.ledger.book import Book
from consent.ledger.layouts import enter_rendering
from consent.notices import notice
from consent.notices.narrations import attach_narration, sound_file
from consent.releases import Answer, AnswerState, Guardian, Role, Sign, Stage
from pvstudio.config import FilmFormat, Settings
from pvstudio.editing.film import Manifest, PlacedPart
from pvstudio.media import faces, mezzanines, treatments
from pvstudio.media.boxes import Box
from pvstudio.media.contacts import make_contacts
from pvstudio.media.faces import FacePainter
from pvstudio.media.ffmpeg import Job
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.media.posters import make_poster
from pvstudio.media.probing import probe
from pvstudio.media.proxies import make_proxy
from pvstudio.media.shots import Shot
from pvstudio.media.sprites import make_sprite
from pvstudio.media.stills import Square
from pvstudio.media.voicing import voiced_path
from pvstudio.media.waveforms import make_waveform
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    Cut,
    CutItem,
    CutState,
    CutVersion,
    Footage,
    FootageState,
    Kit,
    Participant,
    Treatment,
    Workshop,
    new_id,
)
from pvstudio.store.files import staged_folder, write_bytes
from pvstudio.store.reading import copy_plain
from pvstudio.subtitles.cues import Cue, Track
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
from workflows.spoken import Kind, SpokenAnswer
from workflows.wiring import ACCOUNTS, Studio

HOME = "bihac"
BLUR = frozenset({Treatment.FACE_BLURRED})
TREATED = "7e" * 32
FILM = FilmFormat(width=320, height=180)
RECIPE = """
title = "Bread and river"
language = "en"
[[parts]]
clip = "clip-bread"
[[parts]]
clip = "clip-river"
"""
MANIFEST = Manifest(
    key="0" * 24,
    title="Bread and river",
    language="en",
    width=320,
    height=180,
    fps=25,
    frames=100,
    duration_ms=4000,
    parts=tuple(
        PlacedPart(
            clip_id=f"clip-{name}",
            title=name.title(),
            start_ms=start_ms,
            duration_ms=1000,
            start_frame=start_ms // 40,
            frames=25,
            treatments=("face-blurred",),
            mezzanine="0" * 24,
        )
        for name, start_ms in (("bread", 1000), ("river", 3000))
    ),
    languages=("ar",),
    without_cues=(),
    burned_in=(),
    loudness_lufs=-16.0,
    peak_dbtp=-1.0,
    copied_frames=50,
    encoded_frames=50,
    segments_found=0,
    segments_made=2,
)
CUES = (Cue(start_ms=200, end_ms=1500, text="صباح الخير، اسمي نور."),)


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

    def post(self, path: str, **fields: object) -> TestResponse:
        """Send a form of this workshop."""
        return self.client.post(f"/workshops/{HOME}/{path}", data={"token": self.token(), **fields})


def _fill(tx: Book, footage: Footage, film_sha256: str) -> None:
    """Two people in a clip each, and a film of both that all agree to, in a kit."""
    now = datetime.now(UTC) - timedelta(hours=1)
    _put_clips(tx, footage)
    _put_film(tx, film_sha256, now)
    for who, clip, roles in (
        ("amra", "bread", [Role.SELF]),
        ("nur", "river", [Role.GUARDIAN, Role.CHILD_ASSENT]),
    ):
        for role in roles:
            _agree(tx, who, clip, role, now)


def _put_clips(tx: Book, footage: Footage) -> None:
    tx.put(Workshop(id=HOME, title="Priče s mosta", place="Bihać", languages=("bs", "ar", "en")))
    tx.put(footage)
    tx.put(PLANNED)
    for key, age in (("Amra", AgeBand.ADULT), ("نور", AgeBand.MINOR)):
        name = "nur" if key == "نور" else "amra"
        enrol(tx, Participant(id=f"person-{name}", pseudonym=key, age_band=age, languages=("bs", "en")))
    add_guardian(tx, "person-nur", "ليلى", relation="mother", languages=("ar", "en"))
    for name, title, who in (("bread", "Bread on the table", "amra"), ("river", "النهر", "nur")):
        tx.put(
            Clip(
                id=f"clip-{name}", footage_id=footage.id, title=title, start_ms=0, end_ms=2000, language="ar"
            )
        )
        log_appearance(tx, f"clip-{name}", f"person-{who}", {Sign.FACE, Sign.VOICE})
        confirm_complete(tx, f"clip-{name}")
        tx.put(Track(id=f"track-{name}", clip_id=f"clip-{name}", language="ar", cues=CUES, source="by hand"))


def _put_film(tx: Book, film_sha256: str, now: datetime) -> None:
    tx.put(Cut(id="cut-1", title="Bread and river", recipe=RECIPE))
    version = CutVersion(
        id="version-1",
        cut_id="cut-1",
        number=1,
        items=(
            CutItem(clip_id="clip-bread"),
            CutItem(clip_id="clip-river", treatments=BLUR, treated=TREATED),
        ),
        audience=Audience.COMMUNITY,
        languages=("ar",),
        recipe=RECIPE,
        state=CutState.RENDERED,
        film_sha256=film_sha256,
        created_at=now,
    )
    tx.put(version)
    enter_rendering(tx, version, now)
    tx.put(
        Kit(
            id="kit-1",
            cut_version_id=version.id,
            audience=Audience.COMMUNITY,
            languages=("ar",),
            recipient="Kino Una",
            published_at=now,
        )
    )


def _agree(tx: Book, who: str, clip: str, role: Role, now: datetime) -> None:
    for stage, subject, audience in (
        (Stage.S1, HOME, None),
        (Stage.S2, HOME, None),
        (Stage.S3, f"clip-{clip}", Audience.COMMUNITY),
        (Stage.S4, "version-1", Audience.COMMUNITY),
    ):
        known = tx.find(Guardian, participant_id=f"person-{who}")
        yes = Answer(
            id=new_id("answer"),
            at=now,
            participant_id=f"person-{who}",
            stage=stage,
            subject_id=subject,
            audience=audience,
            state=AnswerState.GIVEN,
            role=role,
            guardian_id=known[0].id if role is Role.GUARDIAN else "",
            notice=notice(stage, "en").reference,
        )
        record_answer(tx, yes)


def make_treated(clip: Clip, footage: Footage, studio: Studio) -> None:
    """Hide a face that somebody claims to see for a while, under a hash that tests can know."""
    seen = [Box(left=0.4, top=0.3, right=0.6, bottom=0.7)]
    looks = iter(range(1000))

    def prepare(shot: Shot, job: Job) -> FacePainter:
        return faces.prepare(shot, job, lambda _picture: seen if next(looks) < 10 else [])

    with pytest.MonkeyPatch.context() as patch:
        version = treatments.PICTURE[Treatment.FACE_BLURRED].version
        painter = treatments.PictureTreatment(version=version, prepare=prepare)
        patch.setitem(treatments.PICTURE, Treatment.FACE_BLURRED, painter)
        patch.setattr(mezzanines, "_sha256", lambda *_: TREATED)
        made = make_mezzanine(clip, footage, studio.files(HOME), FILM, treatments=BLUR)
    make_proxy(made)
    make_contacts(made)


def speak(studio: Studio, language: str, sound: bytes) -> None:
    """Somebody has spoken what people are asked before they take part."""
    sha256 = hashlib.sha256(sound).hexdigest()
    write_bytes(sound_file(studio.folder(HOME), sha256), sound)
    with studio.documents.write(HOME) as tx:
        attach_narration(tx, notice("S1", language), sha256, 900, by="Huda", at=datetime.now(UTC))


def speak_an_answer(studio: Studio, film: bytes) -> None:
    """Amra has said something into her phone; it was not clear, and she was asked again."""
    sha256 = studio.files(HOME).receive(BytesIO(film + bytes(1))).sha256
    write_bytes(voiced_path(studio.files(HOME).original(sha256), pictures=True), film)
    at = datetime.now(UTC)
    said = SpokenAnswer(
        id="spoken-1",
        participant_id="person-amra",
        role=Role.SELF,
        stage=Stage.S2,
        subject_id=HOME,
        sha256=sha256,
        kind=Kind.VIDEO,
        duration_ms=2000,
        at=at,
        written_at=at,
        by="Huda",
        unclear=True,
    )
    with studio.documents.write(HOME) as tx:
        tx.put(said)


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
        _fill(tx, footage, sha256)
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


def opened(settings: Settings) -> Place:
    """Open the studio, with a browser that a facilitator is signed in with."""
    app = create_app(settings)
    app.testing = False
    app.test_client_class = Client
    client = app.test_client()
    client.set_cookie(COOKIE, TOKENS[AccountRole.FACILITATOR])
    return Place(Studio.open(settings), app, client)
