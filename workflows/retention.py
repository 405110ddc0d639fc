"""What is past its date: found for people to decide on, deleted only when they say so.

Days come from ``[retention]`` of studio.toml (docs/duties/retention.md gives the reasons). Only refused
uploads, spoken answers in which nothing clear was said, spoken notes of screenings and identities can be
deleted here, and never what consent still needs. Footage and kits are listed: what becomes of them is for
the people in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from consent.gate.policy import Kind, clip_withheld
from consent.gate.records import Records
from consent.identities.events import IdentityEvent
from consent.releases import Answer, AnswerState
from pvstudio.config import Retention
from pvstudio.model import (
    Audience,
    Clip,
    CutItem,
    CutState,
    CutVersion,
    Footage,
    FootageState,
    Kit,
    KitState,
    Participant,
    Workshop,
)
from pvstudio.store import Reading
from workflows.discard import discard_unclear
from workflows.erasures import proving
from workflows.feedback.notes import SpokenNote
from workflows.identities import forget_identity, identities
from workflows.overdue import Look, Matter, Overdue, due_on, ended_on
from workflows.queue import JobQueue
from workflows.spoken import SpokenAnswer
from workflows.spoken_notes import delete_note
from workflows.whereabouts import films_with
from workflows.wiring import Studio

__all__ = ["Matter", "Overdue", "dates_of", "erase_overdue", "identity_due", "overdue"]


def overdue(studio: Studio, workshop: str, *, at: datetime) -> list[Overdue]:
    """Return what is past its date at the moment *at*, the longest first. Nothing is changed."""
    known = identities(studio).known(workshop)
    with studio.documents.read(workshop) as tx:
        look = Look(tx, tx.get(Workshop, workshop), studio.settings.retention, at)
        found = [*_refused(look), *_unclear(look), *_notes(look), *_identities(look, known)]
        found += [*_footage(look), *_kits(look)]
    return sorted(found, key=lambda one: (one.since, one.matter, one.id))


def dates_of(tx: Reading, workshop: Workshop, dates: Retention) -> list[tuple[Matter, int, date | None]]:
    """Return after how many days what of a workshop is past its date, and the first such day.

    0 days: it is kept. The day is None where it is counted for each thing, or the workshop has no end yet.
    """
    ended = ended_on(tx, workshop)
    from_end = ((Matter.UNUSED_FOOTAGE, dates.unused_footage), (Matter.IDENTITY, dates.identities))
    return [
        *((matter, days, due_on(ended, days) if ended else None) for matter, days in from_end),
        (Matter.WITHDRAWN_FOOTAGE, dates.withdrawn_footage, None),
        (Matter.REFUSED_UPLOAD, dates.refused_uploads, None),
        (Matter.KIT, dates.kits, None),
        (Matter.SPOKEN_NOTE, dates.spoken_notes, None),
    ]


def erase_overdue(
    studio: Studio, workshop: str, chosen: Collection[str], *, at: datetime, by: str = ""
) -> list[Overdue]:
    """Delete those of *chosen* (ids) that are still past their date and may go; return them.

    Everything is looked at again first: what came into use since it was listed stays.
    """
    erased = [one for one in overdue(studio, workshop, at=at) if one.can_be_erased and one.id in chosen]
    for one in erased:
        if one.matter is Matter.IDENTITY:
            forget_identity(studio, workshop, one.id, by=by)
        elif one.matter is Matter.SPOKEN_NOTE:
            with JobQueue(studio) as queue:
                delete_note(studio, queue, workshop, one.id)
        elif one.id.startswith("spoken-"):
            discard_unclear(studio, workshop, one.id)
        else:
            _erase_upload(studio, workshop, one.id)
    if erased:
        studio.documents.erase_traces()
    return erased


def _erase_upload(studio: Studio, workshop: str, footage_id: str) -> None:
    """Delete a refused upload; nobody asked for it to be forgotten, so the same file may come again."""
    files = studio.files(workshop)
    with studio.documents.read(workshop) as tx:
        sha256 = tx.get(Footage, footage_id).sha256
    files.forget(sha256)
    with studio.documents.write(workshop) as tx:
        tx.delete(Footage, footage_id)


# -- what is past its date -------------------------------------------------------------------


def identity_due(tx: Reading, workshop: str, participant_id: str, dates: Retention) -> date | None:
    """Return the day from which somebody's identity is past its date; None if it is kept.

    Days count from the end of the workshop; of a workshop without any date, from the writing down.
    """
    begins = ended_on(tx, tx.get(Workshop, workshop)) or max(
        (one.at.date() for one in tx.find(IdentityEvent, participant_id=participant_id)), default=None
    )
    return due_on(begins, dates.identities) if begins else None


def _identities(look: Look, known: Collection[str]) -> Iterator[Overdue]:
    names = {one.id: one.pseudonym for one in look.tx.find(Participant)}
    for person in known:
        due = identity_due(look.tx, look.workshop.id, person, look.dates)
        if due and due <= look.at.date():
            yield Overdue(
                matter=Matter.IDENTITY,
                id=person,
                name=names.get(person, person),
                since=due,
                why=f"{look.dates.identities} days after the workshop ended",
                needed_for=_reachable_for(look.tx, person),
            )


def _reachable_for(tx: Reading, person: str) -> str:
    """Say which kits are out with films of this person: until then they must be reachable."""
    films = films_with(tx, person)
    out = [kit.id for kit in tx.find(Kit) if kit.cut_version_id in films and not _is_back(kit)]
    return f"a film of them is with hosts: {', '.join(out)}" if out else ""


def _is_back(kit: Kit) -> bool:
    return kit.state is KitState.RECALLED and kit.acknowledged_at is not None


def _refused(look: Look) -> Iterator[Overdue]:
    with_clips, evidence = {clip.footage_id for clip in look.tx.find(Clip)}, proving(look.tx, unheard=True)
    for one in look.tx.find(Footage, state=FootageState.REFUSED):
        since = look.past(one.received_at.date(), look.dates.refused_uploads)
        if since:
            yield Overdue(
                matter=Matter.REFUSED_UPLOAD,
                id=one.id,
                name=one.original_name,
                since=since,
                why=f"{look.dates.refused_uploads} days after it came in; it was refused: {one.reason}",
                needed_for=_needed(one, with_clips, evidence),
            )


def _unclear(look: Look) -> Iterator[Overdue]:
    for one in look.tx.find(SpokenAnswer, unclear=True):
        if since := look.past((one.written_at or one.at).date(), look.dates.refused_uploads):
            yield Overdue(
                matter=Matter.REFUSED_UPLOAD,
                id=one.id,
                name=f"spoken by {look.tx.get(Participant, one.participant_id).pseudonym}",
                since=since,
                why=f"{look.dates.refused_uploads} days after it was heard; nothing clear was said",
            )


def _notes(look: Look) -> Iterator[Overdue]:
    for one in look.tx.find(SpokenNote):
        if since := look.past(one.at.date(), look.dates.spoken_notes):
            yield Overdue(
                matter=Matter.SPOKEN_NOTE,
                id=one.id,
                name=f"spoken note of {one.at.date()}",
                since=since,
                why=f"{look.dates.spoken_notes} days after it was recorded",
            )


def _needed(upload: Footage, with_clips: Collection[str], evidence: Collection[str]) -> str:
    if upload.id in with_clips:
        return "it has clips"
    return "it proves an answer" if upload.sha256 in evidence else ""


def _footage(look: Look) -> Iterator[Overdue]:
    """Footage that is in no film, and footage whose people took their yes back."""
    clips = look.tx.find(Clip)
    used = {
        item.clip_id
        for version in look.tx.find(CutVersion)
        if version.state is not CutState.RECALLED
        for item in version.items
    }
    for footage in look.tx.find(Footage, state=FootageState.READY):
        own = [clip for clip in clips if clip.footage_id == footage.id]
        taken_back = _withdrawn(look, own)
        if taken_back and (since := look.past(taken_back, look.dates.withdrawn_footage)):
            why = f"{look.dates.withdrawn_footage} days after a withdrawal closed it to every audience"
            yield _listed(Matter.WITHDRAWN_FOOTAGE, footage, since, why)
        elif not used & {clip.id for clip in own}:
            begins = max(footage.received_at.date(), ended_on(look.tx, look.workshop) or date.min)
            if since := look.past(begins, look.dates.unused_footage):
                why = f"{look.dates.unused_footage} days after the workshop, and in no film"
                yield _listed(Matter.UNUSED_FOOTAGE, footage, since, why)


def _listed(matter: Matter, footage: Footage, since: date, why: str) -> Overdue:
    return Overdue(
        matter=matter, id=footage.id, name=footage.original_name, since=since, why=why, instead=_ASK
    )


#: Who is in a film decides what becomes of it: PVStudio never erases footage because of a date.
_ASK = "Ask the people in it."


def _withdrawn(look: Look, clips: list[Clip]) -> date | None:
    """Return when the last of *clips* was closed to every audience by a withdrawal; None if any is not."""
    records = Records.for_clips(look.tx, look.workshop.id, [clip.id for clip in clips])
    days = [_closed_on(look, clip, records) for clip in clips]
    return max((day for day in days if day), default=None) if all(days) else None


def _closed_on(look: Look, clip: Clip, records: Records) -> date | None:
    found: set[str] = set()
    for audience in Audience:
        reasons = clip_withheld(CutItem(clip_id=clip.id), audience, None, look.at, records)
        people = {one.participant_id or "" for one in reasons if one.kind is Kind.WITHDRAWN}
        if not people:
            return None
        found |= people
    said = [
        answer.at.date()
        for person in found
        for answer in look.tx.find(Answer, participant_id=person, state=AnswerState.WITHDRAWN)
        if answer.subject_id in {clip.id, look.workshop.id}
    ]
    return max(said, default=None)


def _kits(look: Look) -> Iterator[Overdue]:
    for kit in look.tx.find(Kit, state=KitState.PUBLISHED):
        if since := look.past(kit.published_at.date(), look.dates.kits):
            yield Overdue(
                matter=Matter.KIT,
                id=kit.id,
                name=kit.recipient,
                since=since,
                why=f"{look.dates.kits} days after it was published",
                instead="Ask the host to delete it; who still shows the film gets a new kit.",
            )
