"""What a request may bring, and where it stays: nothing that somebody sends lies plain on disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Request, current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.utils import cached_property

from web.security.access import rule_of
from web.security.session import signed_in_or_none

V = TypeVar("V", bound=Callable[..., Any])

#: What a form may hold, in bytes; footage comes by another way.
FORM_BYTES = 256 << 10
#: What no field holds: C0 but the ends of lines, and C1. A tab becomes a space before.
_CONTROLS = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class StudioRequest(Request):
    """A request whose files stay in memory, and whose fields hold no control characters but line ends."""

    def _get_file_stream(self, *_args: Any, **_more: Any) -> IO[bytes]:
        """Werkzeug would write what is larger than half a megabyte to a plain file in /tmp."""
        return BytesIO()

    def _load_form_data(self) -> None:
        fresh = "form" not in self.__dict__
        super()._load_form_data()
        if fresh:
            self.__dict__["form"] = self._cleaned(self.__dict__["form"])

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What stands behind the question mark of the address."""
        return self._cleaned(super().args)

    def _cleaned(self, fields: MultiDict[str, str]) -> MultiDict[str, str]:
        return self.parameter_storage_class(_clean(fields))


def _clean(fields: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items(multi=True):
        yield name, without_controls(value)


def without_controls(text: str) -> str:
    """Return *text* without control characters: only ends of lines stay, a tab becomes a space."""
    return _CONTROLS.sub("", text.replace("\t", " "))


def takes(*, files: int = 0, words: int = FORM_BYTES) -> Callable[[V], V]:
    """Let the form of a view bring so many bytes: by those whom the view answers, by nobody else."""

    def mark(view: V) -> V:
        view.takes = (files, words)  # type: ignore[attr-defined]
        return view

    return mark


def admit() -> None:
    """Say how much this request may bring, before anything of its body is read.

    Nothing has an address with control characters: 404, before one gets into a path or a document.
    """
    if without_controls(request.path) != request.path:
        raise NotFound
    view = current_app.view_functions.get(request.endpoint or "")
    files, words = getattr(view, "takes", (0, 0))
    if view is None or not words:
        return
    rule = rule_of(current_app, request.endpoint or "")
    if rule.lets_in(signed_in_or_none(), (request.view_args or {}).get("workshop")):
        request.max_content_length, request.max_form_memory_size = files + words, words
