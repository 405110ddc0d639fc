"""Names of derivatives: a short hash of everything that decides their bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def key_of(what: str, **inputs: Any) -> str:
    """Return 24 hex digits for *what* made from *inputs* (anything JSON can hold; sets are sorted)."""
    text = json.dumps([what, inputs], sort_keys=True, default=_plain, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:24]


def _plain(value: object) -> object:
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    raise TypeError(f"{value!r} cannot be part of a key")
