"""START-HERE.html: the film of a kit in a browser, without the studio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pvstudio.languages import direction, language_name
from pvstudio.model import Audience
from pvstudio.subtitles.bidi import marked_lines
from pvstudio.subtitles.formats.vtt import parse_vtt
from workflows.kits import last_day
from workflows.recall_lists import mark_of
from workflows.screening_kits.pages.making import DAY, WORD, page

SCRIPTS = ("words.js", "recalls.js", "player.js")


class PaperKind(StrEnum):
    """What lies beside the film for the people who show it."""

    GUIDE = "guide"
    SHEET = "sheet"
    GROUNDING = "grounding"
    FEEDBACK = "feedback"
    FORM = "form"  # feedback on paper
    POSTER = "poster"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """A page of the kit: *language* "" where it switches itself."""

    kind: PaperKind
    name: str  # of the file
    language: str = ""
    pdf: str = ""  # the same as PDF, where the kit has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What START-HERE.html says and plays. Names of files are those in the kit's folder."""

    kit_id: str
    studio: str  # the public key that signs the kit, hexadecimal
    title: str
    audience: Audience
    published: datetime
    recipient: str = ""
    event: str = ""
    event_on: date | None = None
    until: datetime | None = None  # the kit's end; None: none is set
    film: str = "film.mp4"
    burned: str = ""  # language of the subtitles that are drawn into the picture; "": none are
    test_clip: str = ""  # "": there is none
    poster: str = ""
    verify: str = ""  # the page that checks the kit
    papers: tuple[PaperLink, ...] = ()


def player_page(shown: Shown, subtitles: Mapping[str, str], *, languages: Sequence[str]) -> str:
    """Return the page. *subtitles*: WebVTT text by language, drawn by the page itself.

    *languages*: those in which the page may open (:func:`.making.page`). Raises
    :class:`~pvstudio.subtitles.errors.SubtitlesUnreadable` for what is no WebVTT.
    """
    data = {
        "key": shown.studio,
        "mark": mark_of(shown.kit_id),
        "film": shown.film,
        "test": shown.test_clip,
        "poster": shown.poster,
        "published": _ms(shown.published),
        "until": _ms(shown.until) if shown.until else 0,
        "last": _last_day(shown.until) if shown.until else "",
        "tracks": [] if shown.burned else [_track(tag, text) for tag, text in subtitles.items()],
    }
    return page(
        "player",
        SCRIPTS,
        languages,
        data,
        shown=shown,
        facts=list(_facts(shown)),
        papers=_by_kind(shown.papers),
    )


def _facts(shown: Shown) -> list[tuple[str, str, dict[str, str]]]:
    """Return drawing, key and values of each line that says what this kit is for."""
    facts = [("people", "for_whom", {"audience": f"{WORD}audience_{shown.audience}"})]
    if shown.event and shown.event_on:
        day = f"{DAY}{shown.event_on.isoformat()}"
        facts.append(("calendar", "player_event_on", {"event": shown.event, "day": day}))
    elif shown.event:
        facts.append(("calendar", "player_event", {"event": shown.event}))
    if shown.recipient:
        facts.append(("home", "player_given", {"name": shown.recipient}))
    if shown.until:
        facts.append(("clock", "kit_until", {"day": _last_day(shown.until)}))
    return facts


def _last_day(end: datetime) -> str:
    """Return the last day for the page's script: it says a whole day in the reader's words."""
    said = last_day(end)
    return said if " " in said else f"{DAY}{said}"


def _track(tag: str, vtt: str) -> dict[str, object]:
    cues = parse_vtt(vtt, name=f"film.{tag}.vtt").cues
    rows = [[cue.start_ms, cue.end_ms, "\n".join(marked_lines(cue.text, tag))] for cue in cues]
    return {"tag": tag, "name": language_name(tag), "dir": direction(tag), "cues": rows}


def _by_kind(papers: Sequence[PaperLink]) -> dict[str, list[PaperLink]]:
    found: dict[str, list[PaperLink]] = {}
    for kind in PaperKind:
        if some := [one for one in papers if one.kind is kind]:
            found[kind] = some
    return found


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
