"""The words of the interface, in the language of whoever reads them.

Catalogues are .po files, read as they are. Serbian is written once, in Cyrillic; Latin is made from it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, g, has_request_context, request

from pvstudio.languages import direction
from pvstudio.transliteration import to_latin

FOLDER = Path(__file__).parent.parent / "translations"
COOKIE = "language"
#: The languages of the interface, each in its own script (never flags).
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "bs": "Bosanski / Srpski",
    "sr-Cyrl": "Српски",
    "mk": "Македонски",
    "sq": "Shqip",
    "ar": "العربية",
}
#: What browsers ask for, and what we have for it.
_NEAR = {
    **dict.fromkeys(("bs", "hr", "sr-latn", "sr-latn-rs", "sr-me", "cnr", "sh", "bs-latn"), "bs"),
    **dict.fromkeys(("sr", "sr-rs", "sr-cyrl", "sr-cyrl-rs", "bs-cyrl"), "sr-Cyrl"),
}


def gettext(message: str, /, **values: object) -> str:
    """Return *message* in the reader's language, with {names} filled in."""
    return _filled(_catalogue(language()).ugettext(message), values)


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the words for *n* things, which is {n} in them."""
    return _filled(_catalogue(language()).ungettext(one, many, n), {"n": n, **values})


_ = gettext


def lazy(message: str, /, **values: object) -> Any:
    """Return words that are looked up when they are shown: for constants."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def language() -> str:
    """Return the language of this request: the account's, the browser's choice here, what it asks for."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        g.language = _asked_for()
    found: str = g.language
    return found


def teach(app: Flask) -> None:
    """Let templates speak."""
    app.jinja_env.globals.update(
        _=gettext,
        gettext=gettext,
        ngettext=ngettext,
        ui_language=language,
        LANGUAGES=LANGUAGES,
        direction_of=direction,
    )


def known(tag: str) -> str | None:
    """Return the language of the interface that is meant by *tag*, as browsers write it, or None."""
    lower = tag.strip().lower()
    by_lower = {one.lower(): one for one in LANGUAGES}
    return (
        by_lower.get(lower)
        or _NEAR.get(lower)
        or by_lower.get(lower.split("-")[0])
        or _NEAR.get(lower.split("-")[0])
    )


def _asked_for() -> str:
    from web.security.session import signed_in_or_none

    account = signed_in_or_none()
    wishes = [request.cookies.get(COOKIE, ""), account.language if account else ""]
    wishes += [tag for tag, _quality in request.accept_languages]
    return next((found for wish in wishes if wish and (found := known(wish))), "en")


@cache
def _catalogue(tag: str) -> NullTranslations:
    file = FOLDER / f"{'sr-Cyrl' if tag == 'bs' else tag}.po"
    if tag == "en" or not file.exists():
        return NullTranslations()
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale="sr" if tag in {"bs", "sr-Cyrl"} else tag)
    if tag == "bs":
        for message in catalogue:
            if message.id:
                words = message.string
                message.string = (
                    to_latin(words) if isinstance(words, str) else tuple(map(to_latin, words or ()))
                )
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _filled(text: str, values: Mapping[str, object]) -> str:
    return text.format(**values) if values else text
