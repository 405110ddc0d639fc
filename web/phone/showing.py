"""A page of the phone: the template with what every one of them needs."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import current_app, render_template, url_for
from markupsafe import Markup

from consent.notices import words
from pvstudio.languages import direction
from web.pages.notices import picture
from web.phone.wording import phrases, say, spoken_in, tongue
from web.security.visiting import visiting_or_none


def page(template: str, **more: object) -> str:
    """Render *template* in the language of whoever asks: words, drawings, the visit."""
    language = tongue()
    held = {
        "visit": visiting_or_none(),
        "tongue": language,
        "direction": direction(language),
        "said": words(language),
        "say": say,
        "picture": picture,
        "language_name": own_name,
        "direction_of": direction,
        "tongues": spoken_in(),
        "asset": asset,
        "pin_picture": pin_picture,
    }
    return render_template(template, **(held | more))


def own_name(tag: str) -> str:
    """Return a language's name for itself."""
    return phrases(tag).name


def asset(name: str) -> str:
    """Return the address of a file of ours by what is in it: a slow phone fetches it once."""
    return url_for("static", filename=name, v=_mark(Path(current_app.static_folder or "") / name))


@cache
def _mark(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


@cache
def pin_picture(name: str) -> Markup:
    """Return one of the pictures of the picture PIN, as markup."""
    svg = (Path(__file__).parent / "pictures" / f"{name}.svg").read_text("utf-8")
    return Markup(svg.replace("<svg ", '<svg class="drawing" aria-hidden="true" ', 1))  # noqa: S704
