"""A spoken answer is made playable by a worker, for whoever listens to it."""

from __future__ import annotations

from pathlib import Path

from dbos import DBOS

from pvstudio.media.probing import probe
from pvstudio.media.voicing import make_voiced, voiced_path
from workflows import running
from workflows.queue import Work
from workflows.spoken import Kind, SpokenAnswer
from workflows.wiring import Studio


@DBOS.workflow(name=Work.VOICE, max_recovery_attempts=10)
def voice(workshop: str, spoken_id: str) -> None:
    """Make the copy that people listen to."""
    make_playable(workshop, spoken_id)


@DBOS.step(name="voice.make_playable")
def make_playable(workshop: str, spoken_id: str) -> None:
    """Look into the recording again, which nobody vouches for, and copy all of it."""
    studio, job = running.studio(), running.job("make playable")
    with studio.documents.read(workshop) as tx:
        spoken = tx.get(SpokenAnswer, spoken_id)
    original = studio.files(workshop).original(spoken.sha256)
    make_voiced(original, probe(original, name="a spoken answer", job=job), job=job)


def playable(studio: Studio, workshop: str, spoken: SpokenAnswer) -> Path | None:
    """Return what can be listened to, or None as long as it is not made, or if it was erased."""
    original = studio.files(workshop).original(spoken.sha256)
    path = voiced_path(original, pictures=spoken.kind is Kind.VIDEO)
    return path if path.exists() else None
