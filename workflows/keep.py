"""Keeping what is other people's in a recording that is about to be erased.

A lost recording cannot be filmed again. So their clips are written into a new recording, on the same
clock, compared with the old one picture by picture, and only then does the footage's document name
the new one. Ids and ranges of clips stay, and with them what these people agreed to.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pvstudio.media.ffmpeg import Job
from pvstudio.media.keeping import Keeping
from pvstudio.media.probing import probe
from pvstudio.media.workbench import deliver, workbench
from pvstudio.model import Clip, Footage, MediaInfo
from pvstudio.store import Reading
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import openable, opened, read_bytes
from workflows.erasures import ErasureOrder, Kept
from workflows.subtitle import words_file
from workflows.wiring import Studio


def shared_footage(tx: Reading, order: ErasureOrder) -> list[str]:
    """Return the ids of recordings that hold clips of the order and others, and were not kept yet."""
    clips = tx.find(Clip)
    theirs = {clip.footage_id for clip in clips if clip.id in order.clip_ids}
    kept = {one.footage_id for one in order.kept}
    return sorted({c.footage_id for c in clips if c.id not in order.clip_ids} & theirs - kept)


def keep_others(studio: Studio, workshop: str, order_id: str, footage_id: str, *, job: Job) -> None:
    """Write the clips of others into a new recording, and let *footage_id* be that one from now on.

    Broken off anywhere it can be done again: the new recording waits beside the old one, under a fixed
    name, and goes with it. Raises :class:`~pvstudio.media.keeping.NotKept`; then nothing has changed.
    """
    with studio.documents.read(workshop) as tx:
        order = tx.get(ErasureOrder, order_id)
        footage = tx.get(Footage, footage_id)
        clips = _others(tx, order, footage_id)
    if footage_id in {one.footage_id for one in order.kept}:
        return
    waiting = studio.files(workshop).derived(footage.sha256, f"kept-{order_id}.mkv")
    if not openable(waiting):
        _write(studio, workshop, footage, clips, waiting, job)
    _take_over(studio, workshop, order_id, footage, waiting, job)


def _others(tx: Reading, order: ErasureOrder, footage_id: str) -> list[Clip]:
    return [clip for clip in tx.find(Clip, footage_id=footage_id) if clip.id not in order.clip_ids]


def _write(
    studio: Studio, workshop: str, footage: Footage, clips: list[Clip], target: Path, job: Job
) -> None:
    original = studio.files(workshop).original(footage.sha256)
    media = footage.media or probe(original, name=footage.id, job=job)
    ranges = tuple(sorted({(clip.start_ms, clip.end_ms) for clip in clips}))
    with workbench(target.parent) as bench:
        made = bench / target.name
        Keeping(path=original, media=media, ranges=ranges).keep(made, job=job)
        deliver(made, target)


def _take_over(studio: Studio, workshop: str, order_id: str, footage: Footage, made: Path, job: Job) -> None:
    """Keep the new recording like any other, then re-point everything to it in one transaction."""
    media = probe(made, name=footage.id, job=job)
    files = studio.files(workshop)
    with opened(made) as stream:
        received = files.receive(stream, name=footage.id)
    new = replace(
        footage,
        sha256=received.sha256,
        size_bytes=received.size_bytes,
        original_name=f"{footage.id}.mkv",  # the name that it came with may be somebody's
        media=_as_long_as(media, footage),
        reason="",
    )
    with studio.documents.write(workshop) as tx:
        order = tx.get(ErasureOrder, order_id)
        clips = _others(tx, order, footage.id)
        for clip in clips:  # the only thing beside the recording that no machine could make again
            words = words_file(studio, workshop, clip, footage)
            if words.exists():
                write_bytes(words_file(studio, workshop, clip, new), read_bytes(words))
        kept = Kept(
            footage_id=footage.id,
            before=footage.sha256,
            after=received.sha256,
            clip_ids=tuple(clip.id for clip in clips),
        )
        tx.put(new)
        tx.put(replace(order, kept=(*order.kept, kept), gone=(*order.gone, footage.sha256)))


def _as_long_as(media: MediaInfo, footage: Footage) -> MediaInfo:
    """Let clips that reach to the end of the old recording reach to the end of the new one."""
    before = footage.media.duration_ms if footage.media else 0
    return replace(media, duration_ms=max(media.duration_ms, before))
