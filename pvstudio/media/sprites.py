"""Sprites: one JPEG of many small pictures, to see where in a clip one is going while one seeks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.media.graphs import own, write
from pvstudio.media.mezzanines import Mezzanine, derived
from pvstudio.media.proxies import make_proxy
from pvstudio.store.files import staged, write_bytes

#: At most this many tiles, at least a second apart.
MAX_TILES = 100
TILE_WIDTH = 160
COLUMNS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Where the tiles of a sprite lie: tile *n* shows ``n * interval_ms``, row by row from the top left."""

    count: int
    columns: int
    width: int  # of one tile, in pixels
    height: int
    interval_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprite:
    """A sprite: the *image* and, beside it as JSON, its *tiles*."""

    image: Path
    index: Path
    tiles: Tiles


def make_sprite(mezzanine: Mezzanine, *, job: Job = QUIET) -> Sprite:
    """Make the sprite of *mezzanine* (out of its proxy, which costs a fortieth) and its index."""
    sprite = sprite_of(mezzanine)
    image, index, tiles = sprite.image, sprite.index, sprite.tiles
    if not index.exists():
        step = _step(mezzanine)
        proxy = make_proxy(mezzanine, job=job)
        rows = -(-tiles.count // tiles.columns)
        picture = own(proxy)["v:0"].filter("select", f"not(mod(n,{step}))")
        picture = picture.filter("scale", tiles.width, tiles.height, out_range="pc", out_color_matrix="bt601")
        picture = picture.filter("tile", f"{tiles.columns}x{rows}").filter("format", "yuvj420p")
        with staged(image) as partial:
            options = {"frames:v": "1", "c:v": "mjpeg", "q:v": "5", "f": "image2", "update": "1"}
            run(write(picture, partial, **options), reads=[proxy], writes=partial.parent, job=job)
        write_bytes(index, msgspec.json.encode(tiles))
    return sprite


def sprite_of(mezzanine: Mezzanine) -> Sprite:
    """Return the sprite of *mezzanine* as it is, or will be: it is made once its index is there."""
    film, step = mezzanine.film, _step(mezzanine)
    count = -(-mezzanine.frames // step)
    tiles = Tiles(
        count=count,
        columns=min(COLUMNS, count),
        width=TILE_WIDTH,
        height=round(TILE_WIDTH * film.height / film.width / 2) * 2,
        interval_ms=step * 1000 // film.fps,
    )
    image = derived(mezzanine, "sprite", ".jpg", tiles=msgspec.to_builtins(tiles))
    return Sprite(image=image, index=image.with_suffix(".json"), tiles=tiles)


def _step(mezzanine: Mezzanine) -> int:
    """Return how many frames lie between two tiles."""
    return max(mezzanine.film.fps, -(-mezzanine.frames // MAX_TILES))
