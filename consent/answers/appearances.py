"""Who is in a clip: logged, confirmed as complete, and put right when somebody was logged by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from consent.errors import ConsentError
from consent.events import AppearanceCorrected
from consent.ledger.book import Book
from consent.releases import Answer, Appearance, Confirmation, Sign, Stage, Veto, VetoLifted
from consent.stretches import same_seconds, stretch_answered, stretch_of
from pvstudio.errors import NotFound
from pvstudio.model import Clip, CutVersion, Participant, new_id


class HasSaidNo(ConsentError):
    """Somebody who said no is not taken out of a clip: nobody else may say that it is not them."""

    def __init__(self, person: Participant, clip: Clip, no: Answer, *, officer_may: bool = False) -> None:
        about = {Stage.S3: "this clip", Stage.S4: "a film with this clip"}.get(no.stage, "the workshop")
        advice = "If it truly is somebody else, ask them: with their yes the clip opens as it is logged."
        self.officer_may = officer_may
        if self.officer_may:
            about = {Stage.S3: "what this clip was cut from"}.get(no.stage, about)
            advice = "If they are not in this part of it, the safeguarding officer may take them out."
        super().__init__(
            f"{person.pseudonym} said no to {about} on {no.at:%Y-%m-%d} and stays logged in “{clip.title}”.",
            advice=advice,
        )
        self.person, self.clip, self.no = person, clip, no


class StoppedByOfficer(ConsentError):
    """Nobody is taken out of a clip while the safeguarding officer stops the clip or them."""

    def __init__(self, person: Participant, clip: Clip, veto: Veto) -> None:
        what = person.pseudonym if veto.subject_id == person.id else f"“{clip.title}”"
        super().__init__(
            f"The safeguarding officer has stopped {what}, so {person.pseudonym} stays logged in "
            f"“{clip.title}”.",
            advice="If it truly is somebody else, show the officer: they lift the veto first.",
        )
        self.person, self.clip, self.veto = person, clip, veto


def log_appearance(tx: Book, clip_id: str, participant_id: str, by: Iterable[Sign]) -> Appearance:
    """Note that a participant is in a clip, recognisable *by* these signs, added to those known.

    Somebody new makes the clip unlogged again: whoever confirmed that everyone was logged was
    mistaken. Raises :class:`~pvstudio.errors.NotFound`.
    """
    clip, person = tx.get(Clip, clip_id), tx.get(Participant, participant_id)
    signs = frozenset(by)
    if not signs:
        raise ConsentError(f"By what can {person.pseudonym} be recognised in “{clip.title}”?")
    before = _logged(tx, clip, person)
    if before and signs <= before.by:
        return before
    if before is None and clip.people_complete:
        _set_complete(tx, clip, complete=False)
    held = before or Appearance(id=new_id("seen"), clip_id=clip.id, participant_id=person.id, by=signs)
    appearance = replace(held, by=held.by | signs)
    tx.put(appearance)
    return appearance


def confirm_complete(tx: Book, clip_id: str, *, by: str = "") -> Clip:
    """Note that a facilitator (*by*) confirms: everybody who can be recognised in the clip is logged."""
    return _set_complete(tx, tx.get(Clip, clip_id), complete=True, by=by)


def doubt_complete(tx: Book, clip_id: str) -> None:
    """Note that somebody may be in the clip who is not logged: it waits for a look and a confirmation."""
    for clip in tx.find(Clip, id=clip_id):
        if clip.people_complete:
            _set_complete(tx, clip, complete=False)


def correct_appearance(
    tx: Book, clip_id: str, participant_id: str, *, by: str, reason: str, officer: bool = False
) -> Clip:
    """Take out somebody who was logged by mistake; the clip is unlogged until it is confirmed anew.

    Opens nothing by itself. Raises :class:`HasSaidNo` where that person ever said no to this clip, to
    any of its seconds by another clip, or to a film that holds some of them, or has a no to the workshop
    standing: such a no must not be got rid of by saying that it is somebody else in the picture, nor by
    cutting the clip anew. The safeguarding *officer* may say that somebody is not in a part that was cut,
    unless the no is to that very part. Raises :class:`StoppedByOfficer` while a veto on them or on the
    clip stands, for any audience.
    """
    clip, person = tx.get(Clip, clip_id), tx.get(Participant, participant_id)
    if not by.strip() or not reason.strip():
        raise ConsentError(
            f"Who says that {person.pseudonym} is not in “{clip.title}”, and why?",
            advice="Both go on record; neither is shown to an audience.",
        )
    appearance = _logged(tx, clip, person)
    if appearance is None:
        raise NotFound("appearance", f"{person.pseudonym} in {clip.title}")
    for no in _own_noes(tx, clip, person):
        officer_may = bool(clip.cut_from) and not _about_just_this(tx, no, clip)
        if not (officer and officer_may):
            raise HasSaidNo(person, clip, no, officer_may=officer_may)
    veto = _veto(tx, {clip.id, person.id})
    if veto:
        raise StoppedByOfficer(person, clip, veto)
    tx.put(
        AppearanceCorrected(
            id=new_id("corrected"),
            at=datetime.now(UTC),
            appearance_id=appearance.id,
            clip_id=clip.id,
            participant_id=person.id,
            by=by,
            reason=reason,
        )
    )
    return _set_complete(tx, clip, complete=False)


def _logged(tx: Book, clip: Clip, person: Participant) -> Appearance | None:
    return next(iter(tx.find(Appearance, clip_id=clip.id, participant_id=person.id)), None)


def _veto(tx: Book, subjects: set[str]) -> Veto | None:
    lifted = {one.veto_id for one in tx.find(VetoLifted)}
    return next((v for v in tx.find(Veto) if v.subject_id in subjects and v.id not in lifted), None)


def _own_noes(tx: Book, clip: Clip, person: Participant) -> list[Answer]:
    """Return each no of *person* that keeps them in *clip*; those about these very seconds come first.

    Found by recording and range, not by which clip was cut from which: that chain can be broken.
    """
    shown, here = {clip.id, *(one.id for one in same_seconds(tx, clip))}, stretch_of(tx, clip)
    films = {film.id for film in tx.find(CutVersion) if any(item.clip_id in shown for item in film.items)}
    said = sorted(tx.find(Answer, participant_id=person.id), key=lambda one: one.number)
    standing = {
        (one.role, one.guardian_id, one.stage): one for one in said if one.stage in {Stage.S1, Stage.S2}
    }
    about = [
        one
        for one in said
        if one.subject_id in {clip.id, *films} or ((to := stretch_answered(one)) and to.overlaps(here))
    ]
    noes = [one for one in [*about, *standing.values()] if not one.state.is_yes]
    return sorted(noes, key=lambda one: not _about_just_this(tx, one, clip))


def _about_just_this(tx: Book, no: Answer, clip: Clip) -> bool:
    """Tell whether a no is to what is all in the clip as it is now, or to a film that holds it."""
    if no.stage is Stage.S3:
        to = stretch_answered(no)
        return to is not None and stretch_of(tx, clip).holds(to)
    films = tx.find(CutVersion, id=no.subject_id)
    return any(item.clip_id == clip.id for film in films for item in film.items)


def _set_complete(tx: Book, clip: Clip, *, complete: bool, by: str = "") -> Clip:
    said = Confirmation(
        id=f"complete-{clip.id}", at=datetime.now(UTC), clip_id=clip.id, complete=complete, by=by
    )
    clip = replace(clip, people_complete=complete)
    tx.put(said)
    tx.put(clip)
    return clip
