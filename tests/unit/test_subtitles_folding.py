"""Folding: laws that hold for every text, and the pairs of spellings that people expect to be one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.subtitles.folding import fold, folded, words_of
from pvstudio.transliteration import PAIRS, to_cyrillic, to_latin

#: Every script of the workshops, with marks, joiners, digits, and whatever else there is.
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("čćđšžљњџђѓќйяїґЖéİıßǆ ا آأإٱىیيےکكةهہھءـًٌَُِّْٰ١٢۳４\u200c\u200d\u0301\u0327"),
    ),
    max_size=24,
)
SERBIAN = st.lists(st.sampled_from([latin for latin, _cyrillic in PAIRS] + [" "]), max_size=12).map("".join)
ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي "), min_size=1, max_size=12)
ORNAMENTS = st.text(st.sampled_from("\u064b\u064e\u064f\u0650\u0651\u0652\u0670ـ\u200d\u200f"), max_size=3)


@given(TEXTS)
def test_folding_again_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_the_form_of_composition_makes_no_difference(text: str):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(TEXTS)
def test_capitals_make_no_difference(text: str):
    assert fold(text.casefold()) == fold(text)


@given(TEXTS, TEXTS)
def test_each_part_is_folded_by_itself(before: str, after: str):
    if not (after and unicodedata.combining(after[0])):
        assert fold(before + after) == fold(before) + fold(after)


@given(TEXTS)
def test_no_mark_is_left(text: str):
    assert not any(unicodedata.combining(letter) for letter in fold(text))


@given(TEXTS)
def test_the_map_leads_back(text: str):
    """What is found in the folded text stands, folded, in the original at the place that the map says."""
    found = folded(text)
    assert found.text == fold(text)
    assert len(found.starts) == len(found.ends) == len(found.text)
    assert list(found.starts) == sorted(found.starts)
    for start in range(len(found.text)):
        for stop in range(start + 1, len(found.text) + 1):
            left, right = found.span(start, stop)
            assert 0 <= left < right <= len(text)
            assert found.text[start:stop] in fold(text[left:right])


@given(SERBIAN)
def test_latin_and_cyrillic_are_one(letters: str):
    assert fold(to_cyrillic(letters)) == fold(letters) == fold(to_latin(to_cyrillic(letters)))


@given(ARABIC, st.data())
def test_ornaments_make_no_difference(text: str, data: st.DataObject):
    assert fold("".join(letter + data.draw(ORNAMENTS) for letter in text)) == fold(text)


@given(st.integers(0, 10**12), st.sampled_from("٠۰०０๐"))
def test_digits_of_all_scripts_are_one(number: int, zero: str):
    assert fold("".join(chr(ord(zero) + int(digit)) for digit in str(number))) == str(number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ђурђевдан", "djurdjevdan"),
        ("Đurđevdan", "DJURDJEVDAN"),
        ("Џамија у Бихаћу", "dzamija u bihacu"),
        ("Љубљана", "Ljubljana"),
        ("ǆ", "dž"),
        ("Ќерка", "kjerka"),
        ("ѓеврек", "gjevrek"),
        ("ѕвезда", "dzvezda"),
        ("їжак", "jižak"),
        ("гуляй", "guljaj"),
        ("п’ять", "пять"),
        ("çaj me sheqer, ËMBËL", "caj me sheqer, embel"),
        ("IĞDIR", "iğdır"),
        ("Straße", "STRASSE"),
        ("أَحْمَد", "احمد"),
        ("إلى", "الي"),
        ("مدرسة", "مدرسه"),
        ("كتاب", "کتاب"),
        ("عـــراق", "عراق"),
        ("می‌روم", "میروم"),
        ("خانهٔ ما", "خانه ما"),
        ("مسئول", "مسيول"),
        ("لا", "ﻻ"),
        ("ہے", "هي"),
        ("ګران", "گران"),
        ("۱۴۰۳", "1403"),
        ("٢٠٢٦", "2026"),
        ("Cafe\u0301", "café"),
    ],
)
def test_spellings_that_are_one(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("most", "mast"), ("باب", "ناب"), ("ت", "ط"), ("کور", "ګور")])
def test_words_that_are_two(one: str, other: str):
    assert fold(one) != fold(other)


def test_words_of_a_search():
    assert words_of(" Хлеб, hleb  и «СОЛ»_1 ") == ("hleb", "i", "sol", "1")
    assert words_of("…!") == ()
