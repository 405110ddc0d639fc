"""Screenings: what hosts report of having shown a film from their kit. The people in it see these.

A report is plain knowledge and opens nothing. It names a place and numbers, never anybody who came. Who came,
by group, sex and age, is for :mod:`workflows.attendance` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from pvstudio.errors import NotFound
from pvstudio.gatherings import Tally
from pvstudio.model import Audience, Kit, new_id
from pvstudio.store import Reading, Writing
from workflows.errors import WorkflowError
from workflows.feedback.gone import bury
from workflows.fields import check_unchanged, one_line, seen
from workflows.wiring import Studio

#: More people than come to any screening: such a number is a slip of the hand.
MOST_PEOPLE = 100_000
LONGEST_PLACE = 80

#: The same report once more, so soon after, is a form that was sent twice.
_TWICE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """A film was shown from a kit (a document). *by* is the id of the account that reported it.

    Not *confirmed*: it came with the key of the kit, which is no account; nobody who is signed in has said
    that it was so (:mod:`workflows.feedback.waiting`). Until then only who has to confirm it sees it.
    """

    id: str
    kit_id: str
    version_id: str
    audience: Audience
    held_on: date
    place: str
    people: int
    reported_at: datetime
    by: str
    language: str = ""  # BCP 47: in which it was held, as far as anybody said
    confirmed: bool = True

    @property
    def typed(self) -> tuple[object, ...]:
        """What somebody typed, and a form about it shows."""
        return (self.held_on, self.place, self.people)

    @property
    def seen(self) -> str:
        """What stands for it in a form that shows it."""
        return seen(self.typed)


class Wrong(StrEnum):
    """What cannot be so in a report."""

    NO_DAY = "no-day"
    FUTURE = "future"
    BEFORE_KIT = "before-kit"
    AFTER_RECALL = "after-recall"
    NO_PLACE = "no-place"
    PLACE_TOO_LONG = "place-too-long"
    PEOPLE = "people"
    TALLIES = "tallies"


_WORDS = {
    Wrong.NO_DAY: ("it does not say when", "Write the day as 2026-11-22."),
    Wrong.FUTURE: ("that day is still to come", "Report a screening after it was held."),
    Wrong.BEFORE_KIT: ("the kit was handed out later than that", "Look at the day again."),
    Wrong.AFTER_RECALL: ("the kit was recalled before that day", "Tell the studio at once what was shown."),
    Wrong.NO_PLACE: ("it does not say where", "Write the town or the hall."),
    Wrong.PLACE_TOO_LONG: (f"the place has more than {LONGEST_PLACE} letters", "Write it shorter."),
    Wrong.PEOPLE: ("that many people cannot have come", "Write how many people came, in digits."),
    Wrong.TALLIES: ("the numbers of who came do not fit together", "Count each group once."),
}


class ReportRefused(WorkflowError):
    """A report says what cannot be so; nothing was written down."""

    def __init__(self, wrong: Wrong) -> None:
        words, advice = _WORDS[wrong]
        super().__init__(f"The screening was not written down: {words}.", advice=advice)
        self.wrong = wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody says of a screening."""

    held_on: date
    place: str
    people: int
    language: str = ""


def counted(tallies: Sequence[Tally]) -> int:
    """Return how many people *tallies* are. Raises :class:`ReportRefused` for what cannot be."""
    alike = {(one.group, one.sex, one.age) for one in tallies}
    fits = all(0 <= one.first_time <= one.people <= MOST_PEOPLE and one.people for one in tallies)
    people = sum(one.people for one in tallies)
    if not fits or len(alike) < len(tallies) or people > MOST_PEOPLE:
        raise ReportRefused(Wrong.TALLIES)
    return people


def report(
    studio: Studio,
    workshop: str,
    kit_id: str,
    said: Report,
    *,
    by: str,
    at: datetime,
    id: str = "",  # noqa: A002
    confirmed: bool = True,
) -> Screening:
    """Write down that the film of a kit was shown, in a transaction of its own (:func:`report_in`)."""
    with studio.documents.write(workshop) as tx:
        return report_in(tx, kit_id, said, by=by, at=at, id=id, confirmed=confirmed)


