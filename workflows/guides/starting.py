"""What a new guide starts with: questions for any film, in every language that they were put into."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pvstudio.languages import canonical, script_of, subtags
from pvstudio.model import Clip, Cut, CutVersion
from pvstudio.store import Reading
from pvstudio.transliteration import to_latin
from workflows.guides.keeping import Written
from workflows.guides.model import Guide, Part

_FOLDER = Path(__file__).parent

#: Languages that read the Serbian texts, in Latin letters where theirs are Latin.
_SERBIAN = frozenset({"sr", "bs", "hr", "cnr"})


def starting_language(language: str) -> str:
    """Return the tag of the starting texts that a guide in *language* gets: its own, or English."""
    return "en" if _texts(language) is None else canonical(language) or language


def started(tx: Reading, cut: Cut, language: str) -> Written:
    """Return what a new guide of *cut* starts with: questions, and what the film holds as a synopsis."""
    lines = dict(starting(language))
    lines[Part.SYNOPSIS] = tuple(titles(tx, cut)) or ("",)
    return Written(lines={part: lines.get(part, ("",)) for part in Part})


def translated(source: Guide) -> Written:
    """Return what a translation of *source* starts with: nothing said yet of any of its lines."""
    return Written(
        lines={part: ("",) * len(source.lines(part)) for part in Part},
        origins={part: source.lines(part) for part in Part},
    )


def starting(language: str) -> Mapping[Part, tuple[str, ...]]:
    """Return the questions for any film in *language*, in English where nobody has put them into it."""
    return _texts(language) or _texts("en") or {}


def titles(tx: Reading, cut: Cut) -> list[str]:
    """Return the titles of what the newest version of a cut holds, in its order, each once."""
    version = newest(tx.find(CutVersion, cut_id=cut.id))
    clips = {clip.id: clip.title for clip in tx.find(Clip)}
    held = version.items if version else ()
    return list(dict.fromkeys(clips[item.clip_id] for item in held if item.clip_id in clips))


def newest(versions: Sequence[CutVersion]) -> CutVersion | None:
    """Return the version with the highest number."""
    return max(versions, key=lambda one: one.number, default=None)


@cache
def _texts(language: str) -> Mapping[Part, tuple[str, ...]] | None:
    """Return the texts of one language; Latin ones are made from Serbian Cyrillic."""
    name, _, _ = subtags(language)
    tag = "sr-Cyrl" if name in _SERBIAN else name
    file = _FOLDER / f"starting.{tag}.toml"
    if not file.exists():
        return None
    latin = name in _SERBIAN and script_of(language) == "Latn"
    with file.open("rb") as stream:
        found = tomllib.load(stream)
    return {
        Part(part): tuple(to_latin(one) if latin else one for one in some) for part, some in found.items()
    }
