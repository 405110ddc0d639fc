"""Narrations: a notice spoken by a person, for those who do not read.

A recording lies in the workshop as ``notices/<sha256>.m4a``, whatever it was recorded as: one
sound track, small enough for a phone, without the metadata that recorders add. A
:class:`Narration` binds it to the notice by both hashes: a text that was changed has none until
it is spoken again. Older ones stay, because answers were given to them.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consent.notices.notice import Notice
from pvstudio.media.errors import MediaRefused
from pvstudio.media.ffmpeg import QUIET, Job, input_args, run
from pvstudio.media.probing import probe
from pvstudio.model import new_id
from pvstudio.store import Writing
from pvstudio.store.files import make_folder, write_bytes

#: Nobody listens to more before they answer; a longer file is not what was meant.
LONGEST_MS = 15 * 60_000

#: One clear voice, playable by every browser; nothing of the file that it came from.
_VOICE = (
    "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-vn", "-sn", "-dn",
    "-ac", "1", "-ar", "48000", "-c:a", "aac", "-b:a", "64k", "-fflags", "+bitexact", "-flags:a", "+bitexact",
    "-movflags", "+faststart", "-f", "ipod",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """Somebody speaks the notice with this reference; *sha256* is that of the sound file."""

    id: str
    at: datetime
    notice: str
    sha256: str
    duration_ms: int
    by: str = ""


def receive_narration(recording: Path, folder: Path, *, name: str = "", job: Job = QUIET) -> tuple[str, int]:
    """Take a *recording* in; return the SHA-256 of what is kept in *folder*, and its length in ms.

    *folder* is the workshop's, *name* what people call the recording. Raises
    :class:`~pvstudio.media.errors.MediaRefused` when it cannot be read, is silent film or too long.
    """
    called = name or recording.name
    media = probe(recording, name=called, job=job)
    if media.audio is None:
        raise MediaRefused(called, "It has no sound.", advice="Record the words, then try again.")
    if media.duration_ms > LONGEST_MS:
        raise MediaRefused(called, "It is longer than 15 minutes.", advice="Record one notice at a time.")
    bench = make_folder(folder / "notices")
    with tempfile.TemporaryDirectory(dir=bench, prefix=".narration-", suffix=".part") as room:
        spoken = Path(room) / "spoken.m4a"
        args: list[str | Path] = [*input_args(recording), *_VOICE, spoken]
        run(args, reads=[recording], writes=spoken.parent, duration_ms=media.duration_ms, job=job)
        sound = spoken.read_bytes()
    sha256 = hashlib.sha256(sound).hexdigest()
    if not (target := sound_file(folder, sha256)).exists():
        write_bytes(target, sound)
    return sha256, media.duration_ms


def sound_file(folder: Path, sha256: str) -> Path:
    """Return where a narration lies in the workshop's *folder*."""
    return folder / "notices" / f"{sha256}.m4a"


def attach_narration(
    tx: Writing, notice: Notice, sha256: str, duration_ms: int, *, by: str, at: datetime
) -> Narration:
    """Note that the sound with this hash speaks *notice*; from now on it is the one that is played."""
    narration = Narration(
        id=new_id("narration"),
        at=at,
        notice=notice.reference,
        sha256=sha256,
        duration_ms=duration_ms,
        by=by,
    )
    tx.put(narration)
    return narration


def newest(narrations: Iterable[Narration]) -> Mapping[str, Narration]:
    """Return which narration is played, by the reference of the notice."""
    return {one.notice: one for one in sorted(narrations, key=lambda one: (one.at, one.id))}


def unspoken(notices: Iterable[Notice], narrations: Iterable[Narration]) -> list[Notice]:
    """Return the notices that nobody has spoken as they stand today."""
    spoken = newest(narrations)
    return [notice for notice in notices if notice.reference not in spoken]
