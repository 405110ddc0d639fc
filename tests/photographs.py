"""Photographs that nobody took: a picture lying on a table, seen aslant, in bad light, by a cheap phone."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Grey = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How bad it is; each photograph draws its own values from within."""

    megapixels: tuple[float, float] = (1, 5)
    share: tuple[float, float] = (0.65, 0.9)  # of the picture's height that the card takes up
    turned: float = 12  # degrees, either way
    aslant: float = 0.12  # how far corners are pulled, in parts of the card
    blur: tuple[float, float] = (0.5, 1.4)  # px at one megapixel
    shade: float = 0.5  # how much darker the dark side is
    noise: tuple[float, float] = (2, 8)  # grey levels of 255
    quality: int = 40  # of the JPEG


MODERATE = Conditions()
HARD = Conditions(
    megapixels=(0.8, 2),
    share=(0.45, 0.75),
    turned=180,
    aslant=0.25,
    blur=(1.2, 2.4),
    shade=0.75,
    noise=(6, 16),
    quality=25,
)


def photograph(card: Image.Image, seed: int, how: Conditions = MODERATE) -> bytes:
    """Return a JPEG of *card* lying on a table; the same seed makes the same photograph."""
    random = np.random.default_rng(seed)
    pixels = random.uniform(*how.megapixels) * 1e6
    height = round((pixels * 4 / 3) ** 0.5)
    width = round(pixels / height)
    table = _table(width, height, random)
    corners = _corners(card, (width, height), random, how)
    lying = _warped(card.convert("L"), (width, height), corners, fill=0)
    mask = _warped(Image.new("L", card.size, 255), (width, height), corners, fill=0)
    scene = Image.composite(lying, table, mask)
    scene = scene.filter(ImageFilter.GaussianBlur(random.uniform(*how.blur) * (pixels / 1e6) ** 0.5))
    lit = np.asarray(scene, np.float64) * _light(width, height, random, how)
    noisy = lit + random.normal(0, random.uniform(*how.noise), lit.shape)
    out = BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=how.quality)
    return out.getvalue()


def _table(width: int, height: int, random: np.random.Generator) -> Image.Image:
    """Return something with a grain, and shapes that could be taken for squares."""
    coarse = random.integers(60, 150, (12, 9), dtype=np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def _corners(
    card: Image.Image, size: tuple[int, int], random: np.random.Generator, how: Conditions
) -> npt.NDArray[np.float64]:
    """Return where the card's corners lie: upper left, upper right, lower right, lower left."""
    tall = random.uniform(*how.share) * min(size[1], size[0] * card.height / card.width)
    half = np.array([tall * card.width / card.height, tall]) / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    corners += random.uniform(-how.aslant, how.aslant, (4, 2)) * half
    angle = np.radians(random.uniform(-how.turned, how.turned))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    placed = corners @ turn
    reach = np.abs(placed).max(axis=0)
    room = np.array(size) / 2
    placed *= min(1.0, *(room * 0.98 / reach))  # the whole card is on the photograph
    free = room - np.abs(placed).max(axis=0)
    return placed + room + random.uniform(-1, 1, 2) * free


def _warped(
    picture: Image.Image, size: tuple[int, int], corners: npt.NDArray[np.float64], *, fill: int
) -> Image.Image:
    width, height = picture.size
    source = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, source, strict=True):  # from the photograph back to the card
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solved = np.linalg.solve(np.array(rows), np.array(values))
    return picture.transform(
        size, Image.Transform.PERSPECTIVE, tuple(solved), Image.Resampling.BICUBIC, fillcolor=fill
    )


def _light(width: int, height: int, random: np.random.Generator, how: Conditions) -> Grey:
    """Return how bright it is at each point: a lamp at one side, and the shadow of a hand."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    angle = random.uniform(0, 2 * np.pi)
    slope = (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5)) / 1.42 + 0.5
    light = 1 - how.shade * slope
    edge = random.uniform(0.2, 0.8)
    shadow = 1 - 0.35 * (1 / (1 + np.exp((x * random.uniform(0.5, 1) + y * 0.5 - edge) * 25)))
    return np.asarray(light * shadow)
