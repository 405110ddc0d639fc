"""How drawn parts look: opening, cards of clips, credits. Sizes are for a height of 720.

Calm and warm: cream letters on a dark ground, one amber accent, much room. Blocks start where the
card's language starts; nothing comes nearer to an edge than 8 % of the width (title-safe).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pvstudio.config import FilmFormat
from pvstudio.editing.blocks import (
    Block,
    Words,
    draw_blocks,
    height_of,
    readable_language,
    rule,
    stack,
    upper_anchor,
)
from pvstudio.editing.recipe import Credits, CreditStyle, Line
from pvstudio.media.ffmpeg import Job
from pvstudio.subtitles.letters import Anchor

#: Part of every drawn part's key: raise it when they should come out differently.
DESIGN = 1

CREAM, SAND, AMBER = "#f7efe4", "#c9b49c", "#e3a857"
AMBER_RGB = (0xE3, 0xA8, 0x57)


@dataclass(frozen=True, slots=True)
class Board:
    """The ground that cards are laid out on."""

    film: FilmFormat
    bench: Path
    job: Job

    def px(self, size: float) -> int:
        """Return pixels for a *size* at a height of 720."""
        # Portrait and square films are narrow: what fits across decides.
        return max(1, round(size * min(self.film.height / 720, self.film.width / 1080)))

    @property
    def margin(self) -> int:
        """The safe margin at both sides."""
        return round(self.film.width * 0.08)

    @property
    def room(self) -> int:
        """The safe height."""
        return round(self.film.height * 0.84)

    def draw(self, words: Sequence[Words], anchor: Anchor) -> list[Block]:
        """Draw texts, each by itself."""
        width = self.film.width
        return draw_blocks(
            words, anchor=anchor, width=width, margin=self.margin, bench=self.bench, job=self.job
        )

    def words(self, line: Line, size: float, colour: str, *, gap: float = 0, bold: bool = False) -> Words:
        """Return *line* in one of the card's styles; an empty gap is for what stands first."""
        language = readable_language(line.text, line.language)
        return Words(
            text=line.text, language=language, size=self.px(size), colour=colour, bold=bold, gap=self.px(gap)
        )

    def rule(self, anchor: Anchor, *, gap: float) -> Block:
        """Return the short amber bar, where lines of *anchor* begin."""
        width = self.px(72)
        places = {
            Anchor.TOP_LEFT: self.margin,
            Anchor.TOP: (self.film.width - width) // 2,
            Anchor.TOP_RIGHT: self.film.width - self.margin - width,
        }
        return rule(width=width, height=self.px(4), x=places[anchor], colour=AMBER_RGB, gap=self.px(gap))

    def centred(self, blocks: Sequence[Block]) -> list[Block]:
        """Stack *blocks* in the middle, a little above it as the eye wants it."""
        free = self.film.height - height_of(blocks)
        return stack(blocks, top=max(round(free * 0.47), 0))


def opening_card(lines: Sequence[Line], board: Board) -> list[Block]:
    """Lay out a title: the first line is large, a bar, then the others."""
    for scale in (1.0, 0.8, 0.64, 0.5, 0.4):
        head = board.draw([board.words(lines[0], 68 * scale, CREAM, bold=True)], Anchor.TOP)
        rest = [
            board.words(line, 36 * scale, SAND, gap=(22 if number else 32) * scale)
            for number, line in enumerate(lines[1:])
        ]
        blocks = [*head, board.rule(Anchor.TOP, gap=30 * scale), *board.draw(rest, Anchor.TOP)]
        if height_of(blocks) <= board.room:
            break
    return board.centred(blocks)


def clip_card(number: int, title: Line, name: Line, place: Line, board: Board) -> list[Block]:
    """Lay out the card of a clip: number, title, who speaks, where."""
    anchor = upper_anchor(readable_language(title.text, title.language))
    for scale in (1.0, 0.8, 0.64, 0.5, 0.4):
        head = [
            board.words(Line(text=str(number), language=title.language), 30 * scale, AMBER, bold=True),
            board.words(title, 58 * scale, CREAM, bold=True, gap=20 * scale),
        ]
        foot = [(name, 38 * scale, CREAM, 32), (place, 27 * scale, SAND, 16)]
        under = [
            board.words(line, size, colour, gap=gap * scale) for line, size, colour, gap in foot if line.text
        ]
        bar = [board.rule(anchor, gap=30 * scale)] if under else []
        blocks = [*board.draw(head, anchor), *bar, *board.draw(under, anchor)]
        if height_of(blocks) <= board.room:
            break
    return board.centred(blocks)


def credit_pages(credits_: Credits, people: Sequence[Line], board: Board) -> list[list[Block]]:
    """Lay out credits as pages that each fit, or as one tall page for a roll."""
    rows = [board.words(line, 32, CREAM, gap=20) for line in people]
    rows += [
        board.words(line, 28, SAND, gap=56 if rows and not number else 18)
        for number, line in enumerate(credits_.lines)
    ]
    head: list[Block] = []
    if credits_.title:
        title = Line(text=credits_.title, language=credits_.language)
        head = board.draw([board.words(title, 44, CREAM, bold=True)], Anchor.TOP)
        head.append(board.rule(Anchor.TOP, gap=28))
    blocks = [*head, *board.draw(rows, Anchor.TOP)]
    if credits_.style is CreditStyle.ROLL:
        return [stack(blocks, top=0)]
    return [board.centred(page) for page in _pages(blocks, board.room)]


def _pages(blocks: Sequence[Block], room: int) -> list[list[Block]]:
    pages: list[list[Block]] = []
    for block in blocks:
        if pages and height_of([*pages[-1], block]) <= room:
            pages[-1].append(block)
        else:
            pages.append([block])
    return pages
