"""What opens the way in from a phone: a key a kit, that adds what people said and reads nothing.

A key is worked out from a secret of this studio, so that a kit's page and the square on the wall hold the
same one; of the key itself a hash is kept, like of every secret. It ends with the kit, with its recall, after
so many things, and when somebody makes it anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from pvstudio.errors import NotFound
from pvstudio.model import Kit, KitState
from pvstudio.store import Writing
from pvstudio.store.files import write_bytes
from workflows.errors import WorkflowError
from workflows.phones.codes import ALPHABET, digest, typed_code
from workflows.wiring import FEEDBACK, Studio

#: So long after a kit was handed over things may come by its key, unless the kit ends before.
LASTS = timedelta(days=180)
#: So many things come by one key: full halls for months, and what a stranger with a card could do.
MOST = 5000
#: 16 bytes in Crockford's base 32: 26 letters, as on the cards of phones.
_BYTES = 16
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackKey:
    """The key of one kit (a document of FEEDBACK). *id* is its hash; *taken* counts what came by it."""

    id: str
    workshop: str
    kit_id: str
    number: int = 1  # how often it was made, counted from 1
    made_at: datetime
    taken: int = 0


class Shut(StrEnum):
    """Why a key opens nothing."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    RECALLED = "recalled"
    FULL = "full"


class KeyRefused(WorkflowError):
    """A key opens nothing (any more); *why* is for programs."""

    def __init__(self, why: Shut) -> None:
        super().__init__(
            f"Nothing can be sent with this key: {why}.",
            advice="Save what is on the phone as a file, and bring it to a facilitator.",
        )
        self.why = why


def key_of(studio: Studio, workshop: str, kit_id: str, *, at: datetime) -> str:
    """Return the key of a kit, also of one that is just being made; it opens once the kit is there."""
    with studio.documents.write(FEEDBACK) as tx:
        known = tx.find(FeedbackKey, workshop=workshop, kit_id=kit_id)
        if known and known[0].id == digest(key := _made(studio, workshop, kit_id, known[0].number)):
            return key
        return _new(studio, tx, workshop, kit_id, at)


def renew(studio: Studio, workshop: str, kit_id: str, *, at: datetime) -> str:
    """Make the key of a kit anew and return it: squares and pages that hold the old one send nothing."""
    with studio.documents.read(workshop) as tx:
        tx.get(Kit, kit_id)
    with studio.documents.write(FEEDBACK) as tx:
        return _new(studio, tx, workshop, kit_id, at)


def opened(studio: Studio, key: str, *, at: datetime) -> FeedbackKey:
    """Return what *key* opens. Raises :class:`KeyRefused`."""
    with studio.documents.read(FEEDBACK) as tx:
        known = tx.find(FeedbackKey, id=digest(typed_code(key)))
    if not known:
        raise KeyRefused(Shut.UNKNOWN)
    try:
        with studio.documents.read(known[0].workshop) as tx:
            kit = tx.get(Kit, known[0].kit_id)
    except NotFound:
        raise KeyRefused(Shut.UNKNOWN) from None
    if kit.state is KitState.RECALLED:
        raise KeyRefused(Shut.RECALLED)
    if at > ends(kit):
        raise KeyRefused(Shut.ENDED)
    return known[0]


def ends(kit: Kit) -> datetime:
    """Return until when things may come by the key of a kit: a week after its end, to bring the last home."""
    last = kit.published_at + LASTS
    return min(last, kit.expires_at + timedelta(days=7)) if kit.expires_at else last


def count(studio: Studio, key: FeedbackKey, things: int) -> None:
    """Note that so many *things* come by a key, or (below 0) did not. Raises :class:`KeyRefused`."""
    with studio.documents.write(FEEDBACK) as tx:
        for known in tx.find(FeedbackKey, id=key.id):  # it may have been made anew meanwhile
            if things > 0 and known.taken + things > MOST:
                raise KeyRefused(Shut.FULL)
            tx.put(replace(known, taken=known.taken + things))


def _new(studio: Studio, tx: Writing, workshop: str, kit_id: str, at: datetime) -> str:
    number = 1
    for old in tx.find(FeedbackKey, workshop=workshop, kit_id=kit_id):
        number = old.number + 1
        tx.delete(FeedbackKey, old.id)
    key = _made(studio, workshop, kit_id, number)
    tx.put(FeedbackKey(id=digest(key), workshop=workshop, kit_id=kit_id, number=number, made_at=at))
    return key


def _made(studio: Studio, workshop: str, kit_id: str, number: int) -> str:
    about = "\n".join((workshop, kit_id, str(number))).encode()
    made = hmac.digest(_secret(studio.settings.home / "keys" / "feedback.key"), about, hashlib.sha256)
    return base64.b32encode(made[:_BYTES]).decode().rstrip("=").translate(_LETTERS)


def _secret(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        write_bytes(file, secrets.token_bytes(32), mode=0o600)
        return file.read_bytes()
