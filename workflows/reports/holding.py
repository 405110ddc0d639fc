"""Gathering a report: each film asks the gate for the audience of the report, at the moment it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from pvstudio.agenda import AgendaSession
from pvstudio.editing.film import RenderedFilm
from pvstudio.model import Audience, Cut, CutState, CutVersion, Kit, Participant, Workshop
from pvstudio.store import Reading
from pvstudio.store.errors import KeyGone
from pvstudio.store.reading import read_bytes
from workflows.attendance import attendances_of, figures_for
from workflows.errors import NotOnRecord
from workflows.feedback import Quote, quotes_of
from workflows.feedback.quotes import remarks_on
from workflows.publish import ask_gate, ask_ledger, film_folder, gate_refuses
from workflows.reports.answers import answers_told
from workflows.reports.model import Film, Held, Part, Report, Wish
from workflows.retrospectives import Change, Kind, changes_of
from workflows.screenings import Screening
from workflows.wiring import Studio

_T = TypeVar("_T")

#: More of what people said is a book.
MOST_QUOTES = 40


def report_of(studio: Studio, wish: Wish, *, at: datetime) -> Report:
    """Return the report that *wish* asks for, at the moment *at*.

    A film is in it only if everybody in it agrees to the audience now; of all others nothing is told but
    that they are there. Raises :class:`~consent.ledger.errors.LedgerBroken` where nobody can know who agrees.
    """
    today = at.astimezone().date()
    return Report(
        wish=wish,
        parts=tuple(_part(studio, workshop, wish, today) for workshop in wish.workshops),
        figures=figures_for(studio, wish.workshops, wish.since, wish.until, today=today),
        made_at=at,
    )


def gate_again(studio: Studio, report: Report) -> None:
    """Raise :class:`~workflows.errors.Withheld` if a film of *report* may not be shown any more."""
    for film in report.films:
        with studio.documents.read(film.workshop) as tx:
            ask_gate(tx, film.workshop, tx.get(CutVersion, film.version_id), report.wish.audience)


@dataclass(slots=True)
class _Gate:
    """What may be told of the films of a workshop; each is asked about once."""

    studio: Studio
    tx: Reading
    workshop: str
    wish: Wish
    today: date
    said: dict[str, bool] = field(default_factory=dict)

    def lets(self, version_id: str) -> bool:
        """Say whether a version may be told of; one that is not here any more may not."""
        if version_id not in self.said:
            self.said[version_id] = any(map(self._ask, self.tx.find(CutVersion, id=version_id)))
        return self.said[version_id]

    def _ask(self, version: CutVersion) -> bool:
        shut = version.state is not CutState.RENDERED
        if shut or gate_refuses(self.tx, self.workshop, version, self.wish.audience):
            return False
        try:
            ask_ledger(self.studio, self.tx, version)
        except NotOnRecord:
            return False
        return True


def _part(studio: Studio, workshop: str, wish: Wish, today: date) -> Part:
    answers = answers_told(studio, workshop, today=today)
    months = tuple(one for one in answers.months if wish.holds_month(one.month, today))
    with studio.documents.read(workshop) as tx:
        gate = _Gate(studio, tx, workshop, wish, today)
        films, withheld = _films(gate)
        kits = {kit.id: kit.cut_version_id for kit in tx.find(Kit)}
        quotes = [one for one in quotes_of(tx, public=True) if wish.holds_month(one.held_on, today)]
        screenings, shut = _screenings(gate)
        told = [one for one in quotes if _may_be_told(one, kits, gate)]
        changes, unsaid = _changes(tx, wish)
        return Part(
            workshop=tx.get(Workshop, workshop),
            gatherings=_sessions(tx, wish) + _others(tx, wish, today),
            films=tuple(films),
            withheld=withheld,
            screenings=tuple(screenings),
            screenings_withheld=shut,
            answers=replace(answers, months=months),
            quotes=tuple(told[:MOST_QUOTES]),
            quotes_withheld=len(quotes) - len(told),
            changes=changes,
            changes_withheld=unsaid,
        )


def _films(gate: _Gate) -> tuple[list[Film], int]:
    """Return the newest version that may be told of each film, and how many films have none."""
    versions = defaultdict[str, list[CutVersion]](list)
    for version in sorted(gate.tx.find(CutVersion), key=lambda one: -one.number):
        made = version.created_at.astimezone().date() if version.created_at else None
        if version.state is not CutState.DRAFT and (made is None or gate.wish.holds(made)):
            versions[version.cut_id].append(version)
    found, withheld = list[Film](), 0
    for cut in sorted(gate.tx.find(Cut), key=lambda one: one.title.casefold()):
        shown = next((one for one in versions[cut.id] if gate.lets(one.id)), None)
        if shown:
            found.append(_film(gate, cut, shown))
        elif versions[cut.id]:
            withheld += 1
    return found, withheld


def _film(gate: _Gate, cut: Cut, version: CutVersion) -> Film:
    folder = film_folder(gate.studio, gate.workshop, version.id)
    return Film(
        workshop=gate.workshop,
        version_id=version.id,
        title=cut.title,
        duration_ms=_if_here(lambda: RenderedFilm.open(folder).manifest.duration_ms),
        poster=_if_here(lambda: read_bytes(folder / "poster.jpg")) or b"" if gate.wish.inside else b"",
    )


def _if_here(read: Callable[[], _T]) -> _T | None:
    """Return what is read of a film; None where its files, or their key, are not here."""
    try:
        return read()
    except (FileNotFoundError, KeyGone):
        return None


def _screenings(gate: _Gate) -> tuple[list[Held], int]:
    """Return the screenings of films that may be told of, and how many others there were."""
    titles = {cut.id: cut.title for cut in gate.tx.find(Cut)}
    films = {one.id: titles.get(one.cut_id, "") for one in gate.tx.find(CutVersion)}
    names, found, withheld = [one.pseudonym for one in gate.tx.find(Participant)], list[Held](), 0
    for one in sorted(
        gate.tx.find(Screening, confirmed=True), key=lambda one: (one.held_on, one.reported_at)
    ):
        day = one.held_on
        if not gate.wish.tells_of(day, gate.today):
            continue
        if gate.lets(one.version_id):
            when = f"{day}" if gate.wish.inside else f"{day:%Y-%m}"
            place = "" if remarks_on(one.place, names) else one.place
            found.append(Held(when=when, place=place, title=films[one.version_id]))
        else:
            withheld += 1
    return found, withheld


def _may_be_told(quote: Quote, kits: dict[str, str], gate: _Gate) -> bool:
    """Say whether words about a film may be read by those who may see it."""
    return gate.lets(kits.get(quote.kit_id, ""))


def _sessions(tx: Reading, wish: Wish) -> int:
    """Return how many sessions were held: somebody ticked them off, or wrote down who came."""
    ticked = {one.id: one.done_at.astimezone().date() for one in tx.find(AgendaSession) if one.done_at}
    came = {one.session_id: one.held_on for one in attendances_of(tx) if one.session_id and one.people}
    return sum(map(wish.holds, (ticked | came).values()))


def _others(tx: Reading, wish: Wish, today: date) -> int:
    """Return how many other gatherings, neither sessions nor screenings, somebody wrote down."""
    loose = [one for one in attendances_of(tx) if one.people and not (one.session_id or one.screening_id)]
    return sum(wish.tells_of(one.held_on, today) for one in loose)


def _changes(tx: Reading, wish: Wish) -> tuple[dict[Kind, tuple[Change, ...]], int]:
    """Return what is kept, changed and tried, and how many lines are left out: they may name somebody."""
    names = [one.pseudonym for one in tx.find(Participant)]
    wanted = [one for one in changes_of(tx) if wish.holds(one.made_at.astimezone().date())]
    told = [one for one in wanted if not remarks_on(f"{one.words}\n{one.why}", names)]
    owned = [one if _names_owner(one, wish, names) else replace(one, owner="", past=()) for one in told]
    by_kind = {kind: tuple(one for one in owned if one.kind is kind) for kind in Kind}
    return by_kind, len(wanted) - len(told)


def _names_owner(change: Change, wish: Wish, names: list[str]) -> bool:
    """Say whether a report names who sees to a change: to the group alone, and somebody with an account.

    Without one it is a name that somebody typed: perhaps of a person of whom nobody outside may know.
    """
    own = wish.inside and wish.audience is Audience.GROUP
    return own and bool(change.owner_id) and not remarks_on(change.owner, names)
