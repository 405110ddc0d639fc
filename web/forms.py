"""Reading forms: only what a form can hold becomes a value; anything else is a bad request."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import request
from werkzeug.exceptions import BadRequest

E = TypeVar("E", bound=StrEnum)


def chosen(kind: type[E], name: str) -> E:
    """Return the one choice made in the field *name*."""
    return _read(kind, name, request.form.get(name, ""))


def chosen_or_none(kind: type[E], name: str) -> E | None:
    """Return the choice made in the field *name*, or None if it was left empty."""
    text = request.form.get(name, "")
    return _read(kind, name, text) if text else None


def several(kind: type[E], name: str) -> frozenset[E]:
    """Return all the choices made in the field *name*."""
    return frozenset(_read(kind, name, text) for text in request.form.getlist(name))


def text(name: str, *, longest: int = 200) -> str:
    """Return the words in the field *name*, on one line."""
    words = " ".join(request.form.get(name, "").split())
    if len(words) > longest:
        raise BadRequest(f"“{name}” is longer than {longest} characters.")
    return words


def secret(name: str) -> str:
    """Return what was typed in the field *name*, as it was typed (without control characters): passwords."""
    return request.form.get(name, "")


def _read(kind: type[E], name: str, text: str) -> E:
    try:
        return kind(text)
    except ValueError:
        raise BadRequest(f"“{text}” is no choice for “{name}”.") from None
