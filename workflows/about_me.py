"""Everything that the studio holds about one person, as they may see it alone: nobody else is named in it.

What facilitators noted (of risks, of trainees) is not part of it: it may name others, and a page may be
read by whoever holds the phone. Real names are sealed for the safeguarding officer; here it only says
whether there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from consent.notices import BadReference, Reference, parse_reference
from consent.notices.narrations import Narration
from consent.releases import Answer, Appearance, Role, Sign, Stage
from pvstudio.model import Clip, Cut, CutVersion, Footage, Participant
from pvstudio.store import Reading
from workflows.attendance import Attendance
from workflows.clips.portraits import Portrait
from workflows.erasures import ErasureOrder
from workflows.identities import identities
from workflows.mine import clips_of
from workflows.phones import Call, Seat
from workflows.screenings import Screening
from workflows.sessions.readiness import Readiness, readiness_of
from workflows.spoken import SpokenAnswer
from workflows.walks import Walk, Watched
from workflows.whereabouts import FilmPlace, whereabouts
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal


@dataclass(frozen=True, slots=True, kw_only=True)
class MyClip:
    """A clip that the person is in: by what they can be recognised, and since when the studio has it."""

    clip: Clip
    signs: frozenset[Sign]
    came_in: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice that was shown or read to somebody, and when they first answered after it."""

    reference: Reference
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A recording that was played before an answer. *notice* is "" where nobody knows any more of what."""

    notice: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMe:
    """All of it. Lists are in the order in which things happened; *answers* by stage first.

    *titles* says what a subject of an answer is called: a clip, a film; what is gone has no title.
    """

    person: Participant
    clips: tuple[MyClip, ...]
    answers: tuple[Answer, ...]
    titles: Mapping[str, str]
    spoken: tuple[SpokenAnswer, ...]
    watched: tuple[Watched, ...]
    told: tuple[Told, ...]
    heard: tuple[Heard, ...]
    calls: tuple[Call, ...]
    films: tuple[FilmPlace, ...]
    shown: tuple[Screening, ...]
    taken_back: tuple[Withdrawal, ...]
    erasures: tuple[ErasureOrder, ...]
    identity_kept: bool
    portrait: bool  # a small picture of them, for the facilitators
    learnt: tuple[Readiness, ...] = ()  # what facilitators saw of a trainee; for themselves alone
    came: tuple[Attendance, ...] = ()  # the gatherings at which they were ticked; for themselves alone


class _Answering(Protocol):
    """Something that was said or done in a right."""

    @property
    def role(self) -> Role: ...
    @property
    def guardian_id(self) -> str: ...


S = TypeVar("S", bound=_Answering)


def about_me(studio: Studio, workshop: str, seat: Seat) -> AboutMe:
    """Gather everything about the person of *seat*, as whoever sits there may see it."""
    who = seat.participant_id
    places = whereabouts(studio, workshop, who).films
    with studio.documents.read(workshop) as tx:
        answers = seen_from(seat, tx.find(Answer, participant_id=who))
        walks = seen_from(seat, tx.find(Walk, participant_id=who))
        watched = seen_from(seat, tx.find(Watched, participant_id=who))
        subjects = {one.subject_id for one in answers} | {one.subject_id for one in watched}
        films = {film.version_id for film in places}
        return AboutMe(
            person=tx.get(Participant, who),
            clips=tuple(_clips(tx, who)),
            answers=tuple(sorted(answers, key=lambda one: (list(Stage).index(one.stage), one.number))),
            titles={one: name for one, name in titles_of(tx).items() if one in subjects},
            spoken=_in_order(seen_from(seat, tx.find(SpokenAnswer, participant_id=who))),
            watched=tuple(sorted(watched, key=lambda one: one.began_at)),
            told=tuple(_told(answers)),
            heard=tuple(_heard(tx, walks)),
            calls=_in_order(seen_from(seat, tx.find(Call, participant_id=who))),
            films=places,
            shown=tuple(_shown(tx, films)),
            taken_back=_in_order(seen_from(seat, tx.find(Withdrawal, participant_id=who))),
            erasures=_in_order(seen_from(seat, tx.find(ErasureOrder, participant_id=who))),
            identity_kept=who in identities(studio).known(workshop),
            portrait=bool(tx.find(Portrait, id=who)),
            learnt=() if seat.role is Role.GUARDIAN else tuple(readiness_of(tx, who).values()),
            came=() if seat.role is Role.GUARDIAN else tuple(_came(tx, who)),
        )


def seen_from(seat: Seat, said: Iterable[S]) -> list[S]:
    """Return what may be seen from *seat*: the person sees all about themselves, a guardian what they said.

    What a child answers on its own is no guardian's business, nor another guardian's.
    """
    if seat.role is not Role.GUARDIAN:
        return list(said)
    return [one for one in said if (one.role, one.guardian_id) == (seat.role, seat.guardian_id)]


def _clips(tx: Reading, who: str) -> Iterable[MyClip]:
    logged = tx.find(Appearance, participant_id=who)
    for clip in clips_of(tx, who):
        signs = frozenset(sign for one in logged if one.clip_id == clip.id for sign in one.by)
        yield MyClip(clip=clip, signs=signs, came_in=tx.get(Footage, clip.footage_id).received_at)


def _shown(tx: Reading, films: Collection[str]) -> list[Screening]:
    reported = (one for one in tx.find(Screening, confirmed=True) if one.version_id in films)
    return sorted(reported, key=lambda one: one.held_on)


def _came(tx: Reading, who: str) -> list[Attendance]:
    there = (one for one in tx.find(Attendance) if who in one.participants)
    return sorted(there, key=lambda one: (one.held_on, one.id))


def titles_of(tx: Reading) -> dict[str, str]:
    """Return what each clip and each film is called, by id."""
    cuts = {cut.id: cut.title for cut in tx.find(Cut)}
    films = {film.id: cuts.get(film.cut_id, "") for film in tx.find(CutVersion)}
    return films | {clip.id: clip.title for clip in tx.find(Clip)}


def _told(answers: Iterable[Answer]) -> Iterable[Told]:
    first: dict[str, datetime] = {}
    for one in sorted(answers, key=lambda one: one.at):
        first.setdefault(one.notice, one.at)
    for notice, at in first.items():
        try:
            yield Told(reference=parse_reference(notice), at=at)
        except BadReference:  # a no needs none
            continue


def _heard(tx: Reading, walks: Iterable[Walk]) -> Iterable[Heard]:
    spoken = {one.sha256: one.notice for one in tx.find(Narration)}
    for walk in sorted(walks, key=lambda one: one.began_at):
        for sha256 in walk.played:
            yield Heard(notice=spoken.get(sha256, ""), at=walk.began_at)


D = TypeVar("D", SpokenAnswer, Call, Withdrawal, ErasureOrder)


def _in_order(documents: Iterable[D]) -> tuple[D, ...]:
    return tuple(sorted(documents, key=lambda one: one.at))
