"""A card as the film will show it, as one picture: the letters and grounds are those of the render.

Only what moves is left out, so MoviePy is not needed: this runs in the web server, which starts no other
part of a render. Letters are drawn by libass in ffmpeg, behind the same walls as everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from pvstudio.config import FilmFormat
from pvstudio.editing.blocks import Block, Pixels, height_of, lay_over, stack
from pvstudio.editing.cards import DESIGN, Board, clip_card, credit_pages, opening_card
from pvstudio.editing.grounds import gradient, still
from pvstudio.editing.lower import draw_lower_third
from pvstudio.editing.plan import Filmed
from pvstudio.editing.recipe import Background, CardKind, Credits, CreditStyle, Line, Opening, Part, Recipe
from pvstudio.media.ffmpeg import QUIET, Job, build
from pvstudio.media.keys import key_of
from pvstudio.subtitles.fonts import installed

#: How wide previews are, in pixels: enough for half a laptop's screen.
WIDTH = 640

#: Stands for a clip that is not prepared yet, under letters over its start.
_DUSK = Background(colours=("#57504a", "#2b2622"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is drawn: an opening, the letters of a part, or credits.

    *title* and *number* (from 1) are of a part, *people* are named in credits. *behind* is the clip that can
    be seen behind the letters: of the background's picture, or under letters over the start of a clip.
    """

    shows: Opening | Part | Credits
    titles: tuple[Line, ...] = ()
    title: str = ""
    number: int = 1
    people: tuple[Line, ...] = ()
    page: int = 0
    behind: Filmed | None = None

    def key(self, film: FilmFormat) -> str:
        """Return the name of everything that decides the picture."""
        inputs = [repr(part) for part in (self.shows, self.titles, self.title, self.number, self.people)]
        return key_of(
            "preview",
            design=DESIGN,
            inputs=[*inputs, self.page, self.behind.key if self.behind else ""],
            film=repr(film),
            ffmpeg=build(),
            fonts=sorted(font.family for font in installed().values()),
        )


def draw_preview(card: Card, film: FilmFormat, bench: Path, job: Job = QUIET) -> bytes:
    """Return *card* as a JPEG, :data:`WIDTH` wide. *bench* is an empty folder for the work.

    Raises what :func:`~pvstudio.subtitles.letters.render_letters` raises.
    """
    board = Board(film, bench, job)
    pixels = _ground(card, board)
    match card.shows:
        case Part(card=CardKind.LOWER_THIRD):
            _over_picture(card, board, pixels)
        case Opening() | Part() | Credits():
            for block in _blocks(card, board):
                lay_over(pixels, block)
    picture = Image.fromarray(pixels[..., :3])
    small = picture.resize((WIDTH, round(WIDTH * film.height / film.width)), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    small.save(made, "JPEG", quality=90, subsampling=0)  # as PNG the noise of the ground takes 300 KB
    return made.getvalue()


def card_of(recipe: Recipe, number: int, title: str, behind: Filmed | None = None) -> Card:
    """Return the card of the part *number* (from 0) of *recipe*, called *title*."""
    return Card(shows=recipe.parts[number], title=title, number=number + 1, behind=behind)


def _ground(card: Card, board: Board) -> Pixels:
    picture = _DUSK if _is_lower(card.shows) else card.shows.background
    if card.behind and (picture.picture or _is_lower(card.shows)):
        rgb = still(card.behind, board.film, board.bench, board.job)(0)
    else:
        rgb = gradient(picture.colours, board.film)(0)
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def _is_lower(shows: Opening | Part | Credits) -> bool:
    return isinstance(shows, Part) and shows.card is CardKind.LOWER_THIRD


def _over_picture(card: Card, board: Board, pixels: Pixels) -> None:
    target = board.bench / "lower.png"
    draw_lower_third(*_lines(card), board, target)
    with Image.open(target) as letters:
        lay_over(pixels, Block(pixels=np.asarray(letters.convert("RGBA")), x=0, y=0))


def _blocks(card: Card, board: Board) -> Sequence[Block]:
    match card.shows:
        case Opening():
            return opening_card(card.shows.lines or card.titles, board)
        case Part():
            return clip_card(card.number, *_lines(card), board)
    pages = credit_pages(card.shows, card.people, board)
    if not pages:
        return []
    if card.shows.style is CreditStyle.PAGES:
        return pages[min(card.page, len(pages) - 1)]
    top = max(board.margin // 2, (board.film.height - height_of(pages[0])) // 2)
    return [block for block in stack(pages[0], top=top) if block.y + block.height <= board.film.height]


def _lines(card: Card) -> tuple[Line, Line, Line]:
    part = card.shows
    assert isinstance(part, Part)  # noqa: S101
    return (
        Line(text=card.title, language=part.language),
        Line(text=part.name, language=part.name_language),
        Line(text=part.place, language=part.language),
    )
