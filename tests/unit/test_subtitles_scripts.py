"""Names, directions, codes and scripts of languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.languages import LANGUAGES, direction, iso639_2, language_name, script_of, subtags
from pvstudio.subtitles.bidi import marked_lines, unmarked
from pvstudio.subtitles.errors import UnknownScript
from pvstudio.subtitles.fonts import font_for, missing_letters
from pvstudio.subtitles.scripts import rewritten
from pvstudio.transliteration import PAIRS, in_script, to_cyrillic, to_latin


@pytest.mark.parametrize(
    ("tag", "name", "code", "way", "script"),
    [
        ("bs", "bosanski", "bos", "ltr", "Latn"),
        ("sr", "српски", "srp", "ltr", "Cyrl"),
        ("sr-Latn", "srpski", "srp", "ltr", "Latn"),
        ("sr-Cyrl-RS", "српски", "srp", "ltr", "Cyrl"),
        ("fa-AF", "دری", "fas", "rtl", "Arab"),
        ("prs", "دری", "fas", "rtl", "Arab"),
        ("FA_IR", "فارسی", "fas", "rtl", "Arab"),
        ("ku", "kurdî", "kur", "ltr", "Latn"),
        ("ku-Arab", "کوردی", "kur", "rtl", "Arab"),
        ("ckb", "کوردیی ناوەندی", "kur", "rtl", "Arab"),
        ("sq", "shqip", "sqi", "ltr", "Latn"),
        ("de-CH", "Deutsch", "deu", "ltr", "Latn"),
        ("ar-Latn", "العربية", "ara", "ltr", "Latn"),
        ("tlh", "tlh", "tlh", "ltr", "Latn"),
        ("x-private", "x-private", "und", "ltr", "Latn"),
    ],
)
def test_languages(tag: str, name: str, code: str, way: str, script: str) -> None:
    assert (language_name(tag), iso639_2(tag), direction(tag), script_of(tag)) == (name, code, way, script)


def test_every_row_has_a_code_that_mp4_holds_and_a_name() -> None:
    for tag, row in LANGUAGES.items():
        assert len(row.iso639_2) == 3
        assert row.iso639_2.isascii()
        assert row.iso639_2.islower()
        assert row.name
        assert subtags(tag)[0] == tag.split("-")[0]


@pytest.mark.parametrize(
    "tag", ["ar", "fa", "fa-AF", "ur", "ps", "ckb", "ku", "sr-Cyrl", "mk", "sq", "bs", "tr", "uk", "hi"]
)
def test_fonts_hold_the_names_of_languages(tag: str) -> None:
    assert missing_letters(language_name(tag)) == frozenset()
    assert font_for(tag).folder.is_dir()


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Ljubav, Njegoš i džep; LJUBAV, NJEGOŠ, DŽEP", "Љубав, Његош и џеп; ЉУБАВ, ЊЕГОШ, ЏЕП"),
        (
            "Injekcija, konjunktura, nadživeti, odžaliti, Tanjug",
            "Инјекција, конјунктура, надживети, оджалити, Танјуг",
        ),
        ("konj, panj, ljuljaška, žedž", "коњ, пањ, љуљашка, жеџ"),
        ("đak, ćerka, čaj, šuma, žito", "ђак, ћерка, чај, шума, жито"),
        ("www.mreza.ba i ime@mreza.ba na Twitteru", "www.mreza.ba и ime@mreza.ba на Twitteru"),
    ],
)
def test_serbian_in_both_scripts(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic
    assert to_latin(cyrillic) == latin


@given(st.text("".join(cyrillic + cyrillic.upper() for _latin, cyrillic in PAIRS) + " ,.!", max_size=30))
def test_cyrillic_to_latin_leaves_no_cyrillic_and_is_stable(text: str) -> None:
    latin = to_latin(text)
    assert not any("\u0400" <= letter <= "\u04ff" for letter in latin)
    assert to_latin(latin) == latin
    assert to_latin(to_cyrillic(latin)).lower() == latin.lower()


def test_only_languages_with_two_scripts_change() -> None:
    assert in_script("Здраво", "sr-Latn") == "Zdravo"
    assert in_script("Zdravo", "sr-Cyrl") == "Здраво"
    assert in_script("Здраво", "bs") == "Zdravo"
    assert in_script("Hello", "en") == "Hello"
    assert rewritten("Dobar dan", "bs", "sr-Cyrl") == "Добар дан"
    for source, target in (("en", "sr-Cyrl"), ("sr", "mk"), ("ar", "ar-Latn")):
        with pytest.raises(UnknownScript):
            rewritten("x", source, target)


def test_lines_are_marked_by_their_languages_direction() -> None:
    assert marked_lines("Una هو نهر.\nنعم", "ar") == ["\u200fUna هو نهر.", "\u200fنعم"]
    assert marked_lines("أميرة lives here.\nYes", "en") == ["\u200eأميرة lives here.", "Yes"]
    assert unmarked("\u200fنعم\n\u200eyes") == "نعم\nyes"
