"""The paper edit: what people say in a clip as sentences, and sentences as parts of a film.

A part holds whole sentences and a breath around them, never a moment that belongs to a sentence that was not
chosen. It is a range *inside* its clip: who is in the clip was asked about all of it, and is asked about
the finished film, so a part shows no more than what was agreed to (docs/decisions/0095).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pvstudio.editing.recipe import CardKind, Part
from pvstudio.model import Clip
from pvstudio.subtitles.cues import Cue, Track
from pvstudio.subtitles.folding import fold, words_of
from workflows.cutting.errors import NothingChosen

#: Recognised words begin and end a little inside of what is heard.
BREATH_BEFORE_MS, BREATH_AFTER_MS = 200, 300

#: A silence as long as this ends a sentence, whatever its last sign is.
_SILENCE_MS = 1000

#: What ends a sentence, in the scripts of workshops; quotes and brackets may follow.
_ENDS = tuple(".!?…؟۔።।。！？")
_CLOSING = "\"'”’»)]›"

#: Without any sign, a sentence is at most this many cues long, so that there is something to choose.
_MOST_CUES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Something that was said, from *start_ms* up to *end_ms* of its clip; *number* counts from 0."""

    number: int
    start_ms: int
    end_ms: int
    text: str


def sentences(cues: Sequence[Cue]) -> tuple[Sentence, ...]:
    """Return *cues* put together to sentences."""
    found, open_ = list[Sentence](), list[Cue]()
    for cue in cues:
        if open_ and (cue.start_ms - open_[-1].end_ms >= _SILENCE_MS or len(open_) >= _MOST_CUES):
            found.append(_sentence(len(found), open_))
            open_ = []
        open_.append(cue)
        if cue.text.rstrip().rstrip(_CLOSING).endswith(_ENDS):
            found.append(_sentence(len(found), open_))
            open_ = []
    if open_:
        found.append(_sentence(len(found), open_))
    return tuple(found)


def parts_of(
    clip: Clip, said: Sequence[Sentence], chosen: Collection[int], like: Part | None = None
) -> tuple[Part, ...]:
    """Return the *chosen* sentences (numbers) of *clip* as parts: those that follow each other are one.

    They look as the part *like* does; only the first keeps its card. Raises :class:`NothingChosen`.
    """
    runs = list(_runs(sorted(set(chosen) & {one.number for one in said})))
    if not runs or len(set(chosen)) != sum(map(len, runs)):
        raise NothingChosen(clip.title)
    style = replace(like or Part(clip=clip.id, card=CardKind.NONE), clip=clip.id)
    made = []
    for number, run in enumerate(runs):
        in_ms, out_ms = span(clip, said, run[0], run[-1])
        shown = style if not number else replace(style, card=CardKind.NONE)
        made.append(replace(shown, in_ms=in_ms, out_ms=out_ms))
    return tuple(made)


def span(clip: Clip, said: Sequence[Sentence], first: int, last: int) -> tuple[int, int]:
    """Return from where to where in *clip* the sentences *first* to *last* are heard, with a breath."""
    begin, end = said[first].start_ms, max(one.end_ms for one in said[first : last + 1])
    before = max((one.end_ms for one in said[:first]), default=0)
    after = min((one.start_ms for one in said[last + 1 :]), default=clip.duration_ms)
    in_ms = max(0, min(begin, max(before, begin - BREATH_BEFORE_MS)))
    out_ms = min(clip.duration_ms, max(end, min(after, end + BREATH_AFTER_MS)))
    return min(in_ms, clip.duration_ms - 1), max(out_ms, in_ms + 1)


def shown(said: Sequence[Sentence], parts: Sequence[Part], clip: Clip) -> frozenset[int]:
    """Return the numbers of the sentences that *parts* (all of *clip*) show more than half of."""
    ranges = [(part.in_ms or 0, part.out_ms or clip.duration_ms) for part in parts]
    return frozenset(one.number for one in said if any(2 * _shared(one, *r) > _length(one) for r in ranges))


def tracks_of(clip: Clip, tracks: Sequence[Track]) -> list[Track]:
    """Return the tracks of *clip* that say something, what was spoken first."""
    own = [track for track in tracks if track.clip_id == clip.id and track.cues]
    return sorted(own, key=lambda track: (track.language != clip.language, track.language))


def found(said: Sequence[Sentence], query: str) -> frozenset[int]:
    """Return the numbers of the sentences with all words of *query*, however they were written."""
    words = words_of(query)
    return frozenset(one.number for one in said if words and all(word in fold(one.text) for word in words))


def _sentence(number: int, cues: Sequence[Cue]) -> Sentence:
    text = " ".join(" ".join(cue.text.split()) for cue in cues)
    return Sentence(number=number, start_ms=cues[0].start_ms, end_ms=max(c.end_ms for c in cues), text=text)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _shared(one: Sentence, first: int, last: int) -> int:
    return max(0, min(one.end_ms, last) - max(one.start_ms, first))


def _length(one: Sentence) -> int:
    return one.end_ms - one.start_ms
