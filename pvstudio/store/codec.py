"""Documents to plain values and back: what JSON can hold, the same bytes for the same document.

Fractions become ``"25/1"``, times ISO 8601 with their zone, sets sorted lists. What could not be
read back exactly is refused before it is kept.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Hashable
from datetime import datetime
from fractions import Fraction
from functools import cache
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec

from pvstudio.store.errors import DocumentUnreadable, NotADocument, UnknownField

T = TypeVar("T")
Body = dict[str, Any]


def encode(document: Any) -> Body:
    """Return *document* as plain values; raise :class:`NotADocument` if it would not come back equal."""
    if not dataclasses.is_dataclass(document) or not isinstance(getattr(document, "id", None), str):
        raise NotADocument(document, "it is no dataclass with a text id")
    try:
        body: Body = plain(document)
        same = _convert(body, type(document)) == document
    except (TypeError, ValueError) as error:  # msgspec's own errors are among these
        raise NotADocument(document, str(error)) from error
    if not same:
        raise NotADocument(document, "it would not come back as it is")
    return body


def decode(kind: type[T], body: Body) -> T:
    """Return the document that *body* stands for, or raise :class:`DocumentUnreadable`."""
    where = f"{kind.__name__} “{body.get('id')}”"
    unknown = body.keys() - _fields(cast(Hashable, kind)).keys()
    if unknown:  # dropping them now would lose them at the next put
        raise DocumentUnreadable(where, f"unknown fields {', '.join(sorted(unknown))}")
    try:
        return _convert(body, kind)
    except (TypeError, ValueError) as error:
        raise DocumentUnreadable(where, error) from error


def conditions(kind: type, equal: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return (field, plain value wanted, plain value when the field is missing) for each of *equal*."""
    fields = _fields(kind)
    for name in equal:
        if name not in fields:
            raise UnknownField(kind.__name__, name)
    return [(name, plain(value), fields[name]) for name, value in equal.items()]


def matches(body: Body, wanted: list[tuple[str, Any, Any]]) -> bool:
    """Tell whether *body* meets all of what :func:`conditions` returned."""
    return all(body.get(name, missing) == value for name, value, missing in wanted)


def plain(value: Any) -> Any:
    """Return *value* as what JSON holds, or raise ``TypeError`` or ``ValueError``."""
    return _plain(
        msgspec.to_builtins(
            value, order="deterministic", str_keys=True, builtin_types=(datetime,), enc_hook=_outward
        )
    )


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {_plain(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case str():
            return _text(value)
        case float() if not math.isfinite(value):
            raise ValueError(f"{value} is not a number")
        case datetime():
            return _moment(value)
    return value


def _text(value: str) -> str:
    value.encode()  # half a character (a file name in a lost encoding) is a UnicodeEncodeError
    if "\0" in value:
        raise ValueError("a text holds a NUL, which PostgreSQL cannot keep")
    return value


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"the time {value} has no zone")
    return value.isoformat()


def _outward(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise TypeError(f"{type(value).__name__} is no part of a document")


def _inward(kind: type, value: Any) -> Any:
    if kind is Fraction:
        return Fraction(value)
    raise TypeError(f"{kind.__name__} is no part of a document")


#: The kinds that msgspec has learnt. It learns one at its first use, and crashes (0.22) if two threads
#: use it meanwhile: so a kind is learnt by one thread alone.
_learnt: set[type] = set()
_learning = Lock()


def _convert(body: Body, kind: type[T]) -> T:
    if kind in _learnt:
        return msgspec.convert(body, kind, dec_hook=_inward)
    with _learning:
        value = msgspec.convert(body, kind, dec_hook=_inward)
        _learnt.add(kind)
        return value


@cache
def _fields(kind: Hashable) -> dict[str, Any]:
    """Return each field of *kind* with the plain value of its default, None where it has none."""
    return {field.name: _default(field) for field in dataclasses.fields(cast(Any, kind))}


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return plain(field.default)
    if field.default_factory is not dataclasses.MISSING:
        return plain(field.default_factory())
    return None
