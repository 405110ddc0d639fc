"""Footage comes in: kept whole, looked at in a sandbox, prepared for watching and cutting."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dbos import DBOS

from pvstudio.media.errors import MediaRefused
from pvstudio.media.ffmpeg import QUIET, Job
from pvstudio.media.mezzanines import Mezzanine, make_mezzanine
from pvstudio.media.posters import make_poster
from pvstudio.media.probing import probe
from pvstudio.media.proxies import make_proxy
from pvstudio.media.sprites import make_sprite
from pvstudio.media.waveforms import make_waveform
from pvstudio.model import Clip, Footage, FootageState, new_id
from pvstudio.store import Writing
from pvstudio.store.copying import Received as Kept
from pvstudio.store.errors import FootageErased
from workflows import running
from workflows.queue import Work
from workflows.wiring import Studio


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that was handed in."""

    footage: Footage
    duplicate: bool  # the same bytes were here before
    was_erased: bool = False  # and are here again, because the person has decided anew


def receive(studio: Studio, workshop: str, path: Path, *, although_erased: bool = False) -> Received:
    """Keep *path* whole in the studio and note it as footage; the same bytes are kept once.

    What was erased here is refused, unless a person says *although_erased*.
    Raises :class:`MediaRefused` for what is no file, or is empty. Nothing looks inside here.
    """
    name = os.fsencode(path.name).decode("utf-8", "replace")
    if not path.is_file() or not os.access(path, os.R_OK):
        raise MediaRefused(name, "it is not a file that can be read.")
    if path.stat().st_size == 0:
        raise MediaRefused(name, "it is empty (0 bytes).", advice="Copy it from the camera again.")
    kept = studio.files(workshop).receive(path, although_erased=although_erased)
    with studio.documents.write(workshop) as tx:
        footage, duplicate = noted(tx, name, kept)
    if not studio.files(workshop).has(kept.sha256):  # they were a deleted note's, which went this moment
        studio.files(workshop).receive(path, although_erased=although_erased)
    return Received(footage, duplicate=duplicate, was_erased=kept.was_erased)


def noted(tx: Writing, name: str, kept: Kept, *, language: str | None = None) -> tuple[Footage, bool]:
    """Return the footage that these bytes are, noted now unless they were before, and whether they were."""
    known = tx.find(Footage, sha256=kept.sha256)
    if known:
        return known[0], True
    footage = Footage(
        id=new_id("footage"),
        sha256=kept.sha256,
        original_name=name,
        size_bytes=kept.size_bytes,
        received_at=datetime.now(UTC),
        language=language,
    )
    tx.put(footage)
    return footage, False


@DBOS.workflow(name=Work.INGEST, max_recovery_attempts=10)
def ingest(workshop: str, footage_id: str) -> list[str]:
    """Look inside one piece of footage and prepare its clips; return their ids."""
    clips = look_inside(workshop, footage_id)
    for clip in clips:
        prepare_mezzanine(workshop, clip)
        prepare_proxy(workshop, clip)
        prepare_pictures(workshop, clip)
    return clips


@DBOS.step(name="ingest.look_inside")
def look_inside(workshop: str, footage_id: str) -> list[str]:
    """Probe the footage; note what it is, or why it was refused. A first clip covers all of it."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        footage = tx.get(Footage, footage_id)
    try:
        media = probe(
            studio.files(workshop).original(footage.sha256),
            name=footage.original_name,
            job=running.job("look inside"),
        )
    except MediaRefused as refusal:
        looked = replace(
            footage, state=FootageState.REFUSED, reason=" ".join([refusal.reason, refusal.advice]).strip()
        )
    else:
        looked = replace(footage, state=FootageState.READY, media=media, reason="")
    with studio.documents.write(workshop) as tx:
        if tx.get(Footage, footage_id).sha256 != footage.sha256:  # others' clips were kept, the rest erased
            raise FootageErased(footage.sha256)
        tx.put(looked)
        clips = tx.find(Clip, footage_id=footage_id)
        if not clips and looked.media:
            title = Path(footage.original_name).stem
            clip = Clip(
                id=new_id("clip"),
                footage_id=footage_id,
                title=title,
                start_ms=0,
                end_ms=looked.media.duration_ms,
                language=footage.language,
            )
            tx.put(clip)
            clips = [clip]
    return [clip.id for clip in clips]


def mezzanine_of(studio: Studio, workshop: str, clip_id: str, job: Job = QUIET) -> Mezzanine:
    """Return the untreated mezzanine of a clip, made now unless it is there."""
    with studio.documents.read(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        footage = tx.get(Footage, clip.footage_id)
    return make_mezzanine(clip, footage, studio.files(workshop), studio.settings.film, job=job)


@DBOS.step(name="ingest.prepare_mezzanine")
def prepare_mezzanine(workshop: str, clip_id: str) -> None:
    """Make the form that films are joined from."""
    mezzanine_of(running.studio(), workshop, clip_id, running.job("normalise"))


@DBOS.step(name="ingest.prepare_proxy")
def prepare_proxy(workshop: str, clip_id: str) -> None:
    """Make the small copy for phones."""
    make_proxy(mezzanine_of(running.studio(), workshop, clip_id), job=running.job("copy for phones"))


@DBOS.step(name="ingest.prepare_pictures")
def prepare_pictures(workshop: str, clip_id: str) -> None:
    """Draw the poster, the sprite and the waveform."""
    mezzanine = mezzanine_of(running.studio(), workshop, clip_id)
    make_poster(mezzanine, job=running.job("poster"))
    make_sprite(mezzanine, job=running.job("sprite"))
    make_waveform(mezzanine)
