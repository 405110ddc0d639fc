"""Pages become PDF: with our fonts, without a network, and honestly where that cannot be."""

import re
import zlib
from xml.etree import ElementTree as ET

import pytest

from pvstudio import printing
from pvstudio.printing import PrintingUnavailable, pdf

PAGE = (
    '<!doctype html><html lang="ar" dir="rtl"><style>'
    'body{{font:12pt "Noto Sans","Noto Sans Arabic"}}</style>{}'
)


def streams(made: bytes) -> bytes:
    """Return everything that is squeezed in a PDF, after another."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    out = []
    for one in found:
        try:
            out.append(zlib.decompress(one))
        except zlib.error:
            out.append(one)
    return b"\n".join(out)


@pytest.mark.slow
def test_arabic_and_cyrillic_come_in_our_fonts():
    made = pdf(PAGE.format("<p>دليل النقاش</p><p lang=sr dir=ltr>Љубав</p>"))
    assert made.startswith(b"%PDF-")
    held = made + streams(made)
    assert b"Noto-Sans-Arabic" in held
    assert re.search(rb"Noto-Sans(?!-Arabic)", held)
    assert b"/StructTreeRoot" in held  # what screen readers go by


@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere_or_from_the_disk(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"not a picture, but it must not even be opened")
    asked = PAGE.format(f'<img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png"><p>still here</p>')
    assert pdf(asked).startswith(b"%PDF-")
    assert b"secret" not in streams(pdf(asked))


def test_where_pango_is_missing_it_says_so(monkeypatch):
    def missing(*_):
        raise PrintingUnavailable("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(printing, "_engine", missing)
    assert not printing.can_print()
    with pytest.raises(PrintingUnavailable, match="libpango") as refused:
        pdf(PAGE.format(""))
    assert "browser" in refused.value.advice


def test_what_somebody_typed_runs_its_own_way():
    page = ET.fromstring(
        '<p dir="rtl"><bdi>10:00, lunch</bdi><bdi>1 نور</bdi><b dir="auto">נור</b><bdi dir="rtl">a</bdi></p>'
    )
    printing._turn(page)
    assert [one.get("dir") for one in page] == ["ltr", "rtl", "rtl", "rtl"]
