"""What can be found in one workshop, folded once and kept in memory for as long as nothing changes."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pvstudio.model import Clip, Cut, Participant, Workshop
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from pvstudio.subtitles.folding import fold

#: Tracks whose folded words are kept: those of about four workshops in two languages.
_TRACKS = 512

#: Between two cues; no folded text holds it.
_BREAK = "\n"


class Where(StrEnum):
    """In what something was found."""

    WORDS = "words"  # what was said, or its translation
    TITLE = "title"  # of a clip
    NOTE = "note"  # about a clip
    TAG = "tag"  # of a clip
    PERSON = "person"  # a pseudonym
    FILM = "film"  # the title of a cut


@dataclass(frozen=True, slots=True)
class Line:
    """A short text that can be found: *subject* is the id of the clip, person or cut that it is about."""

    where: Where
    subject: str
    text: str
    folded: str

    def holding(self, word: str) -> bool | None:
        """Tell whether it holds *word* as a whole word (True), inside another (False), or not (None)."""
        at = self.folded.find(word)
        if at < 0:
            return None
        while at >= 0 and not _alone(self.folded, at, at + len(word)):
            at = self.folded.find(word, at + 1)
        return at >= 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one track, folded: all its cues one after the other, and where each begins."""

    track: Track
    folded: str
    begins: array[int]

    def holding(self, word: str) -> dict[int, bool]:
        """Return which cues hold *word*, in order, and whether as a whole word or only inside others."""
        text, begins, found = self.folded, self.begins, dict[int, bool]()
        at = text.find(word)
        while at >= 0:
            cue = bisect_right(begins, at) - 1
            whole = found[cue] = _alone(text, at, at + len(word))
            if not whole:
                at = text.find(word, at + 1)
            elif cue + 1 == len(begins):
                break
            else:
                at = text.find(word, begins[cue + 1])
        return found


def _alone(text: str, start: int, stop: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[stop : stop + 1].isalnum())


@dataclass(frozen=True, slots=True)
class Index:
    """All that can be found in one workshop."""

    home: Workshop
    titles: dict[str, str]  # of clips, by id
    lines: tuple[Line, ...]
    spoken: tuple[Spoken, ...]

    @classmethod
    def of(cls, tx: Reading, workshop: str) -> Index:
        """Read a workshop. Words of clips that are gone are nowhere to be found."""
        clips = {clip.id: clip for clip in tx.find(Clip)}
        return cls(
            home=tx.get(Workshop, workshop),
            titles={clip.id: clip.title for clip in clips.values()},
            lines=(*_of_clips(clips), *_of_others(tx)),
            spoken=tuple(_spoken(track) for track in tx.find(Track) if track.clip_id in clips),
        )


def _of_clips(clips: dict[str, Clip]) -> Iterator[Line]:
    for clip in sorted(clips.values(), key=lambda one: (one.title.casefold(), one.id)):
        yield _line(Where.TITLE, clip.id, clip.title)
        if clip.notes:
            yield _line(Where.NOTE, clip.id, clip.notes)
        for tag in clip.tags:
            yield _line(Where.TAG, clip.id, tag)


def _of_others(tx: Reading) -> Iterator[Line]:
    for person in tx.find(Participant):
        yield _line(Where.PERSON, person.id, person.pseudonym)
    for cut in tx.find(Cut):
        yield _line(Where.FILM, cut.id, cut.title)


def _line(where: Where, subject: str, text: str) -> Line:
    return Line(where, subject, text, fold(text))


@lru_cache(maxsize=_TRACKS)
def _spoken(track: Track) -> Spoken:
    """Fold a track; one that is equal to one of before is not folded again."""
    texts = [fold(cue.text) for cue in track.cues]
    begins, at = array("L"), 0
    for text in texts:
        begins.append(at)
        at += len(text) + 1
    return Spoken(track, _BREAK.join(texts), begins)
