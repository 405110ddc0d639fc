"""The paper edit as the board shows it: one clip's sentences at a time, or what a search finds in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from flask import request

from pvstudio.editing.recipe import Part, Recipe
from pvstudio.model import Clip
from pvstudio.store import Reading
from pvstudio.subtitles.cues import Track
from workflows.cutting.paper import Sentence, found, sentences, shown, tracks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of one clip in one language; *used* are in the film, *ticked* are those of one part."""

    clip: Clip
    track: Track
    tracks: tuple[Track, ...]
    said: tuple[Sentence, ...]
    used: frozenset[int]
    ticked: frozenset[int]
    found: frozenset[int]
    most: int  # sentences to show

    @property
    def words(self) -> str:
        """What stands for these words as they are now: chosen numbers mean nothing for others."""
        return words_mark(self.track)

    @property
    def lines(self) -> list[Sentence]:
        """The sentences to show: those that were found, or all."""
        return [one for one in self.said if not self.found or one.number in self.found][: self.most]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands beside the storyboard. *part* is the one whose sentences are chosen anew."""

    query: str
    open: str  # clip id
    part: int | None
    clips: tuple[tuple[Clip, int], ...]  # with how many parts it has
    said: tuple[Said, ...]
    cut_short: bool  # more was found than is shown


#: A search shows so many sentences; a clip that is opened shows all.
MOST_FOUND = 100


def words_mark(track: Track) -> str:
    """Return a short hash of the cues of *track*."""
    return sha256(repr(track.cues).encode()).hexdigest()[:12]


def paper_of(tx: Reading, recipe: Recipe, clips: Sequence[Clip]) -> Paper:
    """Return what the address asks to be shown: ``?clip=``, ``?words=`` (a language), ``?q=``, ``?part=``."""
    query, part = request.values.get("q", "").strip(), request.values.get("part", type=int)
    if part is not None and not 0 <= part < len(recipe.parts):
        part = None
    opened = request.values.get("clip", "")
    if part is not None:
        name = recipe.parts[part].clip
        opened = next((one.id for one in clips if name in (one.id, one.title)), "")
    tracks = tx.find(Track) if query or opened else []
    looked = [clip for clip in clips if query or clip.id == opened]
    pages = [_said(recipe, clip, tracks, query, part) for clip in looked]
    counts = [(clip, len(_parts(recipe, clip))) for clip in clips]
    said, room = list[Said](), MOST_FOUND
    for one in pages:
        if one and (one.found or not query) and room > 0:
            said.append(replace(one, most=room) if query else one)
            room -= len(one.found)
    short = sum(len(one.found) for one in pages if one) > MOST_FOUND
    return Paper(query=query, open=opened, part=part, clips=tuple(counts), said=tuple(said), cut_short=short)


def _said(recipe: Recipe, clip: Clip, tracks: Sequence[Track], query: str, part: int | None) -> Said | None:
    own = tracks_of(clip, tracks)
    if not own:
        return None
    wanted = request.values.get("words", "")
    track = next((one for one in own if one.language == wanted), own[0])
    said = sentences(track.cues)
    hits = found(said, query)
    if query and not hits and not wanted:  # people also search for what it was translated to
        for other in own[1:]:
            if other_hits := found(sentences(other.cues), query):
                track, said, hits = other, sentences(other.cues), other_hits
                break
    parts = _parts(recipe, clip)
    return Said(
        clip=clip,
        track=track,
        tracks=tuple(own),
        said=said,
        used=shown(said, parts, clip),
        ticked=shown(said, [recipe.parts[part]], clip) if part is not None else frozenset(),
        found=hits,
        most=len(said),
    )


def _parts(recipe: Recipe, clip: Clip) -> list[Part]:
    return [part for part in recipe.parts if part.clip in (clip.id, clip.title)]
