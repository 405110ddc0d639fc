"""Bytes of subtitle files to text. Old files name no encoding; a language is the best hint."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from pvstudio.languages import script_of, subtags
from pvstudio.subtitles.errors import SubtitlesUnreadable

#: Longest subtitle file that is read, in bytes: 10,000 cues are about 1 MB.
LARGEST = 20 << 20

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Windows code pages, in which most old subtitles of these scripts and languages are.
_PAGES_BY_SCRIPT = {"Cyrl": "cp1251", "Arab": "cp1256", "Hebr": "cp1255", "Grek": "cp1253", "Thai": "cp874"}
_PAGES_BY_LANGUAGE = dict.fromkeys(
    ("bs", "cnr", "cs", "hr", "hu", "pl", "ro", "sh", "sk", "sl", "sq", "sr"), "cp1250"
)
_PAGES_BY_LANGUAGE |= {"tr": "cp1254", "az": "cp1254", "vi": "cp1258", "lt": "cp1257", "lv": "cp1257"}
_PAGES = ("cp1250", "cp1251", "cp1252", "cp1254", "cp1256", "utf_16_le", "utf_16_be")


def decode(data: bytes, *, name: str, language: str | None = None) -> tuple[str, str]:
    """Return the text of *data* and its encoding: by its mark, as UTF-8, by *language*, else by its letters.

    Raises :class:`SubtitlesUnreadable` when it is no text; *name* is what its owner called it.
    """
    if len(data) > LARGEST:
        raise SubtitlesUnreadable(name, f"it is larger than {LARGEST >> 20} MB")
    for encoding in _plain(data):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    if language is not None and b"\0" not in data:
        page = _page(language)
        try:
            return data.decode(page), page
        except UnicodeDecodeError:
            pass  # not in its usual code page: look at the letters
    found = from_bytes(data, cp_isolation=list(_PAGES)).best()
    if found is None:
        raise SubtitlesUnreadable(name, "it is no text, or in an encoding that nobody recognises")
    return str(found), found.encoding


def _plain(data: bytes) -> list[str]:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    return [marked] if marked else ["utf-8"]


def _page(language: str) -> str:
    by_script = _PAGES_BY_SCRIPT.get(script_of(language))
    return by_script or _PAGES_BY_LANGUAGE.get(subtags(language)[0], "cp1252")
