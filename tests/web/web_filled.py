"""What is in the small studio: two people, two clips, a film of both that all agree to, a kit."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from web_around import PLANNED

from consent.answers.recording import add_guardian, confirm_complete, enrol, log_appearance, record_answer
from consent.ledger.book import Book
from consent.ledger.layouts import enter_rendering
from consent.notices import notice
from consent.notices.narrations import attach_narration, sound_file
from consent.releases import Answer, AnswerState, Guardian, Role, Sign, Stage
from pvstudio.config import FilmFormat
from pvstudio.editing.film import Manifest, PlacedPart
from pvstudio.media import faces, mezzanines, treatments
from pvstudio.media.boxes import Box
from pvstudio.media.contacts import make_contacts
from pvstudio.media.faces import FacePainter
from pvstudio.media.ffmpeg import Job
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.media.proxies import make_proxy
from pvstudio.media.shots import Shot
from pvstudio.media.voicing import voiced_path
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    Cut,
    CutItem,
    CutState,
    CutVersion,
    Footage,
    Kit,
    Participant,
    Treatment,
    Workshop,
    new_id,
)
from pvstudio.store.files import write_bytes
from pvstudio.subtitles.cues import Cue, Track
from workflows.spoken import Kind, SpokenAnswer
from workflows.wiring import Studio

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


def fill(tx: Book, footage: Footage, film_sha256: str) -> None:
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
        answer(tx, who, subject, AnswerState.GIVEN, audience, stage=stage, role=role, at=now)


def answer(
    tx: Book,
    who: str,
    subject: str,
    state: AnswerState,
    audience: Audience | None = None,
    *,
    stage: Stage | None = None,
    role: Role = Role.SELF,
    **more: Any,
) -> Answer:
    """Write down, as said now, what "amra" or "nur" says about a clip or the film."""
    stage = stage or (Stage.S3 if subject.startswith("clip-") else Stage.S4)
    guardians = tx.find(Guardian, participant_id=f"person-{who}") if role is Role.GUARDIAN else []
    said = Answer(
        id=new_id("answer"),
        at=more.pop("at", datetime.now(UTC)),
        participant_id=f"person-{who}",
        stage=stage,
        subject_id=subject,
        audience=audience,
        state=state,
        role=role,
        guardian_id=guardians[0].id if guardians else "",
        notice=notice(stage, "en").reference,
        **more,
    )
    return record_answer(tx, said)


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
