"""What a download is called: so that who has three of them sees which is which, and no name does harm."""

from __future__ import annotations

import unicodedata
from datetime import date
from urllib.parse import quote

from pvstudio.transliteration import to_latin

#: So short that title, day and id still fit everywhere (255 bytes, four a letter).
_LONGEST = 40


def attachment(title: str, day: date, id_: str, suffix: str) -> str:
    """Return the header ``Content-Disposition`` (RFC 6266) of a download: *title*, *day*, and *id_* in short.

    Whatever is neither letter nor digit becomes a hyphen, so no name leaves its folder, turns about what is
    read, or is one that Windows keeps for itself; old browsers get the same in letters of ASCII.
    """
    short = _plain("-".join(id_.split("-")[:1] + [part[:8] for part in id_.split("-")[1:]]))
    told = [_joined(name) for name in (_plain(title), title)]
    ascii_name, name = (f"{'-'.join(filter(None, (one, str(day), short)))}.{suffix}" for one in told)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def _plain(text: str) -> str:
    """Return *text* in letters of ASCII, where these can be told; what is left out leaves nothing."""
    apart = unicodedata.normalize("NFKD", to_latin(text))
    return _joined("".join(letter for letter in apart if letter.isascii()))


def _joined(text: str) -> str:
    """Return what of *text* is letters, their marks and digits, with hyphens for the rest."""
    kept = [letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text]
    return "-".join("".join(kept).split())[:_LONGEST].strip("-")
