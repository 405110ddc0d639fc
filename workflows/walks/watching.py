"""Watching: nobody answers about what they have not watched.

The server judges itself: the bytes were asked for in this visit, and the time that it takes has passed since.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from consent.releases import fingerprint
from pvstudio.languages import subtags
from pvstudio.model import Clip, CutVersion
from pvstudio.store import Reading, Writing
from workflows.phones import check_presence
from workflows.phones.seat import Visit
from workflows.reviews import request_of
from workflows.walks.errors import NotWatchedYet
from workflows.walks.subjects import length_of, watchable
from workflows.walks.walk import Walk, Watched, same_seat
from workflows.wiring import Studio

#: So much of the length must have passed: players start late and stop at the last black frames.
_MOST = 0.9


def began_watching(studio: Studio, visit: Visit, subject_id: str, at: datetime) -> None:
    """Note that the first byte of a clip or film (its id) goes to this visit; later ones change nothing.

    Raises :class:`~pvstudio.errors.NotFound` for what they are not in.
    """
    with studio.documents.read(visit.workshop) as look:
        if _is_noted(look, visit, watchable(look, visit, subject_id)):
            return
    with studio.documents.write(visit.workshop) as tx:
        thing = watchable(tx, visit, subject_id)
        if not _is_noted(tx, visit, thing):
            tx.put(_new(visit, thing, at))


def watched(studio: Studio, visit: Visit, subject_id: str, at: datetime) -> Watched:
    """Note that it was watched to its end; raises :class:`~workflows.walks.errors.NotWatchedYet`."""
    with studio.documents.write(visit.workshop) as tx:
        thing = watchable(tx, visit, subject_id)
        known = seen(tx, visit, thing)
        if known and known.counts_in(visit.id):
            return known
        left = _left_ms(studio, visit, thing, known, at)
        if known is None or left > 0:
            raise NotWatchedYet(left)
        done = replace(known, done_at=at, skipped_by="")
        _note(tx, visit, thing, done)
        _tell_review(tx, visit, thing, at)
    return done


def skip_watching(studio: Studio, visit: Visit, subject_id: str, digits: str, at: datetime) -> Watched:
    """Let somebody answer unwatched in this visit: the facilitator whose *digits* these are stands beside.

    Raises :class:`~workflows.phones.PresenceRefused`.
    """
    with studio.documents.read(visit.workshop) as look:
        watchable(look, visit, subject_id)  # digits are spent on nothing that is not theirs
    by = check_presence(studio, visit, digits, at)
    with studio.documents.write(visit.workshop) as tx:
        thing = watchable(tx, visit, subject_id)
        known = seen(tx, visit, thing)
        if known and known.counts_in(visit.id):
            return known
        skipped = replace(_new(visit, thing, at), done_at=at, skipped_by=by)
        _note(tx, visit, thing, skipped)
    return skipped


def seen(tx: Reading, visit: Visit, thing: Clip | CutVersion) -> Watched | None:
    """Return what is noted of this seat's watching of *thing* as it is now."""
    return next(iter(tx.find(Watched, id=_key(visit, thing))), None)


def check_watched(studio: Studio, tx: Reading, visit: Visit, thing: Clip | CutVersion, at: datetime) -> None:
    """Raise :class:`NotWatchedYet` unless this seat may answer about *thing* as it is now."""
    known = seen(tx, visit, thing)
    if known is None or not known.counts_in(visit.id):
        raise NotWatchedYet(max(0, _left_ms(studio, visit, thing, known, at)))


def _key(visit: Visit, thing: Clip | CutVersion) -> str:
    """Return one id for each seat, thing and fingerprint: two phones at once note it once."""
    told = f"{visit.seat.key(visit.workshop)}\n{thing.id}\n{fingerprint(thing)}"
    return f"watched-{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _new(visit: Visit, thing: Clip | CutVersion, at: datetime) -> Watched:
    return Watched(
        id=_key(visit, thing),
        participant_id=visit.participant_id,
        role=visit.role,
        guardian_id=visit.guardian_id,
        subject_id=thing.id,
        fingerprint=fingerprint(thing),
        visit=visit.id,
        began_at=at,
    )


def _is_noted(tx: Reading, visit: Visit, thing: Clip | CutVersion) -> bool:
    """Whether it was watched, or begins in this visit: what began in another one begins again."""
    known = seen(tx, visit, thing)
    return known is not None and (known.visit == visit.id or known.counts_in(visit.id))


def _left_ms(
    studio: Studio, visit: Visit, thing: Clip | CutVersion, known: Watched | None, at: datetime
) -> int:
    needed = timedelta(milliseconds=round(_MOST * length_of(studio, visit.workshop, thing)))
    began = known is not None and known.visit == visit.id
    passed = at - known.began_at if known and began else timedelta()
    return round((needed - passed) / timedelta(milliseconds=1))


def _note(tx: Writing, visit: Visit, thing: Clip | CutVersion, note: Watched) -> None:
    """Keep *note*; a walk that began when it was another film asks anew about this one."""
    tx.put(note)
    for walk in same_seat(tx.find(Walk, subject_id=thing.id, done_at=None), visit.seat):
        if walk.watched != note.fingerprint:
            tx.put(walk.about_another(note.fingerprint))


def _tell_review(tx: Writing, visit: Visit, thing: Clip | CutVersion, at: datetime) -> None:
    """Let facilitators see that a film they sent was watched, and with which subtitles it could be."""
    request = request_of(tx, thing.id, visit.participant_id)
    if not isinstance(thing, CutVersion) or request is None:
        return
    same = [one for one in thing.languages if subtags(one)[0] == subtags(visit.language or "und")[0]]
    tx.put(replace(request, watched_at=at, watched_in=next(iter(same), "")))
