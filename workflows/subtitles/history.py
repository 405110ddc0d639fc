"""What became of a track, change by change: a sealed file of lines beside the recording that it is of.

Not documents: five hundred changes of a transcript in each of a hundred tracks would weigh on every
other change of the workshop. Lying in the home of the recording it is sealed, and goes with it: its
key is shredded when the recording is erased.

The file is written before the document. What it says of a revision that the document never reached
(a crash between the two) did not happen; the next change writes over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from pvstudio.store.files import remove, write_bytes
from pvstudio.store.reading import read_bytes
from pvstudio.subtitles.cues import TrackState
from pvstudio.subtitles.rows import Difference, Rows, patched
from workflows.subtitles.errors import HistoryUnreadable, NoSuchRevision


class Deed(StrEnum):
    """What somebody did to a track."""

    WRITE = "write"  # words, times, new lines
    TIMES = "times"
    SPLIT = "split"
    JOIN = "join"
    DELETE = "delete"
    SHIFT = "shift"
    REPLACE = "replace"
    UNTANGLE = "untangle"
    LIKE_SOURCE = "like-source"
    CONFIRM = "confirm"  # a translation still says what its source says now
    IMPORT = "import"
    RESTORE = "restore"
    UNDO = "undo"
    REDO = "redo"
    STATE = "state"
    FORGET = "forget"  # what was before is deleted
    CUT = "cut"  # the clip was cut or joined: all times are on another clock, so nobody undoes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: *revision* is what the track reached by it.

    *key* is the client's own name of it: the same key again is the same change, sent twice. What stands
    before its dash names the window that it came from. *undoes* is the revision that it takes back.
    """

    revision: int
    by: str
    at: datetime
    deed: Deed
    difference: Difference
    key: str = ""
    undoes: int = 0
    state: TrackState | None = None  # the track's state from then on, if it changed

    @property
    def window(self) -> str:
        """Which window it came from; "" is unknown."""
        return self.key.rpartition("-")[0]


#: Made at import, by one thread: msgspec learns a kind at its first use, and not two threads at once.
_DECODER = msgspec.json.Decoder(Change)
_ENCODER = msgspec.json.Encoder()


@dataclass(slots=True)
class History:
    """The changes of one track, up to *revision*. Read when it is asked for, and then once."""

    path: Path
    track_id: str
    revision: int
    _lines: list[bytes] | None = field(default=None, repr=False)

    def all(self) -> list[Change]:
        """Return all changes that happened, the oldest first. Raises :class:`HistoryUnreadable`."""
        return self.since(0)

    def since(self, revision: int) -> list[Change]:
        """Return what happened after *revision*, the oldest first. Raises :class:`HistoryUnreadable`."""
        found = list[Change]()
        if revision >= self.revision:
            return found
        for line in reversed(self._read()):
            change = self._decoded(line)
            if change.revision <= revision:
                break
            if change.revision <= self.revision:
                found.append(change)
        return found[::-1]

    def rows_at(self, revision: int, now: Rows) -> Rows:
        """Return the rows as they were at *revision*, going back from those of *now*.

        Raises :class:`NoSuchRevision` where the history does not reach back so far, or the clip was cut.
        """
        later = self.since(revision)
        whole = 0 <= revision <= self.revision and len(later) == self.revision - revision
        if not whole or any(change.deed is Deed.CUT for change in later):
            raise NoSuchRevision(revision)
        for change in reversed(later):
            now = patched(now, change.difference.reversed)
        return now

    def append(self, change: Change) -> None:
        """Keep *change*, durably. The caller holds the workshop's documents, and puts the track next."""
        lines = self._read()
        while lines and self._decoded(lines[-1]).revision > self.revision:
            lines.pop()  # never happened
        lines.append(_ENCODER.encode(change))
        write_bytes(self.path, b"\n".join(lines) + b"\n")
        self.revision = change.revision

    @staticmethod
    def write(path: Path, changes: Sequence[Change]) -> None:
        """Make *changes* the whole history at *path*; none: there is no file."""
        if changes:
            write_bytes(path, b"".join(_ENCODER.encode(change) + b"\n" for change in changes))

    def forget(self) -> None:
        """Delete it."""
        remove(self.path)
        self._lines = []

    def _read(self) -> list[bytes]:
        if self._lines is None:
            try:
                self._lines = read_bytes(self.path).splitlines()
            except FileNotFoundError:
                self._lines = []
        return self._lines

    def _decoded(self, line: bytes) -> Change:
        try:
            return _DECODER.decode(line)
        except msgspec.DecodeError as error:
            raise HistoryUnreadable(self.track_id, str(error)) from error


def on_this_clock(changes: Sequence[Change]) -> Sequence[Change]:
    """Return the changes since the clip was last cut or joined."""
    cuts = [place for place, one in enumerate(changes) if one.deed is Deed.CUT]
    return changes[cuts[-1] + 1 :] if cuts else changes
