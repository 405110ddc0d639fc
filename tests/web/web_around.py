"""What lies round the film in the small studio of `web_world`: an invitation, looking back, a spoken note."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from pvstudio.agenda import AgendaSession
from pvstudio.media.voicing import voiced_path
from pvstudio.model import Audience
from pvstudio.store.files import write_bytes
from workflows.feedback.notes import Heard, SpokenNote
from workflows.invitations import Invitation, Told
from workflows.modules import Format, Module
from workflows.retrospectives import Change, Kind, Line, Mark, Occasion, Retrospective, Step
from workflows.wiring import INVITATIONS, Studio

#: What is planned: one session of long ago, in which the footage was filmed.
PLANNED = AgendaSession(
    id="session-1",
    title="Igra imena",
    day=date(2026, 5, 29),
    starts="10:00",
    minutes=45,
    exercise="name-game",
    stage="S2",
    footage_ids=("footage-1",),
)


def invite(studio: Studio, home: str) -> None:
    """The workshop is open to whoever holds its poster, in Arabic."""
    today, at = datetime.now(UTC).astimezone().date(), datetime.now(UTC)
    told = (Told(language="ar", title="قصص من الجسر", words="خمسة أيام"),)
    days = {"until": today + timedelta(days=5), "delete_on": today + timedelta(days=30)}
    found = Invitation(id=home, code="ABCDEFGH", told=told, place="Bihać", places=2, made_at=at, **days)
    with studio.documents.write(INVITATIONS) as tx:
        tx.put(found)


def look_back(studio: Studio, home: str) -> None:
    """The group has looked back on its first day, and Huda sees to something; a learning module is made."""
    at = datetime.now(UTC)
    said = (
        Line(id="line-1", kind=Kind.CHANGE, words="ابدأ متأخرًا قليلًا", mark=Mark.TIME, votes=3),
        Line(id="line-2", kind=Kind.KEEP, words="Everybody holds the camera", mark=Mark.CAMERA),
    )
    with studio.documents.write(home) as tx:
        retro = Retrospective(
            id="retrospective-1",
            held_on=at.date(),
            occasion=Occasion.DAY,
            about="Day <1>",
            lines=said,
            by="Huda",
        )
        change = Change(
            id="change-1",
            kind=Kind.CHANGE,
            words="Start at ten",
            owner="Huda",
            about=retro.about,
            retrospective_id=retro.id,
            line_id="line-1",
            made_at=at,
            past=(Step(at=at, by="Huda", what="made"),),
        )
        module = Module(
            id="module-1",
            format=Format.SCORM,
            languages=("en", "ar"),
            audience=Audience.PARTNERS,
            platform="Learning office",
            agenda_id="screening-90",
            at=at,
            by="account-facilitator",
        )
        for one in (retro, change, module):
            tx.put(one)


def speak_a_note(studio: Studio, home: str, sound: bytes) -> None:
    """The host has said how the talk was."""
    sha256 = studio.files(home).receive(BytesIO(sound + bytes(2))).sha256
    write_bytes(voiced_path(studio.files(home).original(sha256), pictures=False), sound)
    note = SpokenNote(id="note-1", kit_id="kit-1", sha256=sha256, at=datetime.now(UTC), heard=Heard.SILENT)
    with studio.documents.write(home) as tx:
        tx.put(note)
