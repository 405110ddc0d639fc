"""What CLDR knows (by Babel): countries, months and days in a reader's language.

A country is kept by its code of ISO 3166 (two letters) where it is known; whatever else somebody wrote stays
as it is written, so that nothing of old records is lost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton

#: Languages in which the name of a country is recognised when it is typed.
_TYPED = (
    "en",
    "bs",
    "sr-Cyrl",
    "sr-Latn",
    "mk",
    "sq",
    "hr",
    "ar",
    "fa",
    "fa-AF",
    "ps",
    "ur",
    "tr",
    "fr",
    "de",
)
#: What CLDR counts among countries, and is none.
_NONE = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
#: What people write, and CLDR does not know.
_SHORT = {
    **dict.fromkeys(("bih", "бих", "bosnia", "bosna", "босна", "البوسنة"), "BA"),
    **dict.fromkeys(("macedonia", "makedonija", "македонија", "maqedonia"), "MK"),
    **dict.fromkeys(("kosova", "kosovo*"), "XK"),
    **dict.fromkeys(("turkey", "turska"), "TR"),
    **dict.fromkeys(("usa", "america"), "US"),
    **dict.fromkeys(("uk", "england", "great britain"), "GB"),
    **dict.fromkeys(("shqipëria", "albanija"), "AL"),
    "czech republic": "CZ",
}


def country_code(text: str) -> str:
    """Return the ISO 3166 code of the country that *text* names in one of many languages; else *text*."""
    return _by_name().get(_plain(text), text)


def country_name(kept: str, language: str) -> str:
    """Return the name of a country in *language* (BCP 47); what is no code, as it is written."""
    return country_names(language).get(kept, kept)


@cache
def country_names(language: str) -> Mapping[str, str]:
    """Return all countries by their codes, in the order of their names in *language*."""
    names = {code: name for code, name in _locale(language).territories.items() if _is_country(code)}
    return dict(sorted(names.items(), key=lambda one: _plain(one[1])))


def month_words(day: date, language: str) -> str:
    """Return the month of *day* with its year: "November 2026"."""
    return format_skeleton("yMMMM", day, locale=_locale(language))


def day_words(day: date, language: str) -> str:
    """Return *day* in words: "1 December 2026" as *language* writes it."""
    return format_date(day, "long", locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    """Return what CLDR has for *language*, or one close to it, or for English."""
    near = {"bs": "bs-Latn", "cnr": "sr-Latn", "sh": "sr-Latn", "en": "en-GB"}
    for tag in (near.get(language, language), language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


@cache
def _by_name() -> Mapping[str, str]:
    found = dict[str, str]()
    for language in _TYPED:
        for code, name in country_names(language).items():
            found.setdefault(_plain(name), code)
            found.setdefault(_plain(code), code)
    known = frozenset(country_names("en"))
    for also, codes in get_global("territory_aliases").items():  # "BIH", "UK"
        if also.isalpha() and len(codes) == 1 and codes[0] in known:
            found.setdefault(_plain(also), codes[0])
    return found | {_plain(name): code for name, code in _SHORT.items()}


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NONE


def _plain(text: str) -> str:
    """Return *text* without what people write in several ways: case, accents, "and"."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    return " ".join("".join(one for one in bare if not unicodedata.combining(one)).split())
