"""A picture of each person, for the facilitators of their workshop: so that nobody is taken for another.

It is a square of one moment of a clip that they are logged in, sealed under the key of that footage and
kept beside it: whatever erases the footage, or the person, takes the picture too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from consent.ledger.book import Book
from consent.releases import Appearance
from pvstudio.media.mezzanines import find_mezzanine
from pvstudio.media.proxies import proxy_path
from pvstudio.media.stills import Square, cut_still
from pvstudio.model import Clip, Footage, Participant
from pvstudio.store import Reading, Writing
from pvstudio.store.files import remove, write_bytes
from pvstudio.store.reading import openable, read_bytes
from workflows.clips.errors import NotInClip, NotPrepared
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """Which moment stands for somebody (a document; its id is the participant's).

    *at_ms* is counted from the start of the footage: clips are cut anew, footage stays.
    """

    id: str
    clip_id: str
    footage_id: str
    at_ms: int
    square: Square

    @property
    def file_name(self) -> str:
        """The name of the picture beside its footage."""
        where = "-".join(
            f"{round(value * 1000)}" for value in (self.square.x, self.square.y, self.square.side)
        )
        return f"portrait-{self.id}-{self.at_ms}-{where}.jpg"


def choose_portrait(
    studio: Studio, workshop: str, clip_id: str, participant_id: str, at_ms: int, square: Square
) -> Portrait:
    """Let *square* of the moment *at_ms* of a clip stand for somebody who is logged in it.

    Takes the small copy that a worker made, so it is quick. Raises :class:`NotInClip`,
    :class:`NotPrepared`, :class:`~pvstudio.errors.NotFound`.
    """
    with studio.documents.read(workshop) as tx:
        clip, person = tx.get(Clip, clip_id), tx.get(Participant, participant_id)
        _require_inside(tx, person, clip)
        footage = tx.get(Footage, clip.footage_id)
    files = studio.files(workshop)
    mezzanine = find_mezzanine(clip, footage, files, studio.settings.film)
    if mezzanine is None or not proxy_path(mezzanine).exists():
        raise NotPrepared(clip)
    at_ms = max(0, min(at_ms, mezzanine.duration_ms - 1))
    portrait = Portrait(
        id=person.id,
        clip_id=clip.id,
        footage_id=footage.id,
        at_ms=clip.start_ms + at_ms,
        square=square,
    )
    target = files.derived(footage.sha256, portrait.file_name)
    cut_still(mezzanine, at_ms, square, target)
    with studio.documents.write(workshop) as tx:
        try:
            _require_inside(tx, tx.get(Participant, person.id), tx.get(Clip, clip.id))
        except Exception:
            remove(target)  # taken out, or erased, meanwhile
            raise
        before = _path(studio, tx, workshop, person.id)
        tx.put(portrait)
    if before and before != target:
        remove(before)
    return portrait


def _require_inside(tx: Reading, person: Participant, clip: Clip) -> None:
    if not tx.find(Appearance, clip_id=clip.id, participant_id=person.id):
        raise NotInClip(person, clip)


def portrait_path(studio: Studio, tx: Reading, workshop: str, participant_id: str) -> Path | None:
    """Return the picture of somebody, or None where there is none that opens."""
    path = _path(studio, tx, workshop, participant_id) if participant_id in portrayed(tx) else None
    return path if path and openable(path) else None


def portrayed(tx: Reading) -> frozenset[str]:
    """Return the ids of the people who have a picture, taken from a clip that they are still logged in."""
    inside = {(one.clip_id, one.participant_id) for one in tx.find(Appearance)}
    return frozenset(one.id for one in tx.find(Portrait) if (one.clip_id, one.id) in inside)


def _path(studio: Studio, tx: Reading, workshop: str, participant_id: str) -> Path | None:
    for portrait in tx.find(Portrait, id=participant_id):
        for footage in tx.find(Footage, id=portrait.footage_id):
            return studio.files(workshop).derived(footage.sha256, portrait.file_name)
    return None


def drop_portrait(studio: Studio, workshop: str, participant_id: str, *, clip_id: str = "") -> None:
    """Delete the picture of somebody; of one *clip_id* only if it was taken from that clip."""
    with studio.documents.write(workshop) as tx:
        for portrait in tx.find(Portrait, id=participant_id):
            if not clip_id or portrait.clip_id == clip_id:
                if path := _path(studio, tx, workshop, participant_id):
                    remove(path)
                tx.delete(Portrait, portrait.id)


def erase_portraits(studio: Studio, workshop: str, participant_id: str) -> None:
    """Delete the bytes of every picture that was ever taken of somebody, wherever its footage is."""
    for path in studio.files(workshop).root.glob(f"??/*/portrait-{participant_id}-*.jpg"):
        remove(path)


# -- when clips are cut anew, or erased ----------------------------------------------------------


def follow_cut(tx: Writing | Book, clips: Iterable[Clip]) -> None:
    """Let each picture that was taken from one of *clips* be of the one that its moment lies in now."""
    parts = list(clips)
    for portrait in [one for clip in parts for one in tx.find(Portrait, clip_id=clip.id)]:
        for clip in parts:
            if clip.start_ms <= portrait.at_ms < clip.end_ms:
                tx.put(replace(portrait, clip_id=clip.id))


def forget_portraits(tx: Book, participant_ids: Collection[str], clip_ids: Collection[str]) -> None:
    """Forget pictures of these people, and those taken from these clips; their bytes go with the footage."""
    for portrait in tx.find(Portrait):
        if portrait.id in participant_ids or portrait.clip_id in clip_ids:
            tx.delete(Portrait, portrait.id)


def carry_portraits(studio: Studio, workshop: str, tx: Reading, clips: Iterable[Clip], new: Footage) -> None:
    """Copy the pictures that were taken from *clips* to *new*, which takes the place of their footage."""
    for clip in clips:
        for portrait in tx.find(Portrait, clip_id=clip.id):
            path = _path(studio, tx, workshop, portrait.id)
            if path and openable(path):
                write_bytes(studio.files(workshop).derived(new.sha256, portrait.file_name), read_bytes(path))
