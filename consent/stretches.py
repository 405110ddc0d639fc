"""Stretches of footage: whoever is in some seconds is in them, by whatever clip they are shown.

A clip can be cut out, divided and joined so that no id leads from one to another. What was answered
about, stopped or erased is therefore compared by recording and range.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from consent.releases import Answer, Appearance, Stage
from pvstudio.model import Clip, Footage
from pvstudio.store.documents import D

#: As :func:`consent.releases.fingerprint` and the content of an answer say a range.
_WATCHED = re.compile(r"(?P<recording>.+) (?P<start>\d+)-(?P<end>\d+) ms")
_CONTENT = re.compile(r"sha256:(?P<recording>.+)#t=(?P<start>\d+)-(?P<end>\d+)ms")


class Finding(Protocol):
    """Documents to look into: a transaction, or a book."""

    def find(self, kind: type[D], **equal: object) -> list[D]:
        """Return the documents whose fields equal the given values."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From *start_ms* up to *end_ms* of one recording, which may be known by its id and by its SHA-256."""

    recording: frozenset[str]
    start_ms: int
    end_ms: int

    def overlaps(self, other: Stretch) -> bool:
        """Tell whether some moment is in both."""
        apart = other.end_ms <= self.start_ms or self.end_ms <= other.start_ms
        return not apart and not self.recording.isdisjoint(other.recording)

    def holds(self, other: Stretch) -> bool:
        """Tell whether all of *other* is in this one."""
        inside = self.start_ms <= other.start_ms and other.end_ms <= self.end_ms
        return inside and self.overlaps(other)


def stretch_of(tx: Finding, clip: Clip) -> Stretch:
    """Return what *clip* shows."""
    hashes = {one.sha256 for one in tx.find(Footage, id=clip.footage_id)}
    recording = frozenset({clip.footage_id, *hashes} - {""})
    return Stretch(recording=recording, start_ms=clip.start_ms, end_ms=clip.end_ms)


def stretch_answered(answer: Answer) -> Stretch | None:
    """Return the stretch that an answer to a clip was about, as the clip was then; None for other answers."""
    if answer.stage is not Stage.S3:
        return None
    said = [_WATCHED.fullmatch(answer.watched), _CONTENT.fullmatch(answer.content)]
    found = [one for one in said if one]
    if not found:
        return None
    recording = frozenset(one["recording"] for one in found)
    return Stretch(recording=recording, start_ms=int(found[0]["start"]), end_ms=int(found[0]["end"]))


def same_seconds(tx: Finding, clip: Clip) -> list[Clip]:
    """Return the other clips that show some of what *clip* shows, in order of id.

    Phones ask this all the time while a clip plays: so only clips of the same recording are looked at.
    """
    hashes = {one.sha256 for one in tx.find(Footage, id=clip.footage_id)} - {""}
    copies = {one.id for sha256 in hashes for one in tx.find(Footage, sha256=sha256)}
    near = {one.id: one for copy in copies | {clip.footage_id} for one in tx.find(Clip, footage_id=copy)}
    together = (one for one in near.values() if one.start_ms < clip.end_ms and clip.start_ms < one.end_ms)
    return sorted((one for one in together if one.id != clip.id), key=lambda one: one.id)


def with_same_seconds(tx: Finding, clips: Sequence[Clip], participant_id: str) -> list[Clip]:
    """Return *clips*, then the others of the same seconds in which that person is logged."""
    seen = {one.clip_id for one in tx.find(Appearance, participant_id=participant_id)}
    found = {clip.id: clip for clip in clips}
    for clip in clips:
        found |= {one.id: one for one in same_seconds(tx, clip) if one.id in seen and one.id not in found}
    return list(found.values())
