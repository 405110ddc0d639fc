"""Sides: what fills the film where a portrait or narrow picture leaves it empty."""

from __future__ import annotations

from pvstudio.config import FilmFormat
from pvstudio.media.graphs import Stream
from pvstudio.media.profile import COLOURS


def fill(picture: Stream, size: tuple[int, int], film: FilmFormat) -> Stream:
    """Lay *picture* of *size* over a blurred, darkened copy of itself that covers the film.

    The copy is taken from the picture as it is given here, so after every treatment: a blurred face
    stays blurred behind itself.
    """
    width, height = film.width, film.height
    if size == (width, height):
        return picture
    split = picture.split()
    small = (max(16, width // 16 * 2), max(16, height // 16 * 2))
    behind = split[0].filter("scale", *small, force_original_aspect_ratio="increase", force_divisible_by=2)
    behind = behind.filter("crop", *small).filter("gblur", sigma=small[1] / 14).filter("scale", width, height)
    behind = behind.filter("lutyuv", y="16+(val-16)*0.45", u="128+(val-128)*0.7", v="128+(val-128)*0.7")
    x, y = (width - size[0]) // 4 * 2, (height - size[1]) // 4 * 2
    return behind.overlay(split[1], x=x, y=y).filter("setsar", 1).filter("setparams", **COLOURS)
