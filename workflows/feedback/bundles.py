"""What a phone sends, or saved as a file (:mod:`workflows.feedback.reading` looks into it).

    {"format": "pvstudio-feedback/1", "kit": "kit-…", "receipt": "4821",
     "responses": […], "screenings": […], "notes": […]}

A thing that cannot be is refused with its id and the reason; the others are none the worse for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pvstudio.gatherings import Tally
from workflows.errors import WorkflowError
from workflows.feedback.responses import Response

FORMAT = "pvstudio-feedback/1"
#: The largest bundle that is taken, in bytes, and the largest recording in it.
MAX_BYTES, MAX_NOTE_BYTES = 4 << 20, 2 << 20
MOST_RESPONSES, MOST_SCREENINGS, MOST_NOTES, MOST_ROWS = 1000, 20, 5, 60


class Why(StrEnum):
    """Why a thing of a bundle was not kept."""

    FORM = "form"  # not what our pages send
    QUESTION = "question"  # no such question, or not at that moment
    STEP = "step"  # the question has no such step
    EMPTY = "empty"  # it says nothing
    LONG = "long"  # more letters than fit
    FUTURE = "future"
    BEFORE_KIT = "before-kit"
    AFTER_RECALL = "after-recall"
    PLACE = "place"
    TALLY = "tally"  # numbers that cannot be
    OTHER = "other"  # its id is that of something else
    SCREENING = "screening"  # the screening that it belongs to was refused
    SOUND = "sound"  # a recording that cannot be heard
    ROOM = "room"  # no room on the disk for a recording, or too many wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A thing that was not kept: its id, as far as it had one, and why."""

    id: str
    why: Why


class BundleRefused(WorkflowError):
    """What was sent is no feedback of a phone at all; nothing of it was kept, everything is on the phone."""

    def __init__(
        self, words: str, *, advice: str = "Save the file on the phone again, and send that."
    ) -> None:
        super().__init__(f"This file was not taken: {words}.", advice=advice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A screening as its host reported it."""

    id: str
    held_on: date
    place: str
    tallies: tuple[Tally, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSent:
    """A recording of a host or facilitator, as it came."""

    id: str
    screening_id: str
    held_on: date
    content: bytes
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What came, as far as it can be so by itself. *kit_id* "": it does not say; *receipt* are digits."""

    kit_id: str
    receipt: str
    responses: tuple[Response, ...]
    screenings: tuple[Held, ...]
    notes: tuple[NoteSent, ...]
    refused: tuple[Refusal, ...]

    @property
    def things(self) -> int:
        """How many things it brings."""
        return len(self.responses) + len(self.screenings) + len(self.notes)
