"""What the texts of every language must hold."""

from __future__ import annotations

import re
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from consent.notices import STAGES, Topic, drawing, languages, notice, words
from consent.notices.catalogue import HERE
from consent.notices.words import GROUPS
from pvstudio.languages import script_of
from pvstudio.transliteration import to_cyrillic

WANTED = {"en", "bs-Latn", "sr-Latn", "sr-Cyrl", "mk", "sq", "ar", "fa", "fa-AF", "ps", "ur", "tr", "fr"}
ALL = [(topic, language) for language in sorted(languages()) for topic in Topic]
SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC"}
#: Letters that a language has and its neighbour, with which it is easily mixed up, has not.
OWN_LETTERS = {"ps": "ښډړځېۍ", "ur": "ٹڈڑےں", "fa": "پچگ", "fa-AF": "پچگ", "mk": "ќ", "sr-Cyrl": "ђћ"}


def said(language: str) -> list[str]:
    """Every text of a language that people see."""
    found = [text for group in GROUPS for text in words(language).group(group).values()]
    for topic in Topic:
        shown = notice(topic, language)
        asked = shown.teach_back
        found += [shown.title, *(card.text for card in shown.cards)]
        found += [asked.question, *(choice.text for choice in asked.choices)] if asked else []
    return found


def test_all_languages_are_there():
    assert set(languages()) >= WANTED  # more may come by files alone
    assert languages()[0] == "en"


@pytest.mark.parametrize(("topic", "language"), ALL)
def test_a_notice_has_the_cards_of_english(topic: Topic, language: str):
    ours, english = notice(topic, language), notice(topic, "en")
    assert [card.drawing for card in ours.cards] == [card.drawing for card in english.cards]
    assert (ours.teach_back is not None) is (topic in STAGES)
    if ours.teach_back and english.teach_back:
        assert ours.teach_back.right == english.teach_back.right
        drawn = [[one.drawing for one in asked.choices] for asked in (ours.teach_back, english.teach_back)]
        assert drawn[0] == drawn[1]
    for card in ours.cards:
        assert len(card.text) <= 140, card.text
        assert 1 <= len(re.findall(r"[.?!؟۔](?=\s|$|[”“»’])", card.text)) <= 2, card.text


@pytest.mark.parametrize("language", sorted(languages()))
def test_the_script_is_the_language_s_own(language: str):
    script = SCRIPTS[script_of(language)]
    for text in said(language):
        letters = [letter for letter in text if unicodedata.category(letter).startswith("L")]
        assert letters, text
        assert all(unicodedata.name(letter).startswith(script) for letter in letters), text
        # Nothing unseen that turns the order of letters about; the zero-width non-joiner is Persian's.
        unseen = {letter for letter in text if unicodedata.category(letter) in {"Cf", "Cc", "Co", "Cn"}}
        assert unseen <= {"\u200c"}, text
        assert unicodedata.normalize("NFC", text) == text
    assert set(OWN_LETTERS.get(language, "")) <= set(" ".join(said(language)))


def test_arabic_letters_of_persian_are_not_those_of_arabic():
    """Keyboards mix up two kinds of k and y that look alike and are found by no search."""
    for language in ("fa", "fa-AF", "ps", "ur"):
        assert not set("كي" if language != "ps" else "ك") & set(" ".join(said(language)))


@pytest.mark.parametrize("language", sorted({*languages()} - {"en", "sr-Cyrl"}))
def test_nothing_is_left_in_english(language: str):
    same = {one for one in said(language) if one in said("en") and len(one) > 8}
    assert not same


def test_dari_is_not_persian():
    persian, dari = said("fa"), said("fa-AF")
    differing = sum(one != other for one, other in zip(persian, dari, strict=True))
    assert differing > 0.8 * len(persian)
    assert "فلم" in " ".join(dari)
    assert "فیلم" not in " ".join(dari)


def test_serbian_in_cyrillic_is_serbian_in_latin():
    assert said("sr-Cyrl") == [to_cyrillic(text) for text in said("sr-Latn")]


def test_bosnian_is_not_serbian():
    assert said("bs-Latn") != said("sr-Latn")
    assert not re.search(r"\b(dete|gde|mesto|uvek|pre)\b", " ".join(said("bs-Latn")))


@pytest.mark.parametrize("file", sorted((HERE / "drawings").glob("*.svg")), ids=lambda file: file.stem)
def test_a_drawing_is_lines_alone(file: Path):
    root = ET.fromstring(file.read_text("utf-8"))
    assert root.get("viewBox") == "0 0 96 96"
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in {
            "svg", "g", "path", "circle", "rect", "ellipse",
        }  # fmt: skip
        assert not (element.text or "").strip()
        assert {element.get("stroke"), element.get("fill")} <= {None, "none", "currentColor"}
        assert not [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118


def test_every_drawing_is_used():
    used = {name for topic in Topic for name in notice(topic, "en").drawings}
    assert used == {file.stem for file in (HERE / "drawings").glob("*.svg")}
    assert all(drawing(name).is_file() for name in used)


def test_the_keys_of_the_files_are_in_the_order_of_english():
    """A translator reads the files side by side."""

    def order(file: Path) -> list[tuple[str, ...]]:
        values = tomllib.loads(file.read_text("utf-8"))
        return [(name, *(table if isinstance(table, dict) else ())) for name, table in values.items()]

    files = sorted((HERE / "texts").glob("*.toml"))
    assert len({tuple(order(file)) for file in files}) == 1