def report_in(
    tx: Writing,
    kit_id: str,
    said: Report,
    *,
    by: str,
    at: datetime,
    id: str = "",  # noqa: A002
    confirmed: bool = True,
) -> Screening:
    """Write down that the film of a kit was shown; the same form sent twice is written down once.

    *id* was made on a phone: what is known under it stays as it is, and two alike that have an id each are
    two. Not *confirmed*: nobody who is signed in says so. Raises :class:`ReportRefused`, and
    :class:`~pvstudio.errors.NotFound` for an unknown kit, or where *id* is a screening of another kit.
    """
    kit = tx.get(Kit, kit_id)
    for known in tx.find(Screening, id=id):
        if known.kit_id != kit_id:
            raise NotFound("Screening", id)
        if confirmed and not known.confirmed:
            tx.put(known := replace(known, confirmed=True))
        return known
    said = _checked(said, kit, at)
    made = Screening(
        id=id or new_id("screening"),
        kit_id=kit_id,
        version_id=kit.cut_version_id,
        audience=kit.audience,
        held_on=said.held_on,
        place=said.place,
        people=said.people,
        reported_at=at,
        by=by,
        language=said.language,
        confirmed=confirmed,
    )
    for known in () if id else tx.find(Screening, kit_id=kit_id, by=by):
        if replace(made, id=known.id, reported_at=known.reported_at) == known and _soon(known, at):
            return known
    tx.put(made)
    return made


def correct(
    tx: Writing, screening_id: str, said: Report, *, by: str | None, at: datetime, sent: str | None = None
) -> Screening:
    """Put a report right, and so confirm it; it stays that of whoever made it. *by* None: whoever's it is.

    Who came must follow in the same transaction: :func:`workflows.screening_counts.put_right`. *sent* is
    :attr:`Screening.seen` of what the form showed. Raises :class:`ReportRefused`,
    :class:`~workflows.fields.ChangedMeanwhile`; another's report is not there:
    :class:`~pvstudio.errors.NotFound`.
    """
    known = _own(tx, screening_id, by)
    said = _checked(said, tx.get(Kit, known.kit_id), at)
    mended = replace(known, held_on=said.held_on, place=said.place, people=said.people, confirmed=True)
    check_unchanged(known.typed, mended.typed, sent)
    tx.put(mended)
    return mended


def take_out(tx: Writing, screening_id: str, *, by: str | None) -> None:
    """Delete a report that was made by mistake, for good: no file of a phone brings it back.

    Who came goes too: :func:`workflows.screening_counts.delete`. Raises as :func:`correct` does.
    """
    tx.delete(Screening, _own(tx, screening_id, by).id)
    bury(tx, screening_id)


def screenings_of(tx: Reading, kit_id: str) -> list[Screening]:
    """Return what was reported of a kit, the latest screening first."""
    return _latest_first(tx.find(Screening, kit_id=kit_id))


def shown(tx: Reading, version_id: str) -> list[Screening]:
    """Return what was reported of a film and confirmed, from whichever kit, the latest screening first."""
    return _latest_first(tx.find(Screening, version_id=version_id, confirmed=True))


def confirmed(tx: Reading) -> frozenset[str]:
    """Return the ids of the screenings of which somebody who is signed in has said that they were so."""
    return frozenset(one.id for one in tx.find(Screening, confirmed=True))


def _latest_first(found: list[Screening]) -> list[Screening]:
    return sorted(found, key=lambda one: (one.held_on, one.reported_at), reverse=True)


def _own(tx: Writing, screening_id: str, by: str | None) -> Screening:
    known = tx.get(Screening, screening_id)
    if by is not None and known.by != by:
        raise NotFound("Screening", screening_id)
    return known


def _soon(known: Screening, at: datetime) -> bool:
    return at - known.reported_at < _TWICE


def _checked(said: Report, kit: Kit, at: datetime) -> Report:
    """Return what was said, its place tidy, or raise :class:`ReportRefused`."""
    check_day(said.held_on, kit, at)
    place = one_line(said.place)
    refused = {
        Wrong.NO_PLACE: not any(sign.isalnum() for sign in place),
        Wrong.PLACE_TOO_LONG: len(place) > LONGEST_PLACE,
        Wrong.PEOPLE: not 0 <= said.people <= MOST_PEOPLE,
    }
    _refuse(refused)
    return replace(said, place=place)


def check_day(day: date, kit: Kit, at: datetime) -> None:
    """Raise :class:`ReportRefused` for a day on which the film of *kit* cannot have been shown."""
    recalled = kit.recalled_at.astimezone().date() if kit.recalled_at else None
    _refuse(
        {
            Wrong.FUTURE: day > at.astimezone().date(),
            Wrong.BEFORE_KIT: day < kit.published_at.astimezone().date(),
            Wrong.AFTER_RECALL: recalled is not None and day > recalled,
        }
    )


def _refuse(refused: Mapping[Wrong, bool]) -> None:
    for wrong, is_so in refused.items():
        if is_so:
            raise ReportRefused(wrong)
