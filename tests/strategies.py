"""Hypothesis strategies for every document, built from the types of its fields."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from fractions import Fraction
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

#: Any text that a person may type, in any script; stores hold neither NUL nor half characters.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    type(None): st.none(),
    date: st.dates(),
    datetime: st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=ZONES),  # noqa: DTZ001
    Fraction: st.fractions(min_value=0, max_value=1000),
}


def document_kinds(*modules: types.ModuleType) -> list[type]:
    """Return the document classes that *modules* define: dataclasses with an ``id``."""
    classes = [
        kind for module in modules for _name, kind in inspect.getmembers(module, dataclasses.is_dataclass)
    ]
    own = {module.__name__ for module in modules}
    return [kind for kind in classes if kind.__module__ in own and "id" in get_type_hints(kind)]


def instances(kind: type) -> st.SearchStrategy[Any]:
    """Return a strategy for instances of the dataclass *kind*."""
    return st.builds(kind, **{name: values(hint) for name, hint in get_type_hints(kind).items()})


def documents(*modules: types.ModuleType) -> st.SearchStrategy[Any]:
    """Return a strategy for documents of all kinds that *modules* define."""
    return st.one_of([instances(kind) for kind in document_kinds(*modules)])


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for the type *hint* of a field."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    if dataclasses.is_dataclass(hint):
        return instances(hint)
    return _GENERIC[get_origin(hint)](*get_args(hint))


def _tuples(item: Any, *rest: Any) -> st.SearchStrategy[Any]:
    if rest == (...,):
        return st.lists(values(item), max_size=4).map(tuple)
    return st.tuples(*map(values, (item, *rest)))


_GENERIC: dict[Any, Callable[..., st.SearchStrategy[Any]]] = {
    tuple: _tuples,
    frozenset: lambda item: st.frozensets(values(item), max_size=4),
    list: lambda item: st.lists(values(item), max_size=4),
    dict: lambda key, value: st.dictionaries(values(key), values(value), max_size=4),
    Union: lambda *options: st.one_of(*map(values, options)),
    types.UnionType: lambda *options: st.one_of(*map(values, options)),
}
