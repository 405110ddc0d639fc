"""Where somebody speaks, and in which language: from chunks of voice to stretches of one language.

Whisper takes 30 s at a time for one language; people who switch were lost (89.9 % of words wrong).
So speech is cut at every short pause, each chunk votes for the workshop's languages, and the
likeliest path through all votes, in which a switch costs something, decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from pvstudio.transcription.sound import RATE

#: A pause that ends a chunk, in ms.
PAUSE_MS = 150

#: Chunks shorter than this are too short to tell a language by; they go with their neighbours.
SHORTEST = round(0.6 * RATE)

#: What a change of language costs, as the log of its odds: doubtful votes do not switch.
_SWITCH = log(20)

#: No vote counts as impossible.
_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Chunk:
    """Voice from sample *start* up to *end*."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech in one language, from sample *start* up to *end*."""

    start: int
    end: int
    language: str  # Whisper's code


def likeliest(votes: Sequence[Mapping[str, float]]) -> list[str]:
    """Return one language a vote: the best path, by Viterbi's algorithm, when a switch has a price.

    A vote gives each language its probability; all votes are over the same languages.
    """
    if not votes:
        return []
    best = {language: _score(votes[0], language) for language in votes[0]}
    steps: list[dict[str, str]] = []
    for vote in votes[1:]:
        before = {
            language: max(best, key=lambda other: best[other] - _SWITCH * (other != language))
            for language in best
        }
        best = {
            language: best[origin] - _SWITCH * (origin != language) + _score(vote, language)
            for language, origin in before.items()
        }
        steps.append(before)
    path = [max(best, key=best.__getitem__)]
    for before in reversed(steps):
        path.append(before[path[-1]])
    return path[::-1]


def _score(vote: Mapping[str, float], language: str) -> float:
    return log(max(vote[language] / sum(vote.values()), _FLOOR))


def with_neighbours(chunks: Sequence[Chunk], known: Mapping[Chunk, str]) -> list[str]:
    """Return a language for each of *chunks*: its own where it is *known*, else the nearest one's."""
    return [known[min(known, key=lambda other: _apart(chunk, other))] for chunk in chunks]


def _apart(chunk: Chunk, other: Chunk) -> int:
    return -1 if chunk == other else max(0, chunk.start - other.end, other.start - chunk.end)


def stretches(chunks: Sequence[Chunk], languages: Sequence[str]) -> list[Stretch]:
    """Join neighbouring *chunks* of the same language."""
    joined: list[Stretch] = []
    for chunk, language in zip(chunks, languages, strict=True):
        if joined and joined[-1].language == language:
            joined[-1] = Stretch(joined[-1].start, chunk.end, language)
        else:
            joined.append(Stretch(chunk.start, chunk.end, language))
    return joined
