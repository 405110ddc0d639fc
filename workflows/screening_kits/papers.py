"""The papers and pages of a kit: rendered for each of its languages, as pages and, where possible, as PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from consent.ledger.keys import fingerprint
from pvstudio.model import Cut, CutVersion, Kit, Workshop
from pvstudio.store.reading import read_bytes
from workflows.feedback.keys import key_of
from workflows.feedback.pages import feedback_page, feedback_paper
from workflows.guides.papers import grounding_paper, guide_paper, helpers_in_short, poster_paper
from workflows.papers import can_print, nearest, pdf
from workflows.publish import film_folder
from workflows.screening_kits.pages import PaperKind, PaperLink, Shown, player_page, verify_page
from workflows.screening_kits.pages.verify import grouped
from workflows.screening_kits.parts import is_made, test_part
from workflows.screening_kits.wishes import KitWish
from workflows.sessions.handouts import Evening, screening_sheet_paper
from workflows.wiring import Studio

START, VERIFY, FEEDBACK = "START-HERE.html", "VERIFY.html", "FEEDBACK.html"

#: How each paper is called in a kit, and as what START-HERE.html shows it.
_KINDS = {
    "guide": PaperKind.GUIDE,
    "run-sheet": PaperKind.SHEET,
    "grounding": PaperKind.GROUNDING,
    "feedback-form": PaperKind.FORM,
    "poster": PaperKind.POSTER,
}

_NO_WISH = KitWish()
#: The name of a paper, its language, and how it is made.
_Sheet = tuple[str, str, Callable[[], str]]


def papers_of_kit(
    studio: Studio,
    workshop: str,
    kit: Kit,
    wish: KitWish = _NO_WISH,
    *,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> dict[str, bytes]:
    """Return every paper and page of *kit*, by its name in the kit; *told* hears how many are done.

    The guide is there in every language of the kit and of *wish*; all others in each that papers speak.
    """
    film = film_folder(studio, workshop, kit.cut_version_id)
    with studio.documents.read(workshop) as tx:
        cut = tx.get(Cut, tx.get(CutVersion, kit.cut_version_id).cut_id)
        tags = kit.languages or tx.get(Workshop, workshop).languages or ("en",)
    tags = tuple(dict.fromkeys((*tags, *wish.papers)))
    sheets = list(_sheets(studio, workshop, kit, cut, tags, wish))
    made: dict[str, bytes] = {}
    for number, (name, tag, html) in enumerate(sheets):
        told(number, len(sheets))
        made |= _printed(f"{name}.{tag}", html())
    links = [*_links(sheets, made), PaperLink(kind=PaperKind.FEEDBACK, name=FEEDBACK)]
    shown = _shown(studio, kit, cut, film, links)
    key = key_of(studio, workshop, kit.id, at=kit.published_at)
    made[FEEDBACK] = feedback_page(
        kit, tags, title=cut.title, key=key, addresses=studio.settings.names
    ).encode()
    made[VERIFY] = verify_page(shown.studio, languages=tags).encode()
    made[START] = player_page(shown, _subtitles(film, kit), languages=tags).encode()
    return made


def _links(sheets: Iterable[_Sheet], made: Mapping[str, bytes]) -> Iterator[PaperLink]:
    for name, tag, _html in sheets:
        whole = f"{name}.{tag}"
        yield PaperLink(
            kind=_KINDS[name], name=f"{whole}.html", language=tag, pdf=_there(made, f"{whole}.pdf")
        )


def _shown(studio: Studio, kit: Kit, cut: Cut, film: Path, papers: Iterable[PaperLink]) -> Shown:
    return Shown(
        kit_id=kit.id,
        studio=studio.signing_key.public,
        title=cut.title,
        audience=kit.audience,
        published=kit.published_at,
        recipient=kit.recipient,
        event=kit.event,
        event_on=kit.event_on,
        until=kit.expires_at,
        burned=kit.burned,
        test_clip="test-clip.mp4" if is_made(film / test_part(film, kit)) else "",
        poster="poster.jpg" if (film / "poster.jpg").exists() else "",
        verify=VERIFY,
        papers=tuple(papers),
    )


def _sheets(
    studio: Studio, workshop: str, kit: Kit, cut: Cut, tags: Sequence[str], wish: KitWish
) -> Iterator[_Sheet]:
    picture = film_folder(studio, workshop, kit.cut_version_id) / "poster.jpg"
    poster = read_bytes(picture) if picture.exists() else b""
    evening = _evening(studio, workshop, kit, wish)
    facts = {"time": wish.event_time, "place": wish.event_place}
    for tag in tags:
        yield "guide", tag, partial(guide_paper, studio, workshop, cut.id, tag, leaves=True)
    for tag in dict.fromkeys(map(nearest, tags)):
        yield "run-sheet", tag, partial(screening_sheet_paper, tag, evening)
        yield "grounding", tag, partial(grounding_paper, studio, workshop, tag)
        yield "feedback-form", tag, partial(feedback_paper, tag, title=cut.title)
        yield "poster", tag, partial(poster_paper, studio, workshop, kit, tag, poster, **facts)


def _there(made: Mapping[str, bytes], name: str) -> str:
    return name if name in made else ""


def _evening(studio: Studio, workshop: str, kit: Kit, wish: KitWish = _NO_WISH) -> Evening:
    """Return what the studio knows of the screening: the run sheet has it printed already."""
    with studio.documents.read(workshop) as tx:
        helpers = helpers_in_short(tx)
    letters = grouped(fingerprint(studio.signing_key.public))
    return Evening(
        event=kit.event,
        day=kit.event_on,
        time=wish.event_time,
        place=wish.event_place,
        host=kit.recipient,
        helpers=helpers,
        letters=letters,
    )


def _printed(name: str, html: str) -> dict[str, bytes]:
    """Return a paper as a page, and as PDF where this computer can make one."""
    page = {f"{name}.html": html.encode()}
    return page | {f"{name}.pdf": pdf(html)} if can_print() else page


def _subtitles(film: Path, kit: Kit) -> dict[str, str]:
    """Return the WebVTT of each soft language."""
    files = {tag: film / f"film.{tag}.vtt" for tag in (() if kit.burned else kit.languages)}
    return {tag: read_bytes(path).decode() for tag, path in files.items() if path.exists()}
