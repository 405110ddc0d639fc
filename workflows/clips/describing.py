"""What facilitators write about a clip: its title, notes for themselves, tags to find it by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pvstudio.model import Clip, Cut
from workflows.clips.cutting import names
from workflows.clips.errors import ClipInFilms, TitleTaken
from workflows.fields import check_unchanged
from workflows.wiring import Studio

#: How many tags a clip has at most, and how long one may be.
MOST_TAGS, LONGEST_TAG = 20, 40


def tags_of(text: str) -> tuple[str, ...]:
    """Read tags as people type them: between commas (Arabic ones too), lines or before a #."""
    words = (" ".join(one.split())[:LONGEST_TAG] for one in re.split(r"[,،;\n#]", text))
    found = {word.casefold(): word for word in reversed([*words]) if word}
    return tuple(reversed([*found.values()]))[:MOST_TAGS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written about a clip."""

    title: str
    notes: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def about(cls, clip: Clip) -> Written:
        """Return what is written about *clip* now."""
        return cls(title=clip.title, notes=clip.notes, tags=clip.tags)


def describe(
    studio: Studio,
    workshop: str,
    clip_id: str,
    *,
    title: str,
    notes: str,
    tags: tuple[str, ...],
    sent: str | None = None,
) -> Clip:
    """Keep what somebody wrote about a clip; without a title it keeps the one that it has.

    *sent* stands for what their form showed (:func:`~workflows.fields.seen` of :class:`Written`). Raises
    :class:`~workflows.fields.ChangedMeanwhile`, :class:`TitleTaken`, :class:`ClipInFilms` where a recipe
    calls the clip by its old title, and :class:`~pvstudio.errors.NotFound`.
    """
    with studio.documents.write(workshop) as tx:
        clip = tx.get(Clip, clip_id)
        title = title or clip.title
        check_unchanged(Written.about(clip), Written(title=title, notes=notes, tags=tags), sent)
        if title != clip.title:
            if any(title in (other.title, other.id) for other in tx.find(Clip) if other.id != clip.id):
                raise TitleTaken(title)
            by_title = replace(clip, id="")
            if films := [cut.title for cut in tx.find(Cut) if names(cut.recipe, by_title)]:
                raise ClipInFilms(clip, films)
        told = replace(clip, title=title, notes=notes, tags=tags)
        tx.put(told)
    return told
