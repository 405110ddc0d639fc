"""What forms of the builder hold: letters, lines, grounds, seconds. Anything else is a bad request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from flask import request
from werkzeug.exceptions import BadRequest

from pvstudio.editing.reading import is_language
from pvstudio.editing.recipe import (
    Background,
    CardKind,
    Credits,
    CreditStyle,
    Line,
    Opening,
    Part,
    Transition,
    TransitionKind,
)
from pvstudio.errors import NotFound
from web.forms import chosen, text
from web.wording.i18n import _


def read_card() -> Callable[[Part], Part]:
    """Read the letters of a part from the form."""
    kind, seconds, fade = chosen(CardKind, "card"), milliseconds("card_seconds"), _fade()
    title, name, place = text("title"), text("name"), text("place")
    tag, name_tag, ground = text("language"), text("name_language"), _background()

    def lettered(part: Part) -> Part:
        return replace(
            part,
            card=kind,
            card_ms=part.card_ms if seconds is None else seconds,
            background=ground,
            transition=fade,
            title=title,
            name=name,
            place=place,
            language=tag or part.language,
            name_language=name_tag or part.name_language,
        )

    return lettered


def read_opening() -> Opening | None:
    """Read the opening from the form; None where there shall be none."""
    if not request.form.get("opening"):
        return None
    ms = milliseconds("opening_seconds")
    return Opening(
        lines=_lines("opening_lines", text("opening_language")),
        ms=5000 if ms is None else ms,
        background=_background("opening_"),
    )


def read_credits() -> Credits | None:
    """Read the credits from the form; None where there shall be none."""
    if not request.form.get("credits"):
        return None
    tag, ms = text("credits_language"), milliseconds("credits_seconds")
    return Credits(
        title=text("credits_title"),
        language=tag,
        lines=_lines("credits_lines", tag),
        style=chosen(CreditStyle, "credits_style"),
        participants=bool(request.form.get("credits_participants")),
        page_ms=5000 if ms is None else ms,
        background=_background("credits_"),
        transition=_fade("credits_"),
    )


def _lines(name: str, usual: str) -> tuple[Line, ...]:
    """Read lines of text; ``ar: …`` at the start of one names its language."""
    found = []
    for row in request.form.get(name, "").splitlines():
        words = " ".join(row.split())
        tag, colon, rest = words.partition(": ")
        own = colon and is_language(tag)
        if words:
            found.append(Line(text=rest if own else words, language=tag if own else usual))
    return tuple(found)


def _background(prefix: str = "") -> Background:
    match request.form.get(f"{prefix}ground", ""):
        case "picture" if clip := request.form.get(f"{prefix}picture", ""):
            return Background(picture=clip)
        case "colours":
            top, bottom = (request.form.get(f"{prefix}{name}", "") for name in ("top", "bottom"))
            return Background(colours=(top,) if top == bottom else (top, bottom))
    return Background()


def _fade(prefix: str = "") -> Transition:
    ms = milliseconds(f"{prefix}fade")
    return Transition(kind=TransitionKind.FADE, ms=ms) if ms else Transition()


def milliseconds(name: str) -> int | None:
    """Return the seconds in the field *name* as milliseconds; None where it is empty."""
    value = request.form.get(name, "").strip()
    if not value:
        return None
    try:
        seconds = Decimal(value)
    except InvalidOperation:
        raise BadRequest(_("“{value}” is no number of seconds.", value=value)) from None
    if not seconds.is_finite() or not 0 <= seconds <= 36_000:
        raise BadRequest(_("“{value}” is no number of seconds.", value=value))
    return round(seconds * 1000)


def counted(name: str) -> int:
    """Return the number of a part in the field *name*. Raises :class:`~pvstudio.errors.NotFound`."""
    return whole(request.form.get(name, ""))


def whole(value: str) -> int:
    """Return a number that counts something. Raises :class:`~pvstudio.errors.NotFound`."""
    if not value.isdecimal() or len(value) > 6:
        raise NotFound("part", value)
    return int(value)
