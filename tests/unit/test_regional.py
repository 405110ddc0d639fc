"""Countries are known by many names and kept by one code; days are said as languages write them."""

from __future__ import annotations

from datetime import date

import pytest

from pvstudio.regional import country_code, country_name, country_names, day_words, month_words

BOSNIA = (
    *("BA", "ba", "BIH", "BiH", "Bosnia", " bosnia ", "Bosnia and Herzegovina", "Bosnia & Herzegovina"),
    *("Bosna i Hercegovina", "Босна и Херцеговина", "البوسنة والهرسك", "Bosnjë-Hercegovinë"),
)


@pytest.mark.parametrize("typed", BOSNIA)
def test_a_country_is_recognised(typed: str) -> None:
    assert country_code(typed) == "BA"


@pytest.mark.parametrize("typed", ["", "Mars", "=1+1", "Una-Sana canton", "EU", "ZZ"])
def test_what_is_no_country_stays_as_it_was_typed(typed: str) -> None:
    assert country_code(typed) == typed
    assert country_name(typed, "ar") == typed


def test_every_name_that_is_offered_is_recognised() -> None:
    for language in ("en", "bs", "sr-Cyrl", "mk", "sq", "ar"):
        for code, name in country_names(language).items():
            assert country_code(name) == code, (language, name)


def test_a_language_that_cldr_lacks_reads_english() -> None:
    assert country_name("BA", "rom") == "Bosnia & Herzegovina"
    assert country_name("BA", "sr-Latn") == "Bosna i Hercegovina"
    assert day_words(date(2026, 12, 1), "en") == "1 December 2026"
    assert month_words(date(2026, 11, 30), "sq") == "nëntor 2026"
