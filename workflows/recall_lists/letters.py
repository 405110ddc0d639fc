"""A list of recalls as letters, for a file and for QR codes; both hold the same.

    PVRECALL1.    then, in base 32 (RFC 4648, no padding):
    1 byte        version of this form
    4 bytes       moment, in seconds since 1970 (UTC)
    2 bytes       how many kits are recalled in all
    6 bytes each  marks of kits
    64            Ed25519 signature of all of the above, by the studio

QR codes hold these letters as “alphanumeric”. A list that is too long for one is cut into several, each
of which is a list of its own. No key is in it, not even a hint of one: the list does not say whose it is.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from consent.ledger.entries import is_hex
from consent.ledger.keys import SigningKey
from workflows.recall_lists.errors import ClockImpossible, RecallListForged, RecallListUnreadable
from workflows.recall_lists.listing import MARK_BYTES, RecallList

BEGINS = "PVRECALL1."

#: Marks in one QR code: 700 letters, version 17 with error correction M: phones read it from a screen.
MOST_IN_SQUARE = 60

_VERSION = 1
PURPOSE = b"pvstudio recall list 1\n"  # so that the key's signature of a list is one of nothing else
_HEAD, _SIGNATURE = 7, 64
_MOST_MARKS = 0xFFFF

#: Longer than any studio's list: what is brought is a stranger's file.
MOST_BYTES = 1 << 20


def write(made: RecallList) -> bytes:
    """Return the file of a list that this studio made: one line, however many kits.

    Raises :class:`ClockImpossible`.
    """
    return (_letters(made, made.marks) + "\n").encode()


def squares(made: RecallList) -> list[str]:
    """Return the texts of as many QR codes as the list needs, the newest recalls in the first."""
    starts = range(0, max(1, len(made.marks)), MOST_IN_SQUARE)
    return [_letters(made, made.marks[start : start + MOST_IN_SQUARE]) for start in starts]


def read(data: bytes, keys: Sequence[str]) -> RecallList:
    """Return what is listed in *data*: a file, or the text of QR codes, one a line.

    *keys* are public keys (hexadecimal) of which one must have signed; the list is as new as its oldest
    line. Raises :class:`RecallListUnreadable` and :class:`RecallListForged`.
    """
    if len(data) > MOST_BYTES:
        raise RecallListUnreadable("it is too long")
    lines = data.decode(errors="replace").split()
    if not lines:
        raise RecallListUnreadable("it is empty")
    found = [_read(line, keys) for line in lines]
    marks = tuple(dict.fromkeys(mark for one in found for mark in one.marks))
    return RecallList(
        key=found[0].key,
        at=min(one.at for one in found),
        total=max(one.total for one in found),
        marks=marks,
    )


def _letters(made: RecallList, marks: Sequence[str]) -> str:
    signing: SigningKey | None = made.signing
    if signing is None:
        raise TypeError("only the studio that made a list can write it")
    head = bytes([_VERSION]) + _seconds(made.at).to_bytes(4) + made.total.to_bytes(2)
    body = head + b"".join(bytes.fromhex(mark) for mark in marks)
    data = body + signing.private.sign(PURPOSE + body)
    return BEGINS + base64.b32encode(data).decode().rstrip("=")


def _seconds(at: datetime) -> int:
    seconds = int(at.timestamp())
    if not 0 <= seconds < 1 << 32:
        raise ClockImpossible(at)
    return seconds


def _read(line: str, keys: Sequence[str]) -> RecallList:
    letters = line.upper()
    if not letters.startswith(BEGINS):
        raise RecallListUnreadable("it is something else")
    data = _bytes(letters.removeprefix(BEGINS))
    body, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
    if len(body) < _HEAD or (len(body) - _HEAD) % MARK_BYTES or body[0] != _VERSION:
        raise RecallListUnreadable("a part of it is missing, or it is from a later version of this program")
    key = next((key for key in keys if _signed(key, body, signature)), None)
    if key is None:
        raise RecallListForged
    return RecallList(
        key=key,
        at=datetime.fromtimestamp(int.from_bytes(body[1:5]), UTC),
        total=int.from_bytes(body[5:_HEAD]),
        marks=tuple(body[start : start + MARK_BYTES].hex() for start in range(_HEAD, len(body), MARK_BYTES)),
    )


def _bytes(letters: str) -> bytes:
    try:
        return base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        raise RecallListUnreadable("it holds characters that no list holds") from None


def _signed(key: str, body: bytes, signature: bytes) -> bool:
    if not is_hex(key, 32):
        return False  # a fingerprint is believed elsewhere; nothing can be checked with it
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, PURPOSE + body)
    except (InvalidSignature, ValueError):
        return False
    return True
