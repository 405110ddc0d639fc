"""Spoken notes as they are listed."""

from __future__ import annotations

from dataclasses import dataclass

from pvstudio.store import Reading
from web.pages.kits import is_inside
from web.security.session import signed_in
from web.sending.queue import queue
from web.wording.showing import studio
from workflows.feedback.notes import Heard, SpokenNote
from workflows.fields import seen
from workflows.hearing_notes import note_playable
from workflows.queue import JobInfo, Work, job_id
from workflows.spoken_notes import notes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One note as it is listed."""

    note: SpokenNote
    ready: bool  # it can be played
    job: JobInfo | None

    @property
    def seen(self) -> str:
        """What stands for its words, for the form that shows them."""
        return seen(self.note.words)

    @property
    def failed(self) -> bool:
        """Whether nothing more becomes of it by itself."""
        return self.note.heard is Heard.WAITING and (self.job is None or self.job.over)


def is_theirs(note: SpokenNote) -> bool:
    """Say whether a note is the business of whoever asks: of a host, what they or their phones recorded."""
    return is_inside() or note.by == signed_in().id


def listed(tx: Reading, workshop: str, *, kit_id: str = "", screening_id: str = "") -> list[Told]:
    """Return the notes of a kit or a screening, the newest first; to a host, those that are theirs."""
    found = [one for one in notes_of(tx, kit_id=kit_id, screening_id=screening_id) if is_theirs(one)]
    waiting = [job_id(Work.NOTE, one.id) for one in found if one.heard is Heard.WAITING]
    jobs = {job.about: job for job in queue().jobs(waiting)} if waiting else {}
    return [
        Told(note=one, ready=note_playable(studio(), workshop, one) is not None, job=jobs.get(one.id))
        for one in found
    ]
