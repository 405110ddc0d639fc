"""Lower thirds: letters over the start of a clip, on a shade that makes them readable on any picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from pvstudio.editing.blocks import Block, Pixels, height_of, lay_over, readable_language, stack, upper_anchor
from pvstudio.editing.cards import AMBER_RGB, CREAM, Board
from pvstudio.editing.recipe import Line
from pvstudio.store.files import staged
from pvstudio.subtitles.letters import Anchor

#: Where letters end, as a part of the height: two lines of subtitles have room below.
_BOTTOM = 0.77

#: How dark the shade behind letters is, of 255, and how far it reaches beyond them (at height 720).
_DARKEST, _REACH = 150, 56


def draw_lower_third(title: Line, name: Line, place: Line, board: Board, target: Path) -> None:
    """Draw letters with their shade into a transparent PNG of the film's size.

    A person comes first, with the place or the title below; without a name, the title comes first.
    """
    first, second = (name, place if place.text else title) if name.text else (title, place)
    anchor = upper_anchor(readable_language(first.text, first.language))
    words = [board.words(first, 40, CREAM, bold=True), board.words(second, 27, CREAM, gap=12)]
    blocks = board.draw([some for some in words if some.text], anchor)
    blocks = stack(blocks, top=round(board.film.height * _BOTTOM) - height_of(blocks))
    pixels = _shade(blocks, board)
    for block in [*blocks, _bar(blocks, anchor, board)]:
        lay_over(pixels, block)
    with staged(target) as partial:
        Image.fromarray(pixels).save(partial, format="PNG")


def _shade(blocks: list[Block], board: Board) -> Pixels:
    """Return a soft dark cloud behind *blocks*, and nothing elsewhere."""
    reach = board.px(_REACH)
    left = min(block.x for block in blocks) - reach
    right = max(block.x + block.pixels.shape[1] for block in blocks) + reach
    top, bottom = blocks[0].y - reach, blocks[-1].y + blocks[-1].height + reach
    cloud = Image.new("L", (board.film.width, board.film.height))
    ImageDraw.Draw(cloud).rounded_rectangle((left, top, right, bottom), radius=reach, fill=_DARKEST)
    pixels = np.empty((board.film.height, board.film.width, 4), np.uint8)
    pixels[..., :3] = (14, 9, 7)
    pixels[..., 3] = np.asarray(cloud.filter(ImageFilter.GaussianBlur(reach * 0.55)))
    return pixels


def _bar(blocks: list[Block], anchor: Anchor, board: Board) -> Block:
    """Return the upright amber bar beside the letters, on the side where their lines begin."""
    width, away = board.px(5), board.px(20)
    pixels = np.empty((height_of(blocks), width, 4), np.uint8)
    pixels[...] = (*AMBER_RGB, 255)
    left, right = board.margin - away - width, board.film.width - board.margin + away
    return Block(pixels=pixels, x=right if anchor is Anchor.TOP_RIGHT else left, y=blocks[0].y)
