"""Lower thirds: letters over the start of a clip, on a shade that makes them readable on any picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from pvstudio.editing.blocks import Block, Pixels, height_of, readable_language, stack, upper_anchor
from pvstudio.editing.cards import AMBER_RGB, CREAM, Board
from pvstudio.editing.recipe import Line
from pvstudio.store.files import staged
from pvstudio.subtitles.letters import Anchor

#: Part of the height that the shade covers, and how dark it is at the bottom.
_SHADE, _DARKEST = 0.36, 205


def draw_lower_third(title: Line, name: Line, place: Line, board: Board, target: Path) -> None:
    """Draw letters with their shade into a transparent PNG of the film's size.

    A person comes first, with the place or the title below; without a name, the title comes first.
    """
    first, second = (name, place if place.text else title) if name.text else (title, place)
    anchor = upper_anchor(readable_language(first.text, first.language))
    words = [board.words(first, 40, CREAM, bold=True), board.words(second, 27, CREAM, gap=12)]
    blocks = board.draw([some for some in words if some.text], anchor)
    blocks = stack(blocks, top=round(board.film.height * 0.92) - height_of(blocks))
    pixels = _shade(board)
    for block in [*blocks, _bar(blocks, anchor, board)]:
        _lay(pixels, block)
    with staged(target) as partial:
        Image.fromarray(pixels).save(partial, format="PNG")


def _shade(board: Board) -> Pixels:
    height, width = board.film.height, board.film.width
    pixels = np.zeros((height, width, 4), np.uint8)
    rows = round(height * _SHADE)
    ramp = np.linspace(0, 1, rows) ** 1.5 * _DARKEST
    pixels[height - rows :] = (14, 9, 7, 0)
    pixels[height - rows :, :, 3] = ramp[:, None].astype(np.uint8)
    return pixels


def _bar(blocks: list[Block], anchor: Anchor, board: Board) -> Block:
    """Return the upright amber bar beside the letters, on the side where their lines begin."""
    width, away = board.px(5), board.px(20)
    pixels = np.empty((height_of(blocks), width, 4), np.uint8)
    pixels[...] = (*AMBER_RGB, 255)
    left, right = board.margin - away - width, board.film.width - board.margin + away
    return Block(pixels=pixels, x=right if anchor is Anchor.TOP_RIGHT else left, y=blocks[0].y)


def _lay(ground: Pixels, block: Block) -> None:
    """Lay *block* over *ground*, both with straight alpha."""
    high, wide = block.pixels.shape[:2]
    under = ground[block.y : block.y + high, block.x : block.x + wide].astype(np.float32)
    over = block.pixels[: under.shape[0], : under.shape[1]].astype(np.float32)
    alpha, below = over[..., 3:] / 255, under[..., 3:] / 255
    whole = alpha + below * (1 - alpha)
    colours = (over[..., :3] * alpha + under[..., :3] * below * (1 - alpha)) / np.maximum(whole, 1e-6)
    mixed = np.concatenate([colours, whole * 255], axis=2)
    ground[block.y : block.y + high, block.x : block.x + wide] = np.rint(mixed).astype(np.uint8)
