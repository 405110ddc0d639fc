"""Finding: which lines and which moments of clips hold every word of a query, the closest first."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from threading import Lock
from typing import NamedTuple

from pvstudio.subtitles.folding import words_of
from workflows.search.index import Index, Line, Spoken, Where
from workflows.search.marking import Piece, marked
from workflows.wiring import Studio

#: A query is cut off here, in letters: nobody types more, and each word costs.
LONGEST_QUERY = 200

#: So much is shown; whoever gets more types another word.
SHOWN = 200

#: Nobody looks through more: searching ends here, and so do the costs of a query such as “a”.
COUNTED = 2000

#: Workshops that are kept in memory, folded.
_KEPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found, with what was searched for marked in it.

    *subject* is the id of a clip, a person or a cut; *title* is the clip's. *at_ms* is the moment of the
    clip, *language* the one of the words, for what was spoken alone.
    """

    where: Where
    workshop: str
    subject: str
    title: str
    pieces: tuple[Piece, ...]
    whole: bool  # each word as a word, not as a part of one
    at_ms: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer: the first hits, and how many there are (:data:`COUNTED`: that many or more)."""

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    total: int

    @property
    def more(self) -> int:
        """How many hits are not shown."""
        return self.total - len(self.hits)


class _Place(NamedTuple):
    """Where in an index something was found: a line, or cues of a track (a second one where it runs on)."""

    of: Index
    what: Line | Spoken
    cues: tuple[int, ...] = ()


class Finder:
    """Searches the workshops of one studio, and remembers them folded until they change."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._kept: dict[str, tuple[Hashable, Index]] = {}
        self._lock = Lock()

    def find(self, workshops: Sequence[str], query: str, *, shown: int = SHOWN) -> Found:
        """Return what holds every word of *query* in these workshops: whole words before parts of words.

        For those who may enter these workshops: the caller answers for that.
        """
        words = words_of(query[:LONGEST_QUERY])
        indexes = map(self._index, workshops if words else ())
        every = chain.from_iterable(_places(index, words) for index in indexes)
        places = sorted(islice(every, COUNTED), key=lambda one: not one[1])  # stable
        hits = tuple(_hit(place, words, whole) for place, whole in places[:shown])
        return Found(words=words, hits=hits, total=len(places))

    def _index(self, workshop: str) -> Index:
        stamp = self.studio.documents.stamp(workshop)
        with self._lock:
            kept = self._kept.get(workshop)
        if kept and stamp is not None and kept[0] == stamp:
            return kept[1]
        with self.studio.documents.read(workshop) as tx:
            index = Index.of(tx, workshop)
        with self._lock:
            self._kept.pop(workshop, None)
            self._kept[workshop] = stamp, index
            while len(self._kept) > _KEPT:
                self._kept.pop(next(iter(self._kept)))
        return index


def _places(index: Index, words: Sequence[str]) -> Iterator[tuple[_Place, bool]]:
    """Yield where all words are, and whether all of them as whole words."""
    for line in index.lines:
        held = [line.holding(word) for word in words]
        if None not in held:
            yield _Place(index, line), all(held)
    for spoken in index.spoken:
        for cues, whole in _moments(spoken, words):
            yield _Place(index, spoken, cues), whole


def _moments(spoken: Spoken, words: Sequence[str]) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield the cues that hold all words, and pairs of neighbours that do so together, in order."""
    held: list[dict[int, bool]] = []
    for word in words:
        held.append(spoken.holding(word))
        if not held[-1]:
            return
    if len(held) == 1:
        yield from (((cue,), whole) for cue, whole in held[0].items())
        return
    alone = set.intersection(*map(set, held))
    for cue in sorted(set().union(*held)):
        if cue in alone:
            yield (cue,), all(one[cue] for one in held)
        elif cue + 1 not in alone and all(cue in one or cue + 1 in one for one in held):
            yield (cue, cue + 1), all(one.get(cue) or one.get(cue + 1) for one in held)


def _hit(place: _Place, words: Sequence[str], whole: bool) -> Hit:
    index, what = place.of, place.what
    if isinstance(what, Line):
        return Hit(
            where=what.where,
            workshop=index.home.id,
            subject=what.subject,
            title=index.titles.get(what.subject, what.text),
            pieces=marked(what.text, words),
            whole=whole,
        )
    cues = [what.track.cues[number] for number in place.cues]
    return Hit(
        where=Where.WORDS,
        workshop=index.home.id,
        subject=what.track.clip_id,
        title=index.titles[what.track.clip_id],
        pieces=marked(" ".join(cue.text.replace("\n", " ") for cue in cues), words),
        whole=whole,
        at_ms=cues[0].start_ms,
        language=what.track.language,
    )
