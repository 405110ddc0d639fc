"""What a browser asks for: each kind of change as it comes in JSON, and what it does to a desk.

Times are milliseconds of the clip, *row* the id of a row, places in words code points from 0.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Annotated, ClassVar

import msgspec

from pvstudio.subtitles import editing
from pvstudio.subtitles.finding import Search, replace_all
from pvstudio.subtitles.rows import Row, Rows
from pvstudio.subtitles.rules import gap_ms, rules_for
from pvstudio.transcription.transcript import Word
from workflows.subtitles.desks import Desk
from workflows.subtitles.history import Deed

Id = Annotated[str, msgspec.Meta(pattern="^[a-z0-9]{1,40}$")]
Ms = Annotated[int, msgspec.Meta(ge=-86_400_000, le=86_400_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Words = Annotated[str, msgspec.Meta(max_length=4000)]
Print = Annotated[str, msgspec.Meta(pattern="^[a-z0-9]{1,40}:[0-9a-f]{12}$")]
Prints = Annotated[list[Print], msgspec.Meta(max_length=50)]
Key = Annotated[str, msgspec.Meta(pattern="^([a-z0-9]{1,20}-[0-9]{1,9})?$")]


class Around(msgspec.Struct):
    """What some changes need beside the desk."""

    words: tuple[Word, ...] = ()
    fps: Fraction | int = 25


class Line(msgspec.Struct):
    """A row as somebody typed it; *seen* are the prints of the source that they had before their eyes."""

    id: Id
    start: Ms
    end: Ms
    text: Words
    seen: Prints = []

    def row(self, desk: Desk) -> Row:
        """Return the row that it is to become."""
        new = Row(id=self.id, start_ms=self.start, end_ms=self.end, text=self.text)
        old = next((row for row in desk.rows if row.id == self.id), None)
        unsaid = old is None or old.text != self.text
        return replace(
            new, made_from=tuple(self.seen) if unsaid and self.seen else old.made_from if old else ()
        )


class Write(msgspec.Struct, tag="write"):
    """Words and times of rows, also of new ones; without words a row goes."""

    deed: ClassVar[Deed] = Deed.WRITE
    lines: Annotated[list[Line], msgspec.Meta(max_length=200)]

    def edit(self, desk: Desk, _around: Around) -> Rows:
        """Do it."""
        rows = desk.rows
        for line in self.lines:
            rows = editing.put(rows, line.row(desk), desk.clip.duration_ms)
        return rows


class Split(msgspec.Struct, tag="split"):
    """Cut a row before the letter *at*; without it in the middle, between words."""

    deed: ClassVar[Deed] = Deed.SPLIT
    row: Id
    at: Count | None = None

    def edit(self, desk: Desk, around: Around) -> Rows:
        """Do it."""
        at = editing.middle(editing.find_row(desk.rows, self.row)) if self.at is None else self.at
        return editing.split(desk.rows, self.row, at, words=around.words)


class Join(msgspec.Struct, tag="join"):
    """Join a row with the one behind it."""

    deed: ClassVar[Deed] = Deed.JOIN
    row: Id

    def edit(self, desk: Desk, _around: Around) -> Rows:
        """Do it."""
        return editing.merge_with_next(desk.rows, self.row, rules_for(desk.track.language))


class Delete(msgspec.Struct, tag="delete"):
    """Take a row away."""

    deed: ClassVar[Deed] = Deed.DELETE
    row: Id

    def edit(self, desk: Desk, _around: Around) -> Rows:
        """Do it."""
        return editing.delete(desk.rows, self.row)


class Shift(msgspec.Struct, tag="shift"):
    """Move all rows, or those from *row* on: by *by*, or such that *row* begins at *start*."""

    deed: ClassVar[Deed] = Deed.SHIFT
    row: Id | str = ""
    by: Ms = 0
    start: Ms | None = None

    def edit(self, desk: Desk, _around: Around) -> Rows:
        """Do it."""
        by = self.by
        if self.start is not None:
            by = self.start - editing.find_row(desk.rows, self.row).start_ms
        return editing.shift(desk.rows, by, desk.clip.duration_ms, start=self.row)


class Replace(msgspec.Struct, tag="replace"):
    """Find and replace in all rows."""

    deed: ClassVar[Deed] = Deed.REPLACE
    find: Words
    by: Words
    whole: bool = False
    case: bool = False

    def edit(self, desk: Desk, _around: Around) -> Rows:
        """Do it."""
        search = Search(find=self.find, whole_words=self.whole, match_case=self.case)
        return replace_all(desk.rows, search, self.by)[0]


class Untangle(msgspec.Struct, tag="untangle"):
    """End each row before the next begins."""

    deed: ClassVar[Deed] = Deed.UNTANGLE

    def edit(self, desk: Desk, around: Around) -> Rows:
        """Do it."""
        return editing.untangled(desk.rows, gap_ms(around.fps))


class LikeSource(msgspec.Struct, tag="like-source"):
    """Give the rows of a translation the times of their source."""

    deed: ClassVar[Deed] = Deed.LIKE_SOURCE

    def edit(self, desk: Desk, _around: Around) -> Rows:
        """Do it."""
        return editing.timed_like(desk.rows, desk.source_rows)


class Confirm(msgspec.Struct, tag="confirm"):
    """Say of a row of a translation that it says what its source says, as it was seen."""

    deed: ClassVar[Deed] = Deed.CONFIRM
    row: Id
    seen: Prints

    def edit(self, desk: Desk, _around: Around) -> Rows:
        """Do it."""
        return editing.confirm(desk.rows, {self.row: self.seen})


class Undo(msgspec.Struct, tag="undo"):
    """Take back one's own last change."""


class Redo(msgspec.Struct, tag="redo"):
    """Do again what one took back."""


Wish = Undo | Redo | Write | Split | Join | Delete | Shift | Replace | Untangle | LikeSource | Confirm


class Ask(msgspec.Struct):
    """A change, on which revision of the track and of its source it was made, and its own name."""

    do: Wish
    revision: Count
    source_revision: Count = 0
    key: Key = ""


#: Made at import, by one thread: msgspec learns a kind at its first use, and not two threads at once.
ASK = msgspec.json.Decoder(Ask)
