"""One entry of the ledger: canonical JSON (RFC 8785), chained by SHA-256, signed with Ed25519 (RFC 8032).

An entry's hash covers its text, its text names the hash before it and its own number, and the
signature covers the hash: so each signed entry is at once a signed head of all that came before.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any, cast

import rfc8785

#: What every entry says of its own form.
SCHEMA = "pvstudio-ledger/1, terms of ISO/IEC TS 27560:2023"

#: The hash before the first entry.
BEGINNING = "0" * 64

_SALT_BYTES = 32
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """An entry as it is kept (a document): *text* is what was hashed, byte for byte.

    *hash*, *signature* and *key* (the public key) are lower-case hexadecimal.
    """

    id: str
    text: str
    hash: str
    signature: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHead:
    """Where the ledger ends (a document, one a workshop): how many entries, and the hash of the last."""

    id: str = "head"
    entries: int = 0
    hash: str = BEGINNING


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalValue:
    """A value that an entry only commits to (a document): deleting it erases it, and the chain still holds.

    *id* is that of the entry and the field. *participant_id* is whose erasure takes it along.
    """

    id: str
    participant_id: str
    value: str
    salt: str  # hexadecimal, 32 random bytes


def entry_id(number: int) -> str:
    """Return the id of the entry *number* (from 1): ids sort like numbers."""
    return f"{number:010d}"


def value_id(number: int, field: str) -> str:
    """Return the id of the personal value that *field* of the entry *number* commits to."""
    return f"{entry_id(number)}-{field}"


def canonical(body: dict[str, Any]) -> str:
    """Return *body* as RFC 8785 has it: one text for one content."""
    return rfc8785.dumps(body).decode()


def parsed(text: str) -> dict[str, Any]:
    """Return what *text* says. Raises ``ValueError`` when it is not canonical, or no object at all."""
    try:
        body = json.loads(text)
        same = isinstance(body, dict) and canonical(body) == text
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not same:
        raise ValueError("it is not in canonical form")
    return cast(dict[str, Any], body)


def is_hex(text: object, size: int) -> bool:
    """Tell whether *text* is *size* bytes in lower-case hexadecimal; ``bytes.fromhex`` takes more."""
    return isinstance(text, str) and len(text) == 2 * size and _HEX.fullmatch(text) is not None


def digest(text: str) -> str:
    """Return the hash of an entry's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def new_salt() -> str:
    """Return fresh salt for one value."""
    return secrets.token_hex(_SALT_BYTES)


def commitment(value: str, salt: str) -> str:
    """Bind an entry to *value* without saying it (HMAC-SHA256: a plain hash of a name is soon guessed)."""
    return hmac.new(bytes.fromhex(salt), value.encode(), hashlib.sha256).hexdigest()
