"""Narrations: words spoken by a person, for those who do not read.

A recording lies in the workshop as ``notices/<sha256>.m4a``, whatever it was recorded as: one
sound track, as loud as all others, small enough for a phone, without the metadata that recorders add.
It is sealed: a voice tells who speaks. The SHA-256 is that of the sound itself.

A :class:`Narration` binds it to the words by both hashes: a text that was changed has none until
it is spoken again. Each is a version. The newest is played, unless it was taken out of use or somebody
went back to an earlier one; none is deleted, because answers were given to them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Protocol

from consent.notices.notice import Notice
from pvstudio.media.errors import CommandFailed, MediaRefused, SandboxFailed
from pvstudio.media.ffmpeg import QUIET, Job, input_args, run
from pvstudio.media.probing import probe
from pvstudio.model import new_id
from pvstudio.store import Writing
from pvstudio.store.files import clear_or_beside, write_bytes
from pvstudio.store.reading import openable

#: Nobody listens to more before they answer; a longer file is not what was meant.
LONGEST_MS = 15 * 60_000

_AGAIN = "Record the words again, close to the microphone."

#: One clear voice, playable by every browser; nothing of the file that it came from.
_VOICE = (
    "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-vn", "-sn", "-dn",
    "-af", "loudnorm=I=-16:TP=-1.5:LRA=7", "-ac", "1", "-ar", "48000",
    "-c:a", "aac", "-b:a", "64k", "-fflags", "+bitexact", "-flags:a", "+bitexact",
    "-movflags", "+faststart", "-f", "ipod",
)  # fmt: skip


class Speakable(Protocol):
    """Words that can be spoken: a :class:`Notice`, or what else people are shown."""

    @property
    def reference(self) -> str:
        """Name exactly these words: it holds a hash of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """Somebody speaks the words with the reference *notice*; *sha256* is that of the sound file."""

    id: str
    at: datetime
    notice: str
    sha256: str
    duration_ms: int
    by: str = ""
    chosen_at: datetime | None = None  # somebody went back to it: it counts as the newest of then
    out_at: datetime | None = None  # it is not played any more

    @property
    def since(self) -> datetime:
        """Since when it is meant to be played."""
        return self.chosen_at or self.at


def receive_narration(recording: Path, folder: Path, *, name: str = "", job: Job = QUIET) -> tuple[str, int]:
    """Take a *recording* in; return the SHA-256 of what is kept in *folder*, and its length in ms.

    *folder* is the workshop's, *name* what people call the recording. Raises
    :class:`~pvstudio.media.errors.MediaRefused` when it cannot be read, is silent or too long.
    """
    called = name or recording.name
    media = probe(recording, name=called, job=job)
    if media.audio is None:
        raise MediaRefused(called, "It has no sound.", advice="Record the words, then try again.")
    if media.duration_ms > LONGEST_MS:
        raise MediaRefused(called, "It is longer than 15 minutes.", advice="Record one notice at a time.")
    with clear_or_beside(folder / "notices") as room:
        spoken = room / "spoken.m4a"
        args: list[str | Path] = [*input_args(recording), *_VOICE, spoken]
        try:
            run(args, reads=[recording], writes=spoken.parent, duration_ms=media.duration_ms, job=job)
        except SandboxFailed:
            raise
        except CommandFailed as failure:  # silence cannot be made as loud as speech, either
            raise MediaRefused(called, "Nothing can be heard in it.", advice=_AGAIN) from failure
        sound = spoken.read_bytes()  # half a megabyte a minute
    sha256 = hashlib.sha256(sound).hexdigest()
    if not openable(target := sound_file(folder, sha256)):
        write_bytes(target, sound)
    return sha256, media.duration_ms


def sound_file(folder: Path, sha256: str) -> Path:
    """Return where a narration lies in the workshop's *folder*."""
    return folder / "notices" / f"{sha256}.m4a"


def attach_narration(
    tx: Writing, words: Speakable, sha256: str, duration_ms: int, *, by: str, at: datetime
) -> Narration:
    """Note that the sound with this hash speaks *words*; from now on it is the one that is played."""
    narration = Narration(
        id=new_id("narration"),
        at=at,
        notice=words.reference,
        sha256=sha256,
        duration_ms=duration_ms,
        by=by,
    )
    tx.put(narration)
    return narration


def choose(tx: Writing, narration_id: str, *, at: datetime) -> Narration:
    """Go back to this version: from now on it is the one that is played."""
    chosen = replace(tx.get(Narration, narration_id), chosen_at=at, out_at=None)
    tx.put(chosen)
    return chosen


def take_out(tx: Writing, narration_id: str, *, at: datetime) -> Narration:
    """Play this version no more; the one before it is played then, if there is one in use."""
    out = replace(tx.get(Narration, narration_id), out_at=at)
    tx.put(out)
    return out


def versions(narrations: Iterable[Narration]) -> Mapping[str, list[Narration]]:
    """Return all narrations by the reference of what they speak, the last recorded first."""
    ordered = sorted(narrations, key=lambda one: (one.notice, one.at, one.id), reverse=True)
    return {reference: list(each) for reference, each in groupby(ordered, key=lambda one: one.notice)}


def newest(narrations: Iterable[Narration]) -> Mapping[str, Narration]:
    """Return which narration is played, by the reference of what it speaks."""
    used = [one for one in narrations if one.out_at is None]
    return {one.notice: one for one in sorted(used, key=lambda one: (one.since, one.at, one.id))}


def unspoken(notices: Iterable[Notice], narrations: Iterable[Narration]) -> list[Notice]:
    """Return the notices that nobody has spoken as they stand today."""
    spoken = newest(narrations)
    return [notice for notice in notices if notice.reference not in spoken]
