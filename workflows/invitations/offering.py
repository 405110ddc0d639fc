"""A facilitator opens a workshop to registration, changes what is told of it, closes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from pvstudio.languages import canonical
from pvstudio.model import Workshop
from pvstudio.regional import country_name
from pvstudio.store import Reading, Writing
from workflows.fields import (
    YEARS,
    FormRefused,
    Problem,
    check_unchanged,
    measured,
    one_line,
    several_lines,
)
from workflows.invitations.errors import NoInvitation
from workflows.invitations.model import Invitation, Registration, Told
from workflows.invitations.registering import fill
from workflows.phones.codes import new_code, typed_code
from workflows.wiring import INVITATIONS, Studio
from workflows.workshops import NONE

#: Registrations are deleted so long after the last day, where nobody chooses another one.
KEPT = timedelta(days=30)
#: And never later than that.
LONGEST_KEPT = timedelta(days=180)
#: A poster holds no more.
LONGEST_WORDS = 1200
#: More people than any room of a workshop holds.
MOST_PLACES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What somebody typed about an open workshop."""

    told: tuple[Told, ...] = ()
    place: str = ""
    starts: date | None = None
    ends: date | None = None
    hours: str = ""
    languages: tuple[str, ...] = ()  # as typed; BCP 47 when kept
    network: str = ""
    network_key: str = ""
    tell: str = ""
    places: int | None = None
    until: date | None = None
    delete_on: date | None = None

    @classmethod
    def of(cls, invitation: Invitation) -> Offer:
        """Return what *invitation* says."""
        return cls(**{name: getattr(invitation, name) for name in cls.__dataclass_fields__})

    @classmethod
    def like(cls, workshop: Workshop, language: str, today: date) -> Offer:
        """Return what is known of *workshop* already, for whoever begins to invite in *language*."""
        last = workshop.ends or workshop.starts
        return cls(
            told=(Told(language=language, title=workshop.title),),
            place=", ".join(filter(None, (workshop.place, country_name(workshop.country, language)))),
            starts=workshop.starts,
            ends=workshop.ends,
            languages=workshop.languages,
            until=workshop.starts,
            delete_on=max(last, today) + KEPT if last else None,
        )

    @property
    def last_day(self) -> date | None:
        """Return the last day of the workshop, if one is said."""
        return max(filter(None, (self.ends, self.starts)), default=None)

    def last_deletion(self, today: date) -> date:
        """Return the last day on which registrations may still be there."""
        return max(self.last_day or self.until or today, today) + LONGEST_KEPT

    def checked(self, also: Mapping[str, Problem], today: date) -> Offer:
        """Return it tidy, or raise :class:`~workflows.fields.FormRefused` with all that is wrong."""
        told = [
            Told(language=one.language, title=one_line(one.title), words=several_lines(one.words))
            for one in self.told
        ]
        tags = dict.fromkeys(canonical(tag) for tag in self.languages)
        last = self.ends or self.starts or self.until
        tidy = replace(
            self,
            told=tuple(one for one in told if one.title or one.words),
            place=one_line(self.place),
            hours=one_line(self.hours),
            network=one_line(self.network),
            network_key=one_line(self.network_key),
            tell=one_line(self.tell),
            languages=tuple(tag for tag in tags if tag),
            delete_on=self.delete_on or (last + KEPT if last else None),
        )
        problems = _wrong(tidy, today)
        if None in tags:
            problems["languages"] = Problem.NO_LANGUAGE
        if problems or also:
            raise FormRefused({**problems, **also})
        return tidy


def _wrong(said: Offer, today: date) -> dict[str, Problem]:
    lines = ("place", "hours", "network", "network_key", "tell")
    problems = measured({name: getattr(said, name) for name in lines}, needed="place")
    problems |= _wrong_words(said.told)
    if not 1 <= (said.places or 0) <= MOST_PLACES:
        problems["places"] = Problem.NO_NUMBER
    return problems | _wrong_days(said, today)


