"""Walking: each screen saves a draft. Nothing counts before :func:`workflows.walks.settle`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from consent.releases import AnswerState, Stage
from pvstudio.model import Audience, Treatment
from workflows.phones.seat import Visit
from workflows.walks.walk import Step, Walk
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a walk offers to choose from."""

    treatments: tuple[Treatment, ...]  # how I appear
    credits: tuple[Treatment, ...]  # my name: PSEUDONYM, NO_CREDIT; none of them: as I am called
    languages: tuple[str, ...]  # to be left out; fewer than two: not asked


def begin(studio: Studio, visit: Visit, stage: Stage, subject_id: str, language: str, at: datetime) -> Walk:
    """Return the unfinished walk of this seat about this, or a new one; *language* is that of the notice.

    Raises :class:`~pvstudio.errors.NotFound` for what they are not in, :class:`NotAsked` for a film that was
    not sent to them.
    """
    raise NotImplementedError


def walk_of(studio: Studio, visit: Visit, walk_id: str) -> Walk:
    """Return a walk of this seat; raises :class:`~pvstudio.errors.NotFound` for every other."""
    raise NotImplementedError


def where(studio: Studio, visit: Visit, walk: Walk) -> tuple[Step, Audience | None]:
    """Return the screen that comes next; with ASK the audience that is asked (None for S1 and S2)."""
    raise NotImplementedError


def offered(studio: Studio, visit: Visit, walk: Walk) -> Offered:
    """Return what there is to choose from."""
    raise NotImplementedError


def learned(studio: Studio, visit: Visit, walk_id: str, at: datetime) -> Walk:
    """Note that the notice was seen to its end, in the language of the visit."""
    raise NotImplementedError


def said(
    studio: Studio,
    visit: Visit,
    walk_id: str,
    audience: Audience | None,
    state: AnswerState | None,
    at: datetime,
) -> Walk:
    """Draft GIVEN, REFUSED or None (“not now”) for one audience; also again, after going back.

    Raises :class:`NotWatchedYet` for a yes to what was not watched. A no can always be drafted.
    """
    raise NotImplementedError


def chosen(
    studio: Studio, visit: Visit, walk_id: str, treatments: Collection[Treatment], at: datetime
) -> Walk:
    """Draft how I appear: those of ``offered().treatments`` that were chosen; none is a choice, too."""
    raise NotImplementedError


def named(studio: Studio, visit: Visit, walk_id: str, credit: Treatment | None, at: datetime) -> Walk:
    """Draft what I am called in the film: None as I am called, PSEUDONYM or NO_CREDIT."""
    raise NotImplementedError


def left_out(studio: Studio, visit: Visit, walk_id: str, languages: Collection[str], at: datetime) -> Walk:
    """Draft in which languages I am not to be read."""
    raise NotImplementedError


def told(studio: Studio, visit: Visit, walk_id: str, choice: int, at: datetime) -> Walk:
    """Note a try at the teach-back, by the index of its choice; a wrong one leads back to LEARN."""
    raise NotImplementedError


def note_played(studio: Studio, visit: Visit, sha256: str, at: datetime) -> None:
    """Note that a narration was heard, with the open walk of this seat that was begun last, if any."""
    raise NotImplementedError
