"""The chain: may this entry stand after those before it? Pure, one entry at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consent.ledger.entries import BEGINNING, SCHEMA, LedgerEntry, digest, entry_id, is_hex, parsed
from consent.ledger.keys import fingerprint, signed
from consent.ledger.kinds import EVENTS
from consent.ledger.rebuild import document
from pvstudio.store.errors import DocumentUnreadable


class Wrong(StrEnum):
    """What is wrong with an entry."""

    CANONICAL = "not-canonical"  # not the one text that RFC 8785 has for it, or no entry at all
    FORM = "form"  # what every entry says of itself is missing
    NUMBER = "number"
    CHAIN = "chain"  # it does not name the hash before it
    HASH = "hash"
    SIGNATURE = "signature"
    WORKSHOP = "workshop"  # of another workshop than the rest
    EVENT = "event"  # nothing that this version knows, or not what such an event says
    KEY_CHANGE = "key-change"  # another key signs, and that is not on record
    KEY = "unknown-key"
    COMMITMENT = "commitment"  # a personal value is not the one that was committed to
    VALUE_MISSING = "value-missing"  # gone, and no erasure is on record
    HEAD = "head"  # the ledger ends elsewhere than the workshop knows
    WITNESS = "witness"  # not what another device has witnessed
    DERIVED = "derived"  # a document is not what the ledger says


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first broken entry (from 1; one past the last when entries are missing), and what is wrong."""

    number: int
    wrong: Wrong
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the next entry depends on: where the chain has come to."""

    entries: int = 0
    hash: str = BEGINNING
    key: str = ""
    workshop: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry that stands: the standing after it, and what it says."""

    after: Standing
    body: Mapping[str, Any]


#: What every entry says, whatever its event.
_EVERY = frozenset(
    {"schema_version", "entry", "previous", "workshop", "recorded_at", "event_type", "commitments"}
)

_Trouble = tuple[Wrong, str] | None


def follow(before: Standing, entry: LedgerEntry, *, gaps: bool = False) -> Link | Fault:
    """Return the link that *entry* is after *before*, or what is wrong with it.

    With *gaps* (an extract of a ledger) entries may be missing in between; those there are rise.
    """
    try:
        body = parsed(entry.text)
    except ValueError as error:
        return Fault(number=before.entries + 1, wrong=Wrong.CANONICAL, words=f"cannot be read: {error}")
    trouble = _form(body)
    if trouble is None:
        if gaps and body["entry"] > before.entries + 1:
            before = Standing(entries=body["entry"] - 1, workshop=before.workshop, hash=body["previous"])
        trouble = _place(before, entry, body) or _seal(entry) or _meaning(before, entry, body)
    if trouble:
        return Fault(number=before.entries + 1, wrong=trouble[0], words=trouble[1])
    after = Standing(entries=body["entry"], hash=entry.hash, key=entry.key, workshop=body["workshop"])
    return Link(after, body)


def _form(body: Mapping[str, Any]) -> _Trouble:
    texts = all(isinstance(body.get(name), str) for name in ("event_type", "workshop", "recorded_at"))
    commitments = body.get("commitments")
    bound = isinstance(commitments, dict) and all(is_hex(each, 32) for each in commitments.values())
    if body.get("schema_version") != SCHEMA:
        return Wrong.FORM, f"is not of the form “{SCHEMA}”"
    if type(body.get("entry")) is not int or not is_hex(body.get("previous"), 32) or not texts or not bound:
        return Wrong.FORM, "does not say its number, the hash before it, its workshop, time or event"
    return None


def _place(before: Standing, entry: LedgerEntry, body: Mapping[str, Any]) -> _Trouble:
    if body["entry"] != before.entries + 1:
        return Wrong.NUMBER, f"says that it is entry {body['entry']}"
    if entry.id not in {"", entry_id(body["entry"])}:
        return Wrong.NUMBER, f"is kept as “{entry.id}”"
    if body["previous"] != before.hash:
        return Wrong.CHAIN, "does not follow from the entry before it: one of the two was changed"
    if before.workshop and body["workshop"] != before.workshop:
        return Wrong.WORKSHOP, f"is of another workshop, “{body['workshop']}”"
    return None


def _seal(entry: LedgerEntry) -> _Trouble:
    if entry.hash != digest(entry.text):
        return Wrong.HASH, "is not what was hashed: its text or its hash was changed"
    if not signed(entry.key, entry.hash, entry.signature):
        return Wrong.SIGNATURE, "is not signed by the key that it names"
    return None


def _meaning(before: Standing, entry: LedgerEntry, body: Mapping[str, Any]) -> _Trouble:
    event = body["event_type"]
    kind = EVENTS.get(event)
    if kind is None:
        return Wrong.EVENT, f"is of an unknown event, “{event}”: a newer PVStudio may know it"
    if not body["commitments"].keys() <= {kind.term(name) for name in kind.personal}:
        return Wrong.EVENT, f"commits to what no “{event}” has"
    unknown = body.keys() - _EVERY - {kind.term(name) for name in kind.names}
    if unknown:  # dropping it at the next rebuild would lose it
        return Wrong.EVENT, f"says what no “{event}” says ({min(unknown)}): a newer PVStudio may know it"
    try:
        document(body, {})
    except (DocumentUnreadable, KeyError) as error:
        return Wrong.EVENT, f"does not say what “{event}” says: {error}"
    if not _key_is_on_record(before, entry, body):
        return Wrong.KEY_CHANGE, f"is signed by another key ({fingerprint(entry.key)}), and no entry says so"
    return None


def _key_is_on_record(before: Standing, entry: LedgerEntry, body: Mapping[str, Any]) -> bool:
    if body["event_type"] != "key-changed":
        return before.key in {"", entry.key}
    return body["signing_key"] == entry.key and before.key in {"", body["previous_key"]}
