"""A studio with an adult and a child, and what hands do with their phones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from consent.answers.enrolling import add_guardian, enrol
from consent.releases import Role
from pvstudio.config import Settings
from pvstudio.model import AgeBand, Participant, Workshop
from workflows.phones import (
    PinWrong,
    Seat,
    SeatLocked,
    Visit,
    check_pin,
    enter,
    once_code,
    pins,
    seats_of,
    set_pin,
)
from workflows.wiring import PHONES, Studio

HOME, AT, MINUTE = "workshop-1", datetime(2026, 11, 22, 9, 0, tzinfo=UTC), timedelta(minutes=1)
AMRA = Seat(participant_id="amra", role=Role.SELF)
CHILD = Seat(participant_id="nour", role=Role.CHILD_ASSENT)
PIN, OTHER = ("sun", "cat", "sun", "key"), ("key", "sun", "cat", "sun")


def new_studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """An adult, and a child with two guardians. PINs cost little here; what they cost has its own test."""
    monkeypatch.setattr(pins, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    studio = Studio.open(Settings(home=tmp_path))
    with studio.book(HOME) as tx:
        tx.put(Workshop(id=HOME, title="Neighbours", languages=("en",)))
        enrol(tx, Participant(id="amra", pseudonym="Amra"))
        enrol(tx, Participant(id="nour", pseudonym="Nour", age_band=AgeBand.MINOR))
        enrol(tx, Participant(id="sami", pseudonym="Sami", age_band=AgeBand.UNACCOMPANIED))
        for name in ("Hala", "Idris"):
            add_guardian(tx, "nour", name)
    return studio


def guardians(studio: Studio) -> list[Seat]:
    with studio.documents.read(HOME) as tx:
        return [one for one in seats_of(tx, "nour") if one.role is Role.GUARDIAN]


def inside(studio: Studio, seat: Seat, *, at: datetime = AT) -> tuple[str, Visit]:
    """Let somebody in who chooses their pictures."""
    token, visit = enter(studio, once_code(studio, HOME, seat, by="Ines", at=at), at)
    return token, set_pin(studio, visit, PIN, at)


def guess(studio: Studio, visit: Visit, times: int) -> None:
    for _ in range(times):
        with pytest.raises((PinWrong, SeatLocked)):
            check_pin(studio, visit, OTHER, AT)


def kept_text(studio: Studio) -> str:
    file = studio.settings.home / "workshops" / PHONES / "documents.json"
    return file.read_text() if file.exists() else ""  # the file of no documents is none
