"""Another language for the phone: two files, and nothing else."""

from __future__ import annotations

import shutil
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from phone_world import phone_of
from web_world import Place

from consent.notices import catalogue
from pvstudio.languages import script_of
from web.phone import wording
from web.phone.wording import phrases, spoken_in

TAGS = sorted(file.stem for file in wording.FOLDER.glob("*.toml"))
#: What the project promises; more may come by files alone.
PROMISED = {"en", "bs-Latn", "sr-Latn", "sr-Cyrl", "mk", "sq", "ar", "fa", "fa-AF", "ps", "ur", "tr", "fr"}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The texts and the phone's words in a folder of the test's own."""
    shutil.copytree(catalogue.HERE, tmp_path / "notices", ignore=shutil.ignore_patterns("*.py", "earlier"))
    shutil.copytree(wording.FOLDER, tmp_path / "words")
    monkeypatch.setattr(catalogue, "HERE", tmp_path / "notices")
    monkeypatch.setattr(wording, "FOLDER", tmp_path / "words")
    _forget()
    yield tmp_path
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (catalogue.packaged, phrases, spoken_in):
        kept.cache_clear()


def add_language(folder: Path, tag: str, name: str, **words: str) -> None:
    texts = (folder / "notices/texts/en.toml").read_text("utf-8")
    texts = texts.replace('language = "en"', f'language = "{tag}"').replace('"written"', '"machine"')
    (folder / f"notices/texts/{tag}.toml").write_text(texts, encoding="utf-8")
    said = "\n".join(f'{key} = "{text}"' for key, text in words.items())
    told = f'language = "{tag}"\nname = "{name}"\n[spoken]\n{said}\n[words]\n'
    (folder / f"words/{tag}.toml").write_text(told, encoding="utf-8")


@pytest.mark.parametrize(("tag", "name", "direction"), [("wo", "Wolof", "ltr"), ("ff-Adlm", "𞤆𞤵𞤤𞤢𞤪", "rtl")])
def test_a_language_is_added_by_files_alone(
    elsewhere: Path, place: Place, tag: str, name: str, direction: str
) -> None:
    add_language(elsewhere, tag, name, pin_enter="Four!")
    phone_of(place)  # her pictures are chosen
    phone = phone_of(place, language=tag)
    offered = phone.get("language").text
    assert f'value="{tag}" lang="{tag}" dir="{direction}"' in offered
    assert name in offered
    half = phone_of(place, language=tag, pin=False).get("pin").text
    assert f'<html lang="{tag}" dir="{direction}">' in half
    assert "<h1>Four!</h1>" in half
    assert (
        '<span lang="en" dir="ltr">Pictures: <bdi>0</bdi> of <bdi>4</bdi></span>' in half
    )  # not yet translated


def test_a_language_without_words_for_the_phone_is_not_offered(elsewhere: Path, place: Place) -> None:
    add_language(elsewhere, "wo", "Wolof")
    (elsewhere / "words/wo.toml").unlink()
    assert 'value="wo"' not in phone_of(place).get("language").text


def test_what_is_promised_is_there() -> None:
    assert set(spoken_in()) >= PROMISED


@pytest.mark.parametrize("tag", TAGS)
def test_a_language_says_all_that_english_says(tag: str) -> None:
    ours, english = phrases(tag), phrases("en")
    assert [*ours.spoken] == [*english.spoken]
    assert [*ours.words] == [*english.words]
    for key in (*english.spoken, *english.words):
        assert _names(ours.get(key)) == _names(english.get(key)), key
        assert ours.get(key) == (ours.get(key) or "").strip(), key


@pytest.mark.parametrize("tag", [tag for tag in TAGS if script_of(tag) != "Latn"])
def test_nothing_is_left_in_latin_letters(tag: str) -> None:
    held = tomllib.loads((wording.FOLDER / f"{tag}.toml").read_text("utf-8"))
    for key, text in (held["spoken"] | held["words"]).items():
        letters = set(text.replace("Wi-Fi", "")) & set(string.ascii_letters)
        inside = {letter for name in _names(text) for letter in name}
        assert letters <= inside, (key, text)


def test_no_words_are_kept_that_nobody_says() -> None:
    web = Path(wording.__file__).parents[1]
    text = "\n".join(file.read_text("utf-8") for file in (*web.rglob("*.py"), *web.rglob("*.html")))
    english = phrases("en")
    unused = [key for key in (*english.spoken, *english.words) if not _is_said(key, text)]
    assert unused == []


def _is_said(key: str, text: str) -> bool:
    """Say whether *text* names *key*, or the beginning that it is put together from ("pin_" ~ picture)."""
    begun = key.rsplit("_", 1)[0] + "_"
    return key in text or any(begun + end in text for end in ("'", '"', "{"))


def _names(text: str | None) -> set[str]:
    return {name for _before, name, _spec, _as in string.Formatter().parse(text or "") if name}