def _wrong_days(said: Offer, today: date) -> dict[str, Problem]:
    days = {name: getattr(said, name) for name in ("starts", "ends", "until", "delete_on")}
    found = {name: Problem.MISSING for name in ("until", "delete_on") if days[name] is None}
    found |= {name: Problem.NO_YEAR for name, day in days.items() if day and day.year not in YEARS}
    if found or said.until is None or said.delete_on is None:
        return found
    last = said.last_day or said.until
    if said.starts and said.ends and said.ends < said.starts:
        found["ends"] = Problem.ENDS_FIRST
    if said.until < today:
        found["until"] = Problem.DAY_OVER
    elif said.until > last:
        found["until"] = Problem.TOO_LATE
    if said.delete_on <= max(said.until, today):
        found["delete_on"] = Problem.TOO_EARLY
    elif said.delete_on > said.last_deletion(today):
        found["delete_on"] = Problem.TOO_LATE
    return found


def _wrong_words(told: tuple[Told, ...]) -> dict[str, Problem]:
    """Return what is wrong with the words, by fields named like "title-ar"."""
    if not told:
        return {"told": Problem.MISSING}
    found: dict[str, Problem] = {}
    for one in told:
        if not one.title:
            found[f"title-{one.language}"] = Problem.MISSING
        lengths = measured({"title": one.title}) | measured({"words": one.words}, longest=LONGEST_WORDS)
        found |= {f"{field}-{one.language}": problem for field, problem in lengths.items()}
    return found


def invitation_of(studio: Studio, workshop: str, at: datetime) -> Invitation | None:
    """Return the invitation to *workshop*, open or closed; None where there is none, or it is over."""
    with studio.documents.read(INVITATIONS) as tx:
        return _kept(tx, workshop, at)


def offer(
    studio: Studio,
    workshop: str,
    said: Offer,
    *,
    at: datetime,
    also: Mapping[str, Problem] = NONE,
    sent: str | None = None,
) -> Invitation:
    """Open *workshop* to registration, or change what is told of it; the letters stay.

    Nobody who has a place loses it: where there are fewer now, nobody else gets one. Who registered keeps the
    day on which that is deleted, or gets an earlier one, never a later one. Raises
    :class:`~workflows.fields.FormRefused`, and :class:`~workflows.fields.ChangedMeanwhile` where *sent*
    (:func:`~workflows.fields.seen` of :class:`Offer`) is not what is kept.
    """
    tidy = said.checked(also, at.astimezone().date())
    with studio.documents.write(INVITATIONS) as tx:
        kept = _kept(tx, workshop, at)
        if kept:
            check_unchanged(Offer.of(kept), tidy, sent)
        made = _made(tidy, workshop, kept.code if kept else _new_code(tx), at)
        made = replace(made, made_at=kept.made_at, closed_at=kept.closed_at) if kept else made
        tx.put(made)
        for one in tx.find(Registration, invitation=workshop):
            if one.delete_on > made.delete_on:
                tx.put(replace(one, delete_on=made.delete_on))
        fill(tx, made, at)
    return made


def close(studio: Studio, workshop: str, *, at: datetime) -> Invitation:
    """Take no more registrations; what was registered stays. Raises :class:`NoInvitation`."""
    return _set_closed(studio, workshop, at, at)


def reopen(studio: Studio, workshop: str, *, at: datetime) -> Invitation:
    """Take registrations again, as long as the last day for it is not over. Raises :class:`NoInvitation`."""
    return _set_closed(studio, workshop, at, None)


def open_by(studio: Studio, typed: str, at: datetime) -> Invitation:
    """Return the invitation behind the letters that were *typed*, if one may register there now.

    Raises :class:`NoInvitation` for all others alike.
    """
    with studio.documents.read(INVITATIONS) as tx:
        for found in tx.find(Invitation, code=typed_code(typed)):
            if found.is_open(at):
                return found
    raise NoInvitation


def _set_closed(studio: Studio, workshop: str, at: datetime, closed_at: datetime | None) -> Invitation:
    with studio.documents.write(INVITATIONS) as tx:
        kept = _kept(tx, workshop, at)
        if kept is None:
            raise NoInvitation
        changed = replace(kept, closed_at=closed_at)
        tx.put(changed)
    return changed


def _kept(tx: Reading, workshop: str, at: datetime) -> Invitation | None:
    return next((one for one in tx.find(Invitation, id=workshop) if not one.is_over(at)), None)


def _made(said: Offer, workshop: str, code: str, at: datetime) -> Invitation:
    fields = {name: getattr(said, name) for name in Offer.__dataclass_fields__}
    return Invitation(id=workshop, code=code, made_at=at, **fields)


def _new_code(tx: Writing) -> str:
    code = new_code()
    while tx.find(Invitation, code=code):
        code = new_code()
    return code
