"""What every test of the web would do anew and always alike: templates and addresses are compiled once.

Two thousand tests open an application each; without this, compiling is half of their time.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class Kept(BytecodeCache):
    """Compiled templates of this process; one that was edited has another checksum."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._held.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[bucket.key] = bucket.checksum, bucket.code


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """Let all applications of this process share what they compile."""
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": Kept()})
    compiled: dict[tuple[Any, ...], Callable[..., Any]] = {}
    compile_builder = Rule._compile_builder

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        """Build by what was built for an equal rule: the function is given its rule when it is called."""
        key = (rule.rule, str(rule._trace), str(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    patch.setattr(Rule, "_compile_builder", builder)
