"""Keeping what is other people's in a recording that is about to be erased.

A lost recording cannot be filmed again. So their clips are written into a new recording, on the same
clock, compared with the old one picture by picture, and only then does the footage's document name
the new one. Ids and ranges of clips stay, and with them what these people agreed to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from pvstudio.media.ffmpeg import Job
from pvstudio.media.keeping import Keeping, Range
from pvstudio.media.probing import probe
from pvstudio.media.workbench import deliver, workbench
from pvstudio.model import Clip, Footage, MediaInfo
from pvstudio.store import Reading, Writing
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import openable, opened, read_bytes
from workflows.clips.portraits import carry_portraits
from workflows.discard import discard
from workflows.erasures import ErasureOrder, Kept
from workflows.subtitle import words_file
from workflows.subtitles.keeping import carry_histories
from workflows.wiring import Studio


def shared_footage(tx: Reading, order: ErasureOrder) -> list[str]:
    """Return the ids of recordings that hold clips of the order and others, and were not kept yet."""
    clips = tx.find(Clip)
    theirs = {clip.footage_id for clip in clips if clip.id in order.clip_ids}
    kept = {one.footage_id for one in order.kept}
    return sorted({c.footage_id for c in clips if c.id not in order.clip_ids} & theirs - kept)


def keep_others(studio: Studio, workshop: str, order_id: str, footage_id: str, *, job: Job) -> None:
    """Write the clips of others into a new recording, and let *footage_id* be that one from now on.

    Broken off anywhere it can be done again: the new recording waits beside the old one, named by its
    ranges, and goes with it. Overtaken by another erasure in the same recording, or by somebody who
    marks a clip in it, it begins anew with what is there now: what was written from the old one would
    bring back whom the other erased.
    Raises :class:`~pvstudio.media.keeping.NotKept`; then nothing has changed.
    """
    while task := _task(studio, workshop, order_id, footage_id):
        try:
            waiting = _written(studio, workshop, task, job)
            if _take_over(studio, workshop, task, waiting, job):
                return
        except Exception:  # the other erasure deletes what is read here
            if _task(studio, workshop, order_id, footage_id) == task:
                raise


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be kept, for which order, as documents have it at one moment."""

    order_id: str
    sha256: str  # of the recording that it is kept from
    ranges: tuple[Range, ...]
    footage: Footage = field(compare=False)

    @property
    def waiting(self) -> str:
        """The name that the new recording waits under."""
        spans = ",".join(f"{start}-{end}" for start, end in self.ranges)
        return f"kept-{self.order_id}-{sha256(spans.encode()).hexdigest()[:12]}.mkv"


def _task(studio: Studio, workshop: str, order_id: str, footage_id: str) -> _Task | None:
    with studio.documents.read(workshop) as tx:
        return _task_in(tx, order_id, footage_id)


def _task_in(tx: Reading, order_id: str, footage_id: str) -> _Task | None:
    """Return what is to be done; None where it was done, or nothing of others is left to keep."""
    order = tx.get(ErasureOrder, order_id)
    if footage_id not in shared_footage(tx, order):
        return None
    footage = tx.get(Footage, footage_id)
    ranges = sorted({(clip.start_ms, clip.end_ms) for clip in _others(tx, order, footage_id)})
    return _Task(order_id, footage.sha256, tuple(ranges), footage)


def _others(tx: Reading, order: ErasureOrder, footage_id: str) -> list[Clip]:
    return [clip for clip in tx.find(Clip, footage_id=footage_id) if clip.id not in order.clip_ids]


def _written(studio: Studio, workshop: str, task: _Task, job: Job) -> Path:
    """Return the new recording, compared with the old one; made now unless it waits already."""
    files = studio.files(workshop)
    target = files.derived(task.sha256, task.waiting)
    if not openable(target):
        original = files.original(task.sha256)
        media = task.footage.media or probe(original, name=task.footage.id, job=job)
        with workbench(target.parent) as bench:
            made = bench / target.name
            Keeping(path=original, media=media, ranges=task.ranges).keep(made, job=job)
            deliver(made, target)
    return target


def _take_over(studio: Studio, workshop: str, task: _Task, made: Path, job: Job) -> bool:
    """Keep the new recording like any other, then re-point everything to it in one transaction.

    Tell whether it was so: not if documents say meanwhile that something else is to be kept.
    """
    footage = task.footage
    media = probe(made, name=footage.id, job=job)
    with opened(made) as stream:
        received = studio.files(workshop).receive(stream, name=footage.id)
    with studio.documents.write(workshop) as tx:
        if still := _task_in(tx, task.order_id, footage.id) == task:
            new = replace(
                tx.get(Footage, footage.id),
                sha256=received.sha256,
                size_bytes=received.size_bytes,
                original_name=f"{footage.id}.mkv",  # the name that it came with may be somebody's
                media=_as_long_as(media, footage),
                reason="",
            )
            _re_point(studio, workshop, tx, task, new)
    if not still:
        discard(studio, workshop, received.sha256)
    return still


def _re_point(studio: Studio, workshop: str, tx: Writing, task: _Task, new: Footage) -> None:
    order = tx.get(ErasureOrder, task.order_id)
    clips = _others(tx, order, new.id)
    for clip in clips:  # the only thing beside the recording that no machine could make again
        words = words_file(studio, workshop, clip, task.footage)
        if words.exists():
            write_bytes(words_file(studio, workshop, clip, new), read_bytes(words))
    carry_histories(studio, workshop, tx, clips, task.footage, new)
    carry_portraits(studio, workshop, tx, clips, new)
    kept = Kept(
        footage_id=new.id,
        before=task.sha256,
        after=new.sha256,
        clip_ids=tuple(clip.id for clip in clips),
    )
    tx.put(new)
    tx.put(replace(order, kept=(*order.kept, kept), gone=(*order.gone, task.sha256)))


def _as_long_as(media: MediaInfo, footage: Footage) -> MediaInfo:
    """Let clips that reach to the end of the old recording reach to the end of the new one."""
    before = footage.media.duration_ms if footage.media else 0
    return replace(media, duration_ms=max(media.duration_ms, before))
