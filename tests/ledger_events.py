"""Events for a ledger to try: an answer with all that an answer has, and keys to sign with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from consent.ledger.keys import SigningKey
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import Audience, Treatment

HOME = "bihac"
KEY, OTHER_KEY = SigningKey.new(), SigningKey.new()
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PEOPLE = ("person-amra", "person-samir", "person-šejla")


def answer(number: int, **changes: object) -> Answer:
    """Return the *number*-th answer of somebody about something, with all that an answer has."""
    values: dict[str, object] = {
        "id": f"answer-{number:04}",
        "at": NOON + timedelta(minutes=number),
        "participant_id": PEOPLE[number % 3],
        "stage": Stage.S3,
        "subject_id": f"clip-{number % 5}",
        "state": AnswerState.LIMITED,
        "audience": Audience.COMMUNITY,
        "treatments": frozenset({Treatment.FACE_BLURRED, Treatment.PSEUDONYM}),
        "languages_left_out": frozenset({"sr", "ar"}),
        "expires_at": NOON + timedelta(days=400),
        "taken_by": f"Ineš {number}",
        "interpreter": "Zahra “Z” \\ \x07" if number % 2 else "",
        "notice": "s3 en 1 " + "a" * 64,
        "number": number,
        "content": "sha256:" + "b" * 64,
    }
    return Answer(**values | changes)  # type: ignore[arg-type]
