"""What the QR code of a receipt holds: bytes as few as prove, as letters that every reader knows.

    1 byte    version of this form
    1 byte    stage
    3 bytes   day, as its number in the calendar (1: 0001-01-01)
    1 + n     language of the card
    1 or 5    an answer each: state in the upper half, number of its conditions in the lower (0: none)
    …         the conditions: 2 bytes treatments, 3 bytes day of expiry (0: none), languages left out
    32        hash of the last entry of the ledger that this rests on
    64        Ed25519 signature of all of the above, by the studio

Written in base 32 (RFC 4648, no padding): QR codes hold it as “alphanumeric”, and nothing in it
has a meaning for a shell, an address or a phone. No key, not even a hint of one, says whose it is.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from consent.ledger.keys import SigningKey
from consent.receipts.errors import ReceiptTooLarge, ReceiptUnreadable
from consent.receipts.statement import Line, Statement
from consent.releases import AnswerState, Stage
from pvstudio.model import Audience, Treatment

#: The most letters of a receipt: what a QR code of version 12 with error correction M holds.
MOST_LETTERS = 419

_VERSION = 1
_PURPOSE = b"pvstudio receipt 1\n"  # so that a signature of a receipt is never one of anything else
_HASH, _SIGNATURE = 32, 64
_LONGEST_TAG = 255

# Places in these rows are part of the form: what is new goes to the end.
_STAGES = (Stage.S1, Stage.S2, Stage.S3, Stage.S4)
_STATES = (None, AnswerState.GIVEN, AnswerState.LIMITED, AnswerState.REFUSED, AnswerState.WITHDRAWN)
_AUDIENCES = (
    Audience.GROUP, Audience.COMMUNITY, Audience.PARTNERS, Audience.AUTHORITIES, Audience.ONLINE,
)  # fmt: skip
_TREATMENTS = (
    Treatment.FACE_BLURRED, Treatment.VOICE_DISGUISED, Treatment.VOICE_SILENCED,
    Treatment.PSEUDONYM, Treatment.NO_CREDIT, Treatment.PLACE_HIDDEN,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was agreed, the hash of the entry that says so, and the studio's signature (both hexadecimal)."""

    statement: Statement
    hash: str
    signature: str

    @classmethod
    def signed_by(cls, key: SigningKey, statement: Statement, hash_: str) -> Receipt:
        """Return the receipt of *statement* as the studio's *key* signs it: always the same."""
        signature = key.private.sign(_PURPOSE + _body(statement) + bytes.fromhex(hash_))
        return cls(statement=statement, hash=hash_, signature=signature.hex())

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """Read the letters of a receipt; small ones and space between them do not matter.

        Raises :class:`ReceiptUnreadable` for whatever :meth:`text` never writes.
        """
        letters = "".join(text.split()).upper()
        if len(letters) > MOST_LETTERS:
            raise ReceiptUnreadable("it is too long")
        try:
            data = base64.b32decode(letters + "=" * (-len(letters) % 8))
        except (binascii.Error, ValueError):
            raise ReceiptUnreadable("it holds characters that no receipt holds") from None
        receipt = cls._decoded(data)
        if receipt.text() != letters:
            raise ReceiptUnreadable("it is not written as receipts are")
        return receipt

    @classmethod
    def _decoded(cls, data: bytes) -> Receipt:
        if data[:1] != bytes([_VERSION]):
            raise ReceiptUnreadable("it is something else, or from a later version of this program")
        end = len(data) - _HASH - _SIGNATURE
        try:
            statement = _statement(_Bytes(data[1 : max(end, 1)]))
        except (ValueError, LookupError, OverflowError) as error:
            raise ReceiptUnreadable("a part of it is missing or makes no sense") from error
        return cls(statement=statement, hash=data[end:-_SIGNATURE].hex(), signature=data[-_SIGNATURE:].hex())

    def text(self) -> str:
        """Return the letters of the QR code. Raises :class:`ReceiptTooLarge`."""
        data = _body(self.statement) + bytes.fromhex(self.hash) + bytes.fromhex(self.signature)
        letters = base64.b32encode(data).decode().rstrip("=")
        if len(letters) > MOST_LETTERS:
            raise ReceiptTooLarge(len(letters), MOST_LETTERS)
        return letters

    def signed(self, public: str) -> bool:
        """Tell whether the studio with this public key (hexadecimal) signed exactly this."""
        said = _PURPOSE + _body(self.statement) + bytes.fromhex(self.hash)
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
            key.verify(bytes.fromhex(self.signature), said)
        except (InvalidSignature, ValueError):
            return False
        return True


# -- writing ---------------------------------------------------------------------------------


def _body(statement: Statement) -> bytes:
    conditions = list(dict.fromkeys(each for each in map(_conditions, statement.lines) if any(each)))
    numbers = {each: place for place, each in enumerate(conditions, 1)}
    rows = [_STATES.index(line.state) << 4 | numbers.get(_conditions(line), 0) for line in statement.lines]
    head = bytes([_VERSION, _STAGES.index(statement.stage)]) + _day(statement.day) + _tag(statement.language)
    return head + bytes(rows) + b"".join(conditions)


def _conditions(line: Line) -> bytes:
    bits = sum(1 << _TREATMENTS.index(each) for each in line.treatments)
    languages = sorted(line.languages_left_out)
    listed = bytes([min(len(languages), 255)]) + b"".join(map(_tag, languages))
    return bits.to_bytes(2) + _day(line.expires) + listed


def _day(day: date | None) -> bytes:
    return (day.toordinal() if day else 0).to_bytes(3)


def _tag(language: str) -> bytes:
    letters = language.encode()  # ASCII, unless somebody mistyped it
    if len(letters) > _LONGEST_TAG:
        raise ReceiptTooLarge(len(letters), _LONGEST_TAG)
    return bytes([len(letters)]) + letters


# -- reading ---------------------------------------------------------------------------------


class _Bytes:
    """Bytes from front to back; raises ``ValueError`` where there are none left."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def take(self, count: int) -> bytes:
        if count > len(self._data):
            raise ValueError("too short")
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def number(self, count: int = 1) -> int:
        return int.from_bytes(self.take(count))

    def tag(self) -> str:
        return self.take(self.number()).decode()

    def day(self) -> date | None:
        number = self.number(3)
        return date.fromordinal(number) if number else None

    def conditions(self) -> Iterator[Line]:
        while self._data:
            bits, expires = self.number(2), self.day()
            yield Line(
                treatments=frozenset(_TREATMENTS[place] for place in range(16) if bits & 1 << place),
                expires=expires,
                languages_left_out=frozenset(self.tag() for _ in range(self.number())),
            )


def _statement(data: _Bytes) -> Statement:
    stage, day, language = _STAGES[data.number()], data.day(), data.tag()
    if day is None:
        raise ValueError("no day")
    audiences = _AUDIENCES if stage in {Stage.S3, Stage.S4} else (None,)
    rows = data.take(len(audiences))
    known = [Line(), *data.conditions()]
    lines = [
        Line(
            audience=audience,
            state=_STATES[row >> 4],
            treatments=known[row & 15].treatments,
            languages_left_out=known[row & 15].languages_left_out,
            expires=known[row & 15].expires,
        )
        for audience, row in zip(audiences, rows, strict=True)
    ]
    return Statement(stage=stage, day=day, language=language, lines=tuple(lines))
