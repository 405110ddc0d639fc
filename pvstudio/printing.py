"""Pages become PDF: by WeasyPrint, with the same packaged fonts as films, and nothing from any network.

WeasyPrint shapes letters with Pango, a library of the system: where it is missing, pages are still printed
from any browser, which shows the same file (docs/decisions/0111-printing.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from unicodedata import bidirectional

from pvstudio.errors import StudioError
from pvstudio.subtitles.fonts import installed

#: WeasyPrint's font configuration is one for the process: pages are printed one after the other.
_ONE = Lock()

#: What brings the library, on Debian and Ubuntu.
INSTALL = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PrintingUnavailable(StudioError):
    """This computer lacks the library that shapes the letters of a PDF."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"No PDF can be made on this computer: {missing}.",
            advice=f"Print the page from your browser (it can save as PDF too), or install Pango: {INSTALL}.",
        )
        self.missing = missing


def pdf(html: str) -> bytes:
    """Return *html*, one file with everything inside it, as PDF; its ``@page`` rules say the paper.

    Nothing is fetched but what stands in the page as ``data:``. The tags that screen readers go by are in
    it. Raises :class:`PrintingUnavailable`.
    """
    engine = _engine()
    with _ONE:
        fonts = engine.text.fonts.FontConfiguration()
        style = engine.CSS(string=_faces(), font_config=fonts, url_fetcher=_fonts_only(engine))
        page = engine.HTML(string=html, url_fetcher=engine.urls.URLFetcher(allowed_protocols=["data"]))
        _turn(page.etree_element)
        made: bytes = page.write_pdf(font_config=fonts, stylesheets=[style], pdf_tags=True)
    return made


def can_print() -> bool:
    """Say whether PDFs can be made here."""
    try:
        _engine()
    except PrintingUnavailable:
        return False
    return True


@cache
def _engine() -> Any:
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as missing:
        raise PrintingUnavailable(str(missing).partition(".  ")[0]) from missing
    return weasyprint


def _turn(page: Any) -> None:
    """Say which way each ``<bdi>`` and ``dir="auto"`` runs, by its first strong letter, as browsers find out.

    The engine leaves both to their surroundings: “10:00, lunch” came out turned about on an Arabic page.
    """
    for one in page.iter():
        if one.get("dir", "auto" if one.tag == "bdi" else "") == "auto":
            kinds = map(bidirectional, "".join(one.itertext()))
            first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
            one.set("dir", "ltr" if first == "L" else "rtl")


def _fonts_only(engine: Any) -> Any:
    """Return what fetches our own font files for our own style sheet."""
    return engine.urls.URLFetcher(allowed_protocols=["file"])


@cache
def _faces() -> str:
    """Return the style sheet that names the packaged fonts."""
    return "\n".join(_face(family, file) for family, file in _files())


def _files() -> Iterator[tuple[str, Path]]:
    for font in installed().values():
        for file in sorted(font.folder.iterdir()):
            if file.suffix in {".ttf", ".otf"}:
                yield font.family, file


def _face(family: str, file: Path) -> str:
    slope = "italic" if "Italic" in file.name else "normal"
    return f'@font-face {{ font-family: "{family}"; font-style: {slope}; src: url("{file.as_uri()}") }}'
