"""START-HERE.html: the film of a kit in a browser, without the studio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pvstudio.model import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What START-HERE.html says and plays. Names of files are those in the kit's folder."""

    kit_id: str
    title: str
    audience: Audience
    recipient: str = ""
    event: str = ""
    event_on: date | None = None
    until: datetime | None = None  # the kit's end; None: none is set
    film: str = "film.mp4"
    test_clip: str = ""  # "": there is none
    poster: str = ""
    papers: Mapping[str, str] | None = None  # "guide", "sheet", "grounding", "feedback", "verify" → file name


def player_page(
    shown: Shown, subtitles: Mapping[str, str], *, burned: str = "", languages: Sequence[str]
) -> str:
    """Return the page. *subtitles*: WebVTT text by language; *burned*: the language drawn into the picture.

    *languages*: of the page itself; the first that the papers speak is the one it opens in.
    """
    raise NotImplementedError
