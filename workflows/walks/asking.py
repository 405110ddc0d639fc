"""What somebody can be asked at their seat, what counts now, and who else must answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consent.gate.overview import Letter
from consent.gate.states import ReleaseState
from consent.releases import Role, Stage
from pvstudio.model import Audience, Treatment
from workflows.phones.seat import Visit
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What counts now for one audience (None: S1 and S2): what this seat said, and what all together mean."""

    audience: Audience | None
    mine: ReleaseState
    together: Letter  # of all who must answer for this person
    treatments: frozenset[Treatment] = frozenset()  # of this seat's yes
    left_out: frozenset[str] = frozenset()
    until: datetime | None = None
    at: datetime | None = None  # when this seat said so; None: it has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that this seat can be asked about. *open*: an answer of this seat's is awaited."""

    stage: Stage
    subject_id: str
    title: str
    counts: tuple[Counts, ...]  # for each audience asked; of a film that was not sent, for all
    open: bool
    asked: bool  # False: a film that nobody was asked about yet


def questions(studio: Studio, visit: Visit, at: datetime) -> list[Question]:
    """Return what this seat can be asked: S1, S2, each clip (S3), each finished film (S4)."""
    raise NotImplementedError


def standing_now(
    studio: Studio, visit: Visit, stage: Stage, subject_id: str, at: datetime
) -> tuple[Counts, ...]:
    """Return what counts now about one thing, for every audience. Raises NotFound if they are not in it."""
    raise NotImplementedError


def still_asked(
    studio: Studio, visit: Visit, stage: Stage, subject_id: str, at: datetime
) -> tuple[Role, ...]:
    """Return who else must answer for this person before it can open, this seat's own right left out."""
    raise NotImplementedError


def languages_for(studio: Studio, visit: Visit, stage: Stage) -> tuple[str, ...]:
    """Return the languages in which this seat can be told so that a yes counts, best first."""
    raise NotImplementedError
