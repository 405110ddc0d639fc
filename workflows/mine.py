"""What somebody is in: their clips, the films that hold these, and where in a film; nothing of anybody else.

Whatever a person asks for here that they are not in is not there: nobody learns by asking what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from consent.gate.policy import Kind
from consent.gate.reasons import Question
from consent.gate.records import Records
from consent.gate.standing import Stand, on_clip, on_workshop
from consent.releases import Appearance
from pvstudio.editing.film import RenderedFilm
from pvstudio.errors import NotFound
from pvstudio.languages import covers
from pvstudio.model import Audience, Clip, Cut, CutVersion, Participant
from pvstudio.store import Reading
from pvstudio.store.errors import KeyGone
from pvstudio.subtitles.cues import Track
from workflows.publish import film_folder
from workflows.whereabouts import films_with
from workflows.wiring import Studio

#: So much of a film is shown before and after each moment that somebody is in.
AROUND_MS = 10_000

#: From *start_ms* up to *end_ms* of a film.
Span = tuple[int, int]

_NOES = frozenset({Kind.REFUSED, Kind.WITHDRAWN})


class Visitor(Protocol):
    """Whoever looks: a visit of :mod:`workflows.phones` is one."""

    @property
    def workshop(self) -> str:
        """The workshop's id."""
        ...

    @property
    def participant_id(self) -> str:
        """The person whose clips these are, whoever of their seats is looking."""
        ...


def clips_of(tx: Reading, participant_id: str) -> list[Clip]:
    """Return the clips that somebody is in, by title."""
    theirs = {one.clip_id for one in tx.find(Appearance, participant_id=participant_id)}
    return sorted((clip for clip in tx.find(Clip) if clip.id in theirs), key=lambda one: one.title.casefold())


def films_of(tx: Reading, participant_id: str) -> list[CutVersion]:
    """Return the films that hold, or held, somebody's clips, by title, the newest version first.

    Only what was once a film: a recalled one may still be with a host.
    """
    theirs, titles = films_with(tx, participant_id), {cut.id: cut.title.casefold() for cut in tx.find(Cut)}
    found = [one for one in tx.find(CutVersion) if one.id in theirs and one.film_sha256]
    return sorted(found, key=lambda one: (titles.get(one.cut_id, ""), one.cut_id, -one.number))


def clip_for(studio: Studio, visit: Visitor, clip_id: str) -> Clip:
    """Return a clip that the visitor is in. Raises :class:`~pvstudio.errors.NotFound` for every other."""
    with studio.documents.read(visit.workshop) as tx:
        if not tx.find(Appearance, clip_id=clip_id, participant_id=visit.participant_id):
            raise NotFound("Clip", clip_id)
        return tx.get(Clip, clip_id)


def film_for(studio: Studio, visit: Visitor, version_id: str) -> CutVersion:
    """Return a film that the visitor is in. Raises :class:`~pvstudio.errors.NotFound` for every other."""
    with studio.documents.read(visit.workshop) as tx:
        for version in films_of(tx, visit.participant_id):
            if version.id == version_id:
                return version
    raise NotFound("CutVersion", version_id)


# -- whether a raw clip may be played ---------------------------------------------------------


def may_play(tx: Reading, workshop: str, clip: Clip, participant_id: str, at: datetime) -> bool:
    """Tell whether somebody in a raw clip may watch it alone now, on a phone.

    Not as long as nobody has confirmed who is in it: that is for facilitators (CONSENT: unlogged). Not what
    the officer has stopped for everybody, nor what somebody else in it has said no to: to taking part, to
    being filmed, or to every audience of this clip. Answering no never waits for any of this.
    """
    records = Records.for_clips(tx, workshop, [clip.id])
    people = records.appearing.get(clip.id, ())
    if not clip.people_complete or any(one not in records.people for one in people):
        return False
    if any(_stopped(subject, records) for subject in (clip.id, *people)):
        return False
    others = (records.people[one] for one in people if one != participant_id)
    return not any(_refuses(one, clip, records, at) for one in others)


def subtitles_of(tx: Reading, workshop: str, clip: Clip, participant_id: str) -> dict[str, Track]:
    """Return what is said in a clip, by language (BCP 47), as somebody in it may read it.

    Not in a language that somebody else in it leaves out of their yes, to whomever.
    """
    records = Records.for_clips(tx, workshop, [clip.id])
    left_out = {
        language
        for one in records.standing.values()
        if one.participant_id != participant_id
        for language in one.languages_left_out
    }
    tracks = {track.language: track for track in tx.find(Track, clip_id=clip.id)}
    return {tag: one for tag, one in sorted(tracks.items()) if not any(covers(no, tag) for no in left_out)}


def _stopped(subject: str, records: Records) -> bool:
    stopped = {veto.audience for veto in records.vetoes.get(subject, ())}
    return None in stopped or stopped.issuperset(Audience)


def _refuses(person: Participant, clip: Clip, records: Records, at: datetime) -> bool:
    questions = [Question(audience, (), at, records) for audience in Audience]
    if _no(on_workshop(person, questions[0])):
        return True
    return all(_no(on_clip(person, question, clip)) for question in questions)


def _no(stands: Iterable[Stand]) -> bool:
    return any(stand.reason and stand.reason.kind in _NOES for stand in stands)


# -- where in a film --------------------------------------------------------------------------


def stretches(studio: Studio, visit: Visitor, version: CutVersion) -> list[Span]:
    """Return the parts of a film that hold the visitor's clips, each from 10 s before to 10 s after.

    Parts that meet are one. Empty where no film lies here any more.
    """
    with studio.documents.read(visit.workshop) as tx:
        theirs = {one.clip_id for one in tx.find(Appearance, participant_id=visit.participant_id)}
    try:
        film = RenderedFilm.open(film_folder(studio, visit.workshop, version.id)).manifest
    except (FileNotFoundError, KeyGone):
        return []
    inside = [part for part in film.parts if part.clip_id in theirs]
    return around(((one.start_ms, one.start_ms + one.duration_ms) for one in inside), film.duration_ms)


def around(spans: Iterable[Span], length_ms: int, *, margin_ms: int = AROUND_MS) -> list[Span]:
    """Widen each span by the margin on both sides, keep it within the film, and join those that meet."""
    return list(_joined(sorted((max(0, a - margin_ms), min(length_ms, b + margin_ms)) for a, b in spans)))


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Yield *spans*, which come in order, those that overlap or touch as one; empty ones are left out."""
    held: Span | None = None
    for start, end in spans:
        if start >= end:
            continue
        if held and start <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held
