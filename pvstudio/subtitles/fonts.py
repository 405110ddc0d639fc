"""Fonts: only those of installed ``fontpkg-…`` packages, so that a film looks the same everywhere.

libass finds fonts through fontconfig. Its file is ours: the machine's own fonts stay hidden, and
fontconfig (not libass's ``fontsdir``) opens the variable fonts at the weight that was asked for.
Whatever script a further package brings (``pip install fontpkg-noto-sans-bengali``) is found too.
"""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from xml.sax.saxutils import escape

from pvstudio.languages import script_of
from pvstudio.store.files import write_bytes
from pvstudio.subtitles.coverage import code_points
from pvstudio.subtitles.errors import FontMissing, LettersMissing

#: Latin, Greek, Cyrillic, Devanagari.
DEFAULT = "Noto Sans"

#: Scripts that have a family of their own. Noto Sans Arabic holds Latin too, in one weight and size.
BY_SCRIPT = {
    "Arab": "Noto Sans Arabic",
    "Armn": "Noto Sans Armenian",
    "Beng": "Noto Sans Bengali",
    "Ethi": "Noto Sans Ethiopic",
    "Geor": "Noto Sans Georgian",
    "Guru": "Noto Sans Gurmukhi",
    "Hebr": "Noto Sans Hebrew",
    "Khmr": "Noto Sans Khmer",
    "Taml": "Noto Sans Tamil",
    "Telu": "Noto Sans Telugu",
    "Thai": "Noto Sans Thai",
}

#: libass scales a font by its ascent + descent: what makes letters as large as Noto Sans's (measured).
SIZE_FACTOR = {"Noto Sans Arabic": 1.43}

#: Fonts that the product itself needs.
REQUIRED = (DEFAULT, "Noto Sans Arabic")


@dataclass(frozen=True, slots=True)
class Font:
    """A family that is installed, and the folder of its files."""

    family: str
    folder: Path

    @property
    def size_factor(self) -> float:
        """What to multiply a size by, so that letters are as large as those of Noto Sans."""
        return SIZE_FACTOR.get(self.family, 1.0)


@cache
def installed() -> Mapping[str, Font]:
    """Return the installed font packages by family; raise :class:`FontMissing` without the required ones."""
    found: dict[str, Font] = {}
    for point in entry_points(group="fontpkg.family"):
        spec = importlib.util.find_spec(point.value)  # finds, does not import
        if spec is not None and spec.origin is not None:
            root = Path(spec.origin).parent
            family = json.loads((root / "metadata.json").read_text("utf-8"))["family"]
            found[family] = Font(family, root / "files")
    for family in REQUIRED:
        if family not in found:
            raise FontMissing(family)
    return found


def font_for(language: str) -> Font:
    """Return the font of *language*'s script (BCP 47), or the default where no other is installed."""
    fonts = installed()
    return fonts.get(BY_SCRIPT.get(script_of(language), DEFAULT), fonts[DEFAULT])


def font_folders() -> tuple[Path, ...]:
    """Return the folders that ffmpeg must be able to read when it draws letters."""
    return tuple(font.folder for font in installed().values())


def write_fontconfig(folder: Path) -> dict[str, str]:
    """Write our fontconfig file into *folder*; return the variables that make ffmpeg use it."""
    dirs = "".join(f"<dir>{escape(str(path))}</dir>" for path in font_folders())
    cache_folder = escape(str(folder / "font-cache"))
    target = folder / "fonts.conf"
    write_bytes(
        target,
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{dirs}<cachedir>{cache_folder}</cachedir></fontconfig>".encode(),
    )
    return {"FONTCONFIG_FILE": str(target)}


@cache
def _drawable() -> frozenset[int]:
    files = (
        file for folder in font_folders() for file in folder.iterdir() if file.suffix in {".ttf", ".otf"}
    )
    return frozenset().union(*(code_points(file) for file in files))


def missing_letters(text: str) -> frozenset[str]:
    """Return the characters of *text* that no installed font can draw; those without ink count as drawn."""
    known = _drawable()
    return frozenset(
        letter
        for letter in text
        if ord(letter) not in known
        and not letter.isspace()
        and unicodedata.category(letter) not in {"Cc", "Cf"}
        and not 0xFE00 <= ord(letter) <= 0xFE0F  # variation selectors
    )


def require_letters(text: str) -> None:
    """Raise :class:`LettersMissing` when boxes would be drawn for some of *text*."""
    if missing := missing_letters(text):
        raise LettersMissing(missing, text)
