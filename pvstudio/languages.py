"""Languages by BCP 47 tag: own name, script, direction, code inside MP4.

A tag is ``language[-Script][-REGION]`` ("sr-Latn", "fa-AF"); letters' case does not matter.
Names are as their speakers write them (CLDR's autonyms). MP4 holds ISO 639-2/T codes only: three
letters, and none for what ISO 639-2 does not tell apart, so Dari (prs in 639-3) travels as ``fas``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

#: Scripts that run from right to left.
RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})


@dataclass(frozen=True, slots=True)
class Language:
    """One row: *name* in its own script, *iso639_2*/T, usual *script* (ISO 15924)."""

    name: str
    iso639_2: str
    script: str = "Latn"


#: By language, or by language with script or region where that changes the row.
LANGUAGES = {
    "am": Language("አማርኛ", "amh", "Ethi"),
    "ar": Language("العربية", "ara", "Arab"),
    "az": Language("azərbaycan", "aze"),
    "be": Language("беларуская", "bel", "Cyrl"),
    "bg": Language("български", "bul", "Cyrl"),
    "bn": Language("বাংলা", "ben", "Beng"),
    "bs": Language("bosanski", "bos"),
    "bs-cyrl": Language("босански", "bos", "Cyrl"),
    "ca": Language("català", "cat"),
    "ckb": Language("کوردیی ناوەندی", "kur", "Arab"),
    "cnr": Language("crnogorski", "cnr"),
    "cnr-cyrl": Language("црногорски", "cnr", "Cyrl"),
    "cs": Language("čeština", "ces"),
    "da": Language("dansk", "dan"),
    "de": Language("Deutsch", "deu"),
    "el": Language("Ελληνικά", "ell", "Grek"),
    "en": Language("English", "eng"),
    "es": Language("español", "spa"),
    "et": Language("eesti", "est"),
    "fa": Language("فارسی", "fas", "Arab"),
    "fa-af": Language("دری", "fas", "Arab"),
    "fi": Language("suomi", "fin"),
    "fr": Language("français", "fra"),
    "ha": Language("Hausa", "hau"),
    "he": Language("עברית", "heb", "Hebr"),
    "hi": Language("हिन्दी", "hin", "Deva"),
    "hr": Language("hrvatski", "hrv"),
    "hu": Language("magyar", "hun"),
    "hy": Language("հայերեն", "hye", "Armn"),
    "id": Language("Indonesia", "ind"),
    "it": Language("italiano", "ita"),
    "ja": Language("日本語", "jpn", "Jpan"),
    "ka": Language("ქართული", "kat", "Geor"),
    "kmr": Language("kurdî (kurmancî)", "kur"),
    "ko": Language("한국어", "kor", "Kore"),
    "ku": Language("kurdî", "kur"),
    "ku-arab": Language("کوردی", "kur", "Arab"),
    "ln": Language("lingála", "lin"),
    "lt": Language("lietuvių", "lit"),
    "lv": Language("latviešu", "lav"),
    "mk": Language("македонски", "mkd", "Cyrl"),
    "mt": Language("Malti", "mlt"),
    "ne": Language("नेपाली", "nep", "Deva"),
    "nl": Language("Nederlands", "nld"),
    "no": Language("norsk", "nor"),
    "pa": Language("ਪੰਜਾਬੀ", "pan", "Guru"),
    "pa-arab": Language("پنجابی", "pan", "Arab"),
    "pl": Language("polski", "pol"),
    "prs": Language("دری", "fas", "Arab"),
    "ps": Language("پښتو", "pus", "Arab"),
    "pt": Language("português", "por"),
    "ro": Language("română", "ron"),
    "rom": Language("romani čhib", "rom"),
    "ru": Language("русский", "rus", "Cyrl"),
    "sd": Language("سنڌي", "snd", "Arab"),
    "sk": Language("slovenčina", "slk"),
    "sl": Language("slovenščina", "slv"),
    "so": Language("Soomaali", "som"),
    "sq": Language("shqip", "sqi"),
    "sr": Language("српски", "srp", "Cyrl"),
    "sr-latn": Language("srpski", "srp"),
    "sv": Language("svenska", "swe"),
    "sw": Language("Kiswahili", "swa"),
    "ta": Language("தமிழ்", "tam", "Taml"),
    "tg": Language("тоҷикӣ", "tgk", "Cyrl"),
    "th": Language("ไทย", "tha", "Thai"),
    "ti": Language("ትግርኛ", "tir", "Ethi"),
    "tk": Language("türkmençe", "tuk"),
    "tr": Language("Türkçe", "tur"),
    "ug": Language("ئۇيغۇرچە", "uig", "Arab"),
    "uk": Language("українська", "ukr", "Cyrl"),
    "ur": Language("اردو", "urd", "Arab"),
    "uz": Language("oʻzbekcha", "uzb"),
    "uz-cyrl": Language("ўзбекча", "uzb", "Cyrl"),
    "vi": Language("Tiếng Việt", "vie"),
    "yi": Language("ייִדיש", "yid", "Hebr"),
    "zh": Language("中文", "zho", "Hans"),
}


#: Other codes of the same languages: ISO 639-3, and ISO 639-2/B where it differs from /T.
_ALSO = {
    "alb": "sq", "arb": "ar", "arm": "hy", "chi": "zh", "cze": "cs", "dut": "nl", "fre": "fr", "geo": "ka",
    "ger": "de", "gre": "el", "mac": "mk", "per": "fa", "pes": "fa", "prs": "fa-AF", "rum": "ro",
    "slo": "sk",
}  # fmt: skip

#: Languages under the tag of all of them.
_AMONG = {"ckb": "ku", "kmr": "ku"}


def subtags(tag: str) -> tuple[str, str | None, str | None]:
    """Split *tag* into language, script and region: ``"sr-Latn-RS"`` is ``("sr", "Latn", "RS")``."""
    language, *rest = tag.replace("_", "-").split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    region = next((part.upper() for part in rest if len(part) == 2 or part.isdigit()), None)
    return language.lower(), script, region


def row(tag: str) -> Language | None:
    """Return what is known of *tag*, by script first, then by region, then by language alone."""
    language, script, region = subtags(tag)
    for more in (script, region):
        if more and (found := LANGUAGES.get(f"{language}-{more.lower()}")):
            return found
    return LANGUAGES.get(language)


@lru_cache(maxsize=256)
def canonical(tag: str) -> str | None:
    """Return *tag* as it is written here ("SRP_latn" is ``sr-Latn``, "prs" is ``fa-AF``), None if unknown.

    Names of languages are no tags: "Serbian" and "dari" are None. A region stays only where it makes
    another language of it.
    """
    language, *rest = tag.strip().replace("_", "-").lower().split("-")
    by_iso = {known.iso639_2: each for each, known in LANGUAGES.items() if len(each) == 2}
    _x, script, region = subtags("-".join(["x", *rest]))
    if len(rest) != sum(part is not None for part in (script, region)):
        return None
    language, *also = (_ALSO.get(language) or by_iso.get(language) or language).split("-")
    region = next(iter(also), region)
    if region and f"{language}-{region}".lower() not in LANGUAGES:
        region = None
    return "-".join(filter(None, (language, script, region))) if language in LANGUAGES else None


def covers(tag: str, other: str) -> bool:
    """Tell whether whoever leaves out *tag* leaves out *other*, by whatever code each is named.

    "sr" is "sr-Latn", too, and "ku" is "ckb"; to be safe "sr-Latn" is also a plain "sr".
    """
    one, two = ((canonical(each) or each).casefold() for each in (tag, other))
    return one in {two, _AMONG.get(two)} or two.startswith(f"{one}-") or one.startswith(f"{two}-")


def language_name(tag: str) -> str:
    """Return the language's name for itself, in its own script; the tag where we do not know it."""
    known = row(tag)
    return known.name if known else tag


def iso639_2(tag: str) -> str:
    """Return the code that MP4 carries (ISO 639-2/T); ``und`` where there is none."""
    known = row(tag)
    if known:
        return known.iso639_2
    language = subtags(tag)[0]
    return language if len(language) == 3 and language.isalpha() and language.isascii() else "und"


def script_of(tag: str) -> str:
    """Return the ISO 15924 script: the tag's own, else the one that its speakers mostly write."""
    known = row(tag)
    return subtags(tag)[1] or (known.script if known else "Latn")


def is_right_to_left(tag: str) -> bool:
    """Tell whether lines of *tag* start at the right."""
    return script_of(tag) in RIGHT_TO_LEFT


def direction(tag: str) -> str:
    """Return ``rtl`` or ``ltr``, as HTML's ``dir`` has it."""
    return "rtl" if is_right_to_left(tag) else "ltr"
