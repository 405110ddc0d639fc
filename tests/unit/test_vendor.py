"""What others wrote and we ship is byte for byte what was locked, with its licences, and pages can use it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "web/static"
PAGES = "workflows/screening_kits/pages/vendor"

#: Letters that pages of each language need.
LETTERS = {
    "en": "AZaz’“”…",
    "sr-Latn": "čćđžšČĆĐŽŠ„“",
    "sr-Cyrl": "љњћђџЉЊЋЂЏјЈ",
    "mk": "ѓќѕЃЌЅѐѝ",
    "sq": "ëçËÇ",
    "tr": "ğışİĞŞ",
    "fr": "œéàçŒ«»",
    "uk": "ґєіїҐЄІЇ",
    "ru": "ёыэъЁЫЭЪ№",
    "ar": "أبتةؤئى٠١٢،؛؟ًٌٍ",
    "fa": "پچژگکی۰۱۲۹\u200c",
    "ps": "ټډړښځڅېۍ",
    "ur": "ٹڈڑںےہھ",
}


@pytest.fixture(scope="module")
def vendor() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_tool", ROOT / "tools/vendor.py")
    assert spec
    assert spec.loader
    module = sys.modules["vendor_tool"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(vendor: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of everything vendored, to break."""
    for name in ("web/static/vendor", "tests/browser/vendor", PAGES, "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(STATIC / "icons.svg", tmp_path / "web/static/icons.svg")
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "LOCK", tmp_path / "tools/vendor.sha256")
    assert vendor.faults() == []
    return tmp_path


def test_everything_is_as_locked(vendor: ModuleType):
    assert vendor.faults() == []


def test_a_changed_byte_is_found(vendor: ModuleType, copy: Path):
    htmx = copy / "web/static/vendor/htmx/htmx.min.js"
    content = bytearray(htmx.read_bytes())
    content[1000] ^= 1
    htmx.write_bytes(content)
    assert vendor.faults() == ["web/static/vendor/htmx/htmx.min.js is not what was locked"]


def test_a_strange_file_is_found(vendor: ModuleType, copy: Path):
    (copy / "web/static/vendor/tus/more.js").write_text("fetch('https://example.org')")
    (copy / "web/static/vendor/more").mkdir()
    (copy / "web/static/vendor/more/more.js").write_text("alert(1)")
    assert vendor.faults() == [
        "web/static/vendor/more/more.js is of no package",
        "web/static/vendor/tus/more.js is of no package",
    ]


def test_a_file_that_is_gone_is_found(vendor: ModuleType, copy: Path):
    (copy / "web/static/icons.svg").unlink()
    assert vendor.faults() == ["web/static/icons.svg is missing"]


def test_a_file_outside_the_lock_is_found(vendor: ModuleType, copy: Path):
    lock = copy / "tools/vendor.sha256"
    lock.write_text(
        "".join(line for line in lock.read_text().splitlines(keepends=True) if "axe.min" not in line)
    )
    assert "tests/browser/vendor/axe/axe.min.js is in the list or the lock alone" in vendor.faults()


def test_each_package_brings_its_licence(vendor: ModuleType):
    packages = vendor.packages()
    assert len(packages) == 10
    for package in packages:
        assert any(path.name == "LICENSE" for path in package.targets()), package.name
        assert package.licence, package.name
        assert package.integrity.startswith("sha512-"), package.name


def test_a_changed_byte_of_a_bundle_is_found(vendor: ModuleType, copy: Path):
    [bundle] = vendor.bundles()
    assert set(bundle.packages) <= {package.name for package in vendor.packages()}
    (copy / bundle.into).write_text("fetch('https://example.org')")
    assert vendor.faults() == [f"{bundle.into} is not what was locked"]


def test_an_archive_that_is_another_is_refused(vendor: ModuleType, monkeypatch: pytest.MonkeyPatch):
    """The registry (here: a stand-in for npm that packs something else) is not believed."""

    def pack(command: list[str], **_: object) -> None:
        (Path(command[command.index("--pack-destination") + 1]) / "htmx.tgz").write_bytes(b"another archive")

    monkeypatch.setattr(vendor.shutil, "which", lambda name: name)
    monkeypatch.setattr(vendor.subprocess, "run", pack)
    with pytest.raises(vendor.NotAsPromised, match=r"htmx\.org 4\.0\.1 came as"):
        vendor.fetch(vendor.packages()[0])


def test_each_icon_is_drawn(vendor: ModuleType):
    listed = next(package.icons for package in vendor.packages() if package.icons)
    drawn = ET.parse(STATIC / "icons.svg").getroot()
    symbols = {each.get("id"): list(each) for each in drawn if each.tag.endswith("symbol")}
    assert set(symbols) == set(listed)
    assert all(symbols.values()), "a symbol without a line"


def test_every_icon_that_a_page_asks_for_is_drawn(vendor: ModuleType):
    drawn = next(package.icons for package in vendor.packages() if package.icons)
    templates = ROOT / "web/templates"
    phone = {*(templates / "phone").rglob("*.html")}
    poster = {"invitation"}  # the drawing of papers, on the pages that a poster leads to
    asked = _icons(page for page in templates.rglob("*.html") if page not in phone)
    assert asked - poster <= {*drawn}
    assert (ROOT / "workflows/papers/drawings/invitation.svg").exists()
    signs = re.findall(r"^\"(\w+)\": '<", (templates / "phone/m.html").read_text(), re.MULTILINE)
    assert _icons(phone) <= {*signs}  # a phone fetches no sprite


def _icons(pages: Iterable[Path]) -> set[str]:
    return {name for page in pages for name in re.findall(r"""\bicon\(["']([^"']+)""", page.read_text())}


def test_every_font_that_the_sheet_names_is_there():
    sheet = (STATIC / "fonts.css").read_text(encoding="utf-8")
    named = {STATIC / path for path in re.findall(r'url\("([^"]+)"\)', sheet)}
    assert named == set((STATIC / "vendor").rglob("*.woff2"))


@pytest.mark.parametrize("weight", ["400", "700"])
@pytest.mark.parametrize("language", LETTERS)
def test_every_letter_has_a_font(language: str, weight: str):
    sheet = (STATIC / "fonts.css").read_text(encoding="utf-8")
    faces = [face for face in sheet.split("@font-face")[1:] if f"font-weight: {weight};" in face]
    spans = [span for face in faces for span in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)]
    covered = [(int(first, 16), int(last or first, 16)) for first, last in spans]
    missing = [letter for letter in LETTERS[language] if not any(a <= ord(letter) <= b for a, b in covered)]
    assert missing == []
