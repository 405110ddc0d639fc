"""A ledger as a file: JSON Lines, one canonical line (RFC 8785) an entry, in the terms of ISO/IEC TS 27560.

    {"entry":{…},"hash":"…","key":"…","signature":"…"}

Every line ends with one ``\\n``, the last one too; there is nothing else in the file. So each of its
bytes is either part of what was hashed and signed or can be only what it is. Personal values are no
part of it: who asks for their own gets them in a second file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from consent.ledger.entries import LedgerEntry, PersonalValue, canonical, is_hex, parsed, value_id
from consent.ledger.errors import ValuesUnreadable
from pvstudio.store.codec import plain

#: No line is longer, in bytes (an entry has less than two thousand): no file is read as one line.
MAX_LINE = 1 << 20

_LINE = re.compile(
    rb'\{"entry":(\{.*\}),"hash":"([0-9a-f]{64})","key":"([0-9a-f]{64})","signature":"([0-9a-f]{128})"\}\n',
    re.DOTALL,
)


def to_line(entry: LedgerEntry) -> bytes:
    """Return *entry* as its line."""
    seal = canonical({"hash": entry.hash, "key": entry.key, "signature": entry.signature})
    return f'{{"entry":{entry.text},{seal[1:]}\n'.encode()


def from_line(line: bytes) -> LedgerEntry | None:
    """Return the entry that *line* holds, unchecked and without an id, or None if it can be no line.

    The line is canonical exactly if the entry's text is: nothing else in it can be written otherwise.
    """
    found = _LINE.fullmatch(line)
    if not found:
        return None
    try:
        text, hash_, key, signature = (part.decode() for part in found.groups())
    except UnicodeDecodeError:
        return None
    return LedgerEntry(id="", text=text, hash=hash_, key=key, signature=signature)


def read_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of *file*, in bounded memory: one that is too long comes in pieces, none a line."""
    while line := file.readline(MAX_LINE):
        yield line


def about(body: dict[str, Any], participant_id: str) -> bool:
    """Tell whether an entry is about this person: an answer by them, a veto on them."""
    return participant_id in {body.get("pii_principal_id"), body.get("subject_id")}


def extract(entries: Iterable[LedgerEntry], participant_id: str) -> Iterator[LedgerEntry]:
    """Yield the entries about one person."""
    return (entry for entry in entries if about(parsed(entry.text), participant_id))


def value_to_line(value: PersonalValue) -> bytes:
    """Return a personal value as a line: whose it is, and what shows that the entry commits to it."""
    number, _, field = value.id.partition("-")
    body = plain(value) | {"entry": int(number), "field": field}
    body["pii_principal_id"] = body.pop("participant_id")
    del body["id"]
    return canonical(body).encode() + b"\n"


def value_from_line(line: bytes) -> PersonalValue | None:
    """Return the personal value that *line* holds, or None if it holds none."""
    try:
        body = parsed(line.decode().removesuffix("\n"))
        number = body["entry"]
        value = PersonalValue(
            id=value_id(number, body["field"]),
            participant_id=body["pii_principal_id"],
            value=body["value"],
            salt=body["salt"],
        )
    except (ValueError, KeyError, TypeError):
        return None
    sound = all(isinstance(each, str) for each in (body["field"], value.participant_id, value.value))
    whole = type(number) is int and is_hex(value.salt, 32) and value_to_line(value) == line
    return value if sound and whole else None


def read_values(file: IO[bytes]) -> Iterator[PersonalValue]:
    """Yield the personal values in *file*. Raises :class:`ValuesUnreadable`."""
    for number, line in enumerate(read_lines(file), 1):
        value = value_from_line(line)
        if value is None:
            raise ValuesUnreadable(number)
        yield value
