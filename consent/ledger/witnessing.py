"""A head on paper: a page of A6 to print or to keep on another device, and reading it back."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import segno
from PIL import Image

from consent.errors import ConsentError
from consent.ledger.heads import Head, HeadUnreadable, in_fours
from consent.ledger.keys import fingerprint
from consent.receipts.photographs import codes_in
from pvstudio.store.files import write_bytes
from pvstudio.subtitles.errors import LettersMissing
from pvstudio.subtitles.fonts import require_letters
from pvstudio.subtitles.letters import Anchor, Lettering, render_letters

_DPI, _WIDTH, _HEIGHT, _MARGIN = 300, 1240, 1748, 96
_INK, _QUIET = "#1d1712", "#5c5147"
_QUIET_SQUARES = 4  # ISO/IEC 18004: white that readers need around the code
_TEXT_BYTES = 1 << 20
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


class SheetUnknown(ConsentError):
    """A page can be written as PNG, PDF or SVG only."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"“{target.name}” can be no page.", advice="End its name with .png, .pdf or .svg.")
        self.target = target


def write_sheet(head: Head, title: str, target: Path) -> None:
    """Write *head* of the workshop called *title* as a page. Raises :class:`SheetUnknown`."""
    makers = {".png": _png, ".pdf": _pdf, ".svg": _svg}
    maker = makers.get(target.suffix.lower())
    if maker is None:
        raise SheetUnknown(target)
    write_bytes(target, maker(head, title, target.absolute().parent))


def read_head(given: str) -> Head:
    """Return the head that *given* is, or that the file of that name holds: text, or a picture of the code.

    Raises :class:`~consent.ledger.heads.HeadUnreadable`. Pictures are looked at in the sandbox alone.
    """
    if "\n" in given or len(given.encode()) > 255 or not Path(given).is_file():
        return Head.parse(given)
    path = Path(given)
    with path.open("rb") as file:
        content = file.read(_TEXT_BYTES)
    if content.startswith(_PICTURES):
        return Head.parse("\n".join(codes_in(path)))
    if content.startswith(b"%PDF"):
        raise HeadUnreadable("a PDF is for printing; give its code, or a picture of it")
    return Head.parse(content.decode(errors="replace"))


# -- the page ----------------------------------------------------------------------------------


def _lines(head: Head, title: str) -> list[tuple[str, int, int, int, str]]:
    """Return text, left, top, em and colour of all that is written, in pixels."""
    told = [
        ("Ledger of consent: its head", _MARGIN, 96, 54, _INK),
        (title, _MARGIN, 176, 42, _INK),
        (head.workshop, _MARGIN, 236, 30, _QUIET),
        ("Entries", _MARGIN, 310, 30, _QUIET),
        (str(head.entries), _MARGIN + 230, 300, 42, _INK),
        ("Last", _MARGIN, 370, 30, _QUIET),
        (f"{head.at[:10]} {head.at[11:16]} UTC", _MARGIN + 230, 360, 42, _INK),
        ("Hash", _MARGIN, 430, 30, _QUIET),
        ("Key", _MARGIN, 690, 30, _QUIET),
    ]
    told += _grid(head.hash, _MARGIN + 230, 420)
    told += _grid(fingerprint(head.key), _MARGIN + 230, 680)
    told += [
        ("Keep this away from the laptop that it comes from.", _MARGIN, 1584, 30, _QUIET),
        ("Compare: pvstudio ledger verify --head …", _MARGIN, 1630, 30, _QUIET),
    ]
    return told


def _grid(hexadecimal: str, left: int, top: int) -> list[tuple[str, int, int, int, str]]:
    """Return groups of four, four a row, one below the other whatever the letters' widths."""
    groups = in_fours(hexadecimal).split()
    return [(group, left + at % 4 * 170, top + at // 4 * 62, 42, _INK) for at, group in enumerate(groups)]


def _square(head: Head) -> tuple[segno.QRCode, int, int, int]:
    """Return the code, the pixels of one of its squares, and where it stands."""
    code = segno.make_qr(head.code, error="m")
    room = 1560 - 830
    squares = len(code.matrix)
    scale = room // (squares + 2 * _QUIET_SQUARES)
    return code, scale, (_WIDTH - squares * scale) // 2, 830 + (room - squares * scale) // 2


def _page(head: Head, title: str, bench: Path) -> Image.Image:
    try:
        require_letters(title)
    except LettersMissing:
        title = ""  # its id stands below
    letters = [
        Lettering(text=text, language="en", size=size, x=x, y=y, anchor=Anchor.TOP_LEFT, colour=colour)
        for text, x, y, size, colour in _lines(head, title)
        if text
    ]
    with tempfile.TemporaryDirectory(dir=bench, prefix=".head-", suffix=".part") as scratch:
        sheet = Path(scratch) / "letters.png"
        render_letters(letters, width=_WIDTH, height=_HEIGHT, target=sheet)
        with Image.open(sheet) as drawn:
            page = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn.convert("RGBA"))
    code, scale, left, top = _square(head)
    for y, row in enumerate(code.matrix_iter(border=0)):
        for x, dark in enumerate(row):
            if dark:
                page.paste(
                    _INK, (left + x * scale, top + y * scale, left + (x + 1) * scale, top + (y + 1) * scale)
                )
    return page.convert("RGB")


def _png(head: Head, title: str, bench: Path) -> bytes:
    out = BytesIO()
    _page(head, title, bench).quantize(64).save(out, format="PNG", dpi=(_DPI, _DPI), optimize=True)
    return out.getvalue()


def _pdf(head: Head, title: str, bench: Path) -> bytes:
    out = BytesIO()
    _page(head, title, bench).save(out, format="PDF", resolution=_DPI, quality=95)
    return out.getvalue()


def _svg(head: Head, title: str, _bench: Path) -> bytes:
    """Return a page whose letters the viewer draws; its code also stands in it as text."""
    code, scale, left, top = _square(head)
    texts = "".join(
        f'<text x="{x}" y="{y + size}" font-size="{size}" fill="{colour}">{escape(text)}</text>\n'
        for text, x, y, size, colour in _lines(head, title)
    )
    squares = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(code.matrix_iter(border=0))
        for x, dark in enumerate(row)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="105mm" height="148mm" font-family="Noto Sans, DejaVu Sans, sans-serif">\n'
        f"<desc>{escape(head.code)}</desc>\n"
        f'<rect width="100%" height="100%" fill="white"/>\n{texts}'
        f'<path transform="translate({left} {top}) scale({scale})" fill="{_INK}" d="{squares}"/>\n</svg>\n'
    ).encode()
