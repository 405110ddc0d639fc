"""What a host holds in hand: the guide, what helps when a film is too much, the poster of a screening."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from consent.ledger.keys import fingerprint
from pvstudio.languages import canonical, language_name
from pvstudio.model import Audience, Cut, CutVersion, Kit
from pvstudio.store import Reading
from workflows.guides.beside import State, part_beside, source_of
from workflows.guides.keeping import Written, guide_for, guides_of
from workflows.guides.model import Guide, Part, Referral
from workflows.guides.referrals import is_stale, referrals_of
from workflows.guides.starting import starting, starting_language
from workflows.guides.warnings import Standing, standing
from workflows.papers import paper
from workflows.screening_kits.pages.verify import grouped
from workflows.wiring import Studio

#: The drawing of each part, of workflows/papers/drawings.
DRAWINGS = {
    Part.SYNOPSIS: "film",
    Part.THEMES: "guides-themes",
    Part.PLAN: "clock",
    Part.CARE: "guides-care",
    Part.BEFORE: "question",
    Part.AFTER: "speech",
    Part.DIVIDERS: "guides-dividers",
    Part.CONNECTORS: "guides-connectors",
}
_WARNINGS = {Standing.RECALLED: "guides_recalled", Standing.LOOK_AGAIN: "guides_look_again"}
#: Steps of each exercise, as the words of papers have them.
_EXERCISES = (("senses", 5), ("feet", 3), ("breath", 5), ("here", 4))
#: Rows of the table of helpers, so that some are always left to be written by hand.
_ROWS, _LEFT = 5, 2
#: How many of them stand on a run sheet.
_IN_SHORT = 3
#: Round what runs another way than its page; characters, not elements (docs/decisions/0111-printing.md).
_FIRST_STRONG, _LEFT_TO_RIGHT, _END = (
    "\N{FIRST STRONG ISOLATE}",
    "\N{LEFT-TO-RIGHT ISOLATE}",
    "\N{POP DIRECTIONAL ISOLATE}",
)
#: Audiences for whom a poster hangs where those pass who were not asked in.
_OUTSIDE = frozenset({Audience.COMMUNITY, Audience.ONLINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is printed; *foreign*: nobody has put it into the language of the paper yet."""

    text: str
    language: str
    foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is printed; *guide* None: nobody wrote one, these are questions for any film."""

    lines: dict[Part, list[Line]]
    guide: Guide | None


def guide_paper(studio: Studio, workshop: str, cut_id: str, language: str, *, leaves: bool = False) -> str:
    """Return the guide of a film in *language* as one HTML file, without a picture: prints stay lying about.

    What is not translated stands there in the language that it was written in: a warning that is left
    out may hurt somebody. Where nobody wrote a guide it holds questions for any film; so does one that
    *leaves* the studio although nobody has looked at it since somebody took their yes back.
    Raises :class:`~pvstudio.errors.NotFound` for an unknown cut.
    """
    tag = canonical(language) or language
    with studio.documents.read(workshop) as tx:
        cut, told = tx.get(Cut, cut_id), (fit_to_leave if leaves else told_in)(tx, cut_id, tag)
        stands = standing(tx, cut_id, told.guide)
    return paper(
        "guides",
        tag,
        title=cut.title,
        warning=_WARNINGS.get(stands, ""),
        any_film=told.guide is None,
        foreign=any(line.foreign for lines in told.lines.values() for line in lines),
        sections=[(part.value, DRAWINGS[part], lines) for part, lines in told.lines.items() if lines],
        asked=(Part.BEFORE.value, Part.AFTER.value),
    )


def told_in(tx: Reading, cut_id: str, language: str) -> Told:
    """Return what a host gets in *language*: its guide, another one, or questions for any film."""
    guides = guides_of(tx, cut_id)
    guide = guide_for(tx, cut_id, language) or next(iter(guides), None)
    if guide is None:
        return _any_film(language)
    source = source_of(tx, guide)
    lines = {part: list(printed(Written.of(guide), part, source, guide.language)) for part in Part}
    return Told(
        lines={
            part: [replace(one, foreign=one.language != language) for one in some]
            for part, some in lines.items()
        },
        guide=guide,
    )


def fit_to_leave(tx: Reading, cut_id: str, language: str) -> Told:
    """Return what may leave in *language*: a guide that is older than a recall may tell of who is gone, so it
    stays here until somebody has looked at it again.
    """
    told = told_in(tx, cut_id, language)
    return told if standing(tx, cut_id, told.guide) is Standing.FINE else _any_film(language)


def _any_film(language: str) -> Told:
    tag, found = starting_language(language), starting(language)
    lines = {part: [_line(text, tag, language) for text in found.get(part, ())] for part in Part}
    return Told(lines=lines, guide=None)


def grounding_paper(studio: Studio, workshop: str, language: str) -> str:
    """Return what helps when a film is too much, and who helps near this workshop, as one HTML file."""
    today = datetime.now(UTC).astimezone().date()
    with studio.documents.read(workshop) as tx:
        contacts = [_contact(one, today) for one in referrals_of(tx)]
    return paper(
        "grounding",
        canonical(language) or language,
        exercises=_EXERCISES,
        contacts=contacts,
        empty=max(_LEFT, _ROWS - len(contacts)),
    )


def poster_paper(
    studio: Studio, workshop: str, kit: Kit, language: str, poster: bytes, *, time: str = "", place: str = ""
) -> str:
    """Return the poster of a screening as one HTML file of one page; *time* and *place* may be blank.

    *poster* is the picture of the film, as the gate gave it for this kit. It is shown only where the film
    is for everybody, online too: a poster hangs where people pass who were never meant to see the film,
    so for every other audience there is a drawing, and no face (docs/decisions/0114).
    """
    with studio.documents.read(workshop) as tx:
        title = tx.get(Cut, tx.get(CutVersion, kit.cut_version_id).cut_id).title
    return paper(
        "poster",
        canonical(language) or language,
        title=title,
        event=kit.event,
        day=kit.event_on,
        time=time,
        place=place,
        audience=kit.audience.value,
        inside=kit.audience not in _OUTSIDE,
        subtitles=_named((kit.burned,) if kit.burned else kit.languages),
        letters=grouped(fingerprint(studio.signing_key.public)),
        picture=b64encode(poster).decode() if kit.audience is Audience.ONLINE and poster else "",
    )


def helpers_in_short(tx: Reading) -> tuple[str, ...]:
    """Return the first contacts of a workshop, each on one line; all of them are on the grounding paper."""
    some = [(one.name, one.what_for, one.phone) for one in referrals_of(tx)[:_IN_SHORT]]
    return tuple(
        " · ".join(
            [f"{_FIRST_STRONG}{each}{_END}" for each in (name, what_for) if each]
            + ([f"{_LEFT_TO_RIGHT}{phone}{_END}"] if phone else [])
        )
        for name, what_for, phone in some
    )


def _contact(one: Referral, today: date) -> dict[str, object]:
    """Return a contact as it is printed; its number runs from left to right on every page."""
    return {
        "name": one.name,
        "what_for": one.what_for,
        "phone": f"{_LEFT_TO_RIGHT}{one.phone}{_END}",
        "hours": one.hours,
        "languages": _named(one.languages),
        "checked_on": one.checked_on,
        "stale": is_stale(one, today),
    }


def _named(languages: Sequence[str]) -> str:
    """Return the names of languages, each in its own direction."""
    return " · ".join(f"{_FIRST_STRONG}{language_name(tag)}{_END}" for tag in languages)


def printed(written: Written, part: Part, source: Guide | None, language: str) -> Iterator[Line]:
    """Yield the lines of one part in *language*; what a translation lacks in the words of *source*."""
    for row in part_beside(written, part, source):
        if row.text:
            yield Line(text=row.text, language=language)
        elif row.state is State.MISSING and source:
            yield Line(text=row.origin, language=source.language, foreign=True)


def _line(text: str, written_in: str, language: str) -> Line:
    return Line(text=text, language=written_in, foreign=written_in != language)
