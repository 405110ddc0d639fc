"""Read tables of a recipe so that every fault is found, and named with its line and what is allowed."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection
from typing import Any

from pvstudio.editing.errors import Fault, RecipeError

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_TEXT = 200


class Faults:
    """The faults found so far in one text."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._found: list[Fault] = []

    def add(self, where: str, problem: str) -> None:
        """Note that *problem* stands at the key *where*."""
        self._found.append(Fault(where=where, problem=problem, line=self._line_of(where)))

    def check(self) -> None:
        """Raise :class:`RecipeError` with everything that was noted, if anything was."""
        if self._found:
            raise RecipeError(self._found)

    def _line_of(self, where: str) -> int | None:
        """Find the line of ``parts[2].card.title``: its table's header, then the key below it."""
        start = 0
        for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", where):
            header = re.compile(rf"\s*\[\[?\s*(\w+\s*\.\s*)*{re.escape(name)}\s*\]")
            key = re.compile(rf"\s*\"?{re.escape(name)}\"?\s*=")
            ordinal = int(index) - 1 if index else 0
            headers = [n for n, line in enumerate(self._lines) if n >= start and header.match(line)]
            keys = [n for n, line in enumerate(self._lines) if n >= start and key.match(line)]
            if len(headers) > ordinal:
                start = headers[ordinal]
            elif keys:
                start = keys[0]
            else:
                return start + 1 if start else None
        return start + 1


def load_toml(text: str) -> dict[str, Any]:
    """Parse TOML, turning its syntax errors into a :class:`RecipeError` with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        problem = str(error).split(" (at ")[0]
        line = int(found[1]) if found else None
        raise RecipeError([Fault(where="TOML", problem=problem, line=line)]) from None


class Table:
    """One table of the recipe. Each method takes one key out; :meth:`done` reports what is left over."""

    def __init__(self, values: object, where: str, faults: Faults) -> None:
        self._values: dict[str, Any] = dict(values) if isinstance(values, dict) else {}
        self._where, self.faults = where, faults
        self._asked: list[str] = []
        if not isinstance(values, dict):
            faults.add(where, f"a table is needed, not {values!r}")

    def has(self, key: str) -> bool:
        """Tell whether *key* is there and not taken yet."""
        return key in self._values

    def take(self, key: str, default: Any = None) -> Any:
        """Take the raw value of *key*."""
        self._asked.append(key)
        return self._values.pop(key, default)

    def fault(self, key: str, problem: str) -> None:
        """Note a fault of *key*."""
        self.faults.add(self.path(key), problem)

    def path(self, key: str) -> str:
        """Return the full name of *key* in the recipe."""
        return f"{self._where}.{key}" if self._where else key

    def text(self, key: str, default: str | None = "") -> str:
        """Take one line of text; *default* None means that it is needed."""
        if not self.has(key) and default is None:
            self.fault(key, "is needed: one line of text")
        value = self.take(key, default or "")
        return self.line(key, value)

    def line(self, key: str, value: object) -> str:
        """Return *value* if it is one line of text of bearable length, else note a fault."""
        if not isinstance(value, str):
            self.fault(key, f"text is needed, not {value!r}")
        elif _CONTROL.search(value):
            self.fault(key, "must be one line without control characters")
        elif len(value) > _LONGEST_TEXT:
            self.fault(key, f"has {len(value)} characters; at most {_LONGEST_TEXT} are allowed")
        else:
            return value.strip()
        return ""

    def language(self, key: str, default: str) -> str:
        """Take a BCP 47 language tag."""
        value = self.take(key, default)
        if not is_language(value):
            self.fault(key, f"{value!r} is no language tag; write “en”, “ar”, “sr-Cyrl” or “fa-AF”")
            return default
        return str(value)

    def languages(self, key: str) -> tuple[str, ...]:
        """Take a list of different language tags."""
        values = self.take(key, [])
        if not isinstance(values, list) or not all(is_language(value) for value in values):
            self.fault(key, f'a list of language tags is needed, such as ["en", "ar"], not {values!r}')
            return ()
        if len(set(values)) < len(values):
            self.fault(key, "names a language twice")
        return tuple(dict.fromkeys(values))

    def choice(self, key: str, allowed: Collection[str], default: str) -> str:
        """Take one of a few words."""
        value = self.take(key, default)
        if value not in allowed:
            self.fault(key, f"{value!r} is not allowed; choose {_either(allowed)}")
            return default
        return str(value)

    def whole_ms(self, key: str, default: int | None, *, low: int, high: int) -> int | None:
        """Take a number of seconds and return whole milliseconds from *low* to *high*."""
        if not self.has(key):
            self._asked.append(key)
            return default
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value * 1000 <= high:
            self.fault(key, f"{value!r} is not allowed; seconds from {low / 1000:g} to {high / 1000:g}")
            return default
        return round(value * 1000)

    def flag(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self.take(key, default)
        if not isinstance(value, bool):
            self.fault(key, f"{value!r} is not allowed; choose true or false")
            return default
        return value

    def done(self) -> None:
        """Report the keys that nobody asked for."""
        for key in list(self._values):
            near = difflib.get_close_matches(key, self._asked, 1)
            hint = f"did you mean “{near[0]}”?" if near else f"allowed are {', '.join(self._asked)}"
            self.fault(key, f"there is no such key; {hint}")


def is_language(value: object) -> bool:
    """Tell whether *value* looks like a BCP 47 tag of language, script and region."""
    return isinstance(value, str) and bool(_LANGUAGE.fullmatch(value))


def _either(words: Collection[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]
