"""The studio's signing key: made once, kept for its owner alone; its loss never goes unnoticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from ledger_events import KEY, OTHER_KEY, answer
from ledger_world import Ledger

from consent.ledger.entries import LedgerEntry, LedgerHead
from consent.ledger.events import KeyChanged
from consent.ledger.keys import (
    KeyNotKept,
    KeyUnreadable,
    SigningKey,
    accept_key,
    accepted_file,
    accepted_keys,
    fingerprint,
    key_file,
    signed,
)

HASH = "5a" * 32
PEM, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    made = SigningKey.of(tmp_path)
    assert SigningKey.of(tmp_path).public == made.public
    assert key_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert key_file(tmp_path).parent.stat().st_mode & 0o777 == 0o700
    assert "private" not in repr(made)


def test_processes_that_begin_at_once_sign_with_one_key(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    children = []
    for _ in range(6):
        child = os.fork()
        if not child:
            os.write(writing, SigningKey.of(tmp_path).public.encode())
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    os.close(writing)
    with os.fdopen(reading) as told:
        assert told.read() == SigningKey.of(tmp_path).public * 6


@pytest.mark.parametrize("taken", ["home", "keys"])
def test_a_key_that_cannot_be_kept_is_explained(tmp_path: Path, taken: str) -> None:
    """A file where the folder must be: also root cannot write there."""
    home = tmp_path / "home"
    if taken == "keys":
        home.mkdir()
    (home if taken == "home" else home / "keys").write_text("")
    with pytest.raises(KeyNotKept, match="could not be kept"):
        SigningKey.of(home)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n",
        ec.generate_private_key(ec.SECP256R1()).private_bytes(PEM, PKCS8, serialization.NoEncryption()),
        ed25519.Ed25519PrivateKey.generate().private_bytes(
            PEM, PKCS8, serialization.BestAvailableEncryption(b"secret")
        ),
    ],
    ids=["empty", "nonsense", "another kind", "with a passphrase"],
)
def test_a_key_that_cannot_be_used_is_never_replaced(tmp_path: Path, content: bytes) -> None:
    key_file(tmp_path).parent.mkdir()
    key_file(tmp_path).write_bytes(content)
    with pytest.raises(KeyUnreadable) as refused:
        SigningKey.of(tmp_path)
    assert "move this file away" in refused.value.advice
    assert key_file(tmp_path).read_bytes() == content


def test_a_signature_counts_only_as_it_is_written() -> None:
    signature = KEY.sign(HASH)
    assert signed(KEY.public, HASH, signature)
    assert not signed(OTHER_KEY.public, HASH, signature)
    for changed in (signature.upper(), signature[:-2], f"{signature[:2]} {signature[2:]}", signature + "00"):
        assert not signed(KEY.public, HASH, changed)
    assert not signed(KEY.public.upper(), HASH, signature)
    assert not signed(KEY.public, HASH.upper(), signature)
    assert not signed("00" * 31, HASH, signature)


def test_two_processes_with_two_keys_put_every_change_on_record() -> None:
    """One was started before the key was lost, and goes on with what it has in memory."""
    ledger = Ledger()
    for number, key in enumerate((KEY, KEY, OTHER_KEY, KEY), 1):
        ledger.signing_with(key).book.put(answer(number))
    assert [one.signing_key for one in ledger.tx.find(KeyChanged)].count(KEY.public) == 1
    verdict = ledger.check(KEY.public, OTHER_KEY.public)
    assert verdict.whole
    assert [key for _number, key in verdict.keys] == [KEY.public, OTHER_KEY.public, KEY.public]


def test_a_key_that_was_lost_stays_accepted_and_others_are_accepted_by_people(tmp_path: Path) -> None:
    assert accepted_keys(tmp_path) == ()
    assert not key_file(tmp_path).exists()  # looking makes none
    first = SigningKey.of(tmp_path).public
    key_file(tmp_path).unlink()
    second = SigningKey.of(tmp_path).public
    assert accepted_keys(tmp_path) == (second, first)
    for _ in range(2):
        accept_key(tmp_path, fingerprint(OTHER_KEY.public))
    assert accepted_keys(tmp_path) == (second, first, fingerprint(OTHER_KEY.public))
    assert accepted_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_nobody_writes_entries_but_by_events() -> None:
    ledger = Ledger().filled()
    entry = ledger.entries[0]
    for wrong in (lambda: ledger.book.put(entry), lambda: ledger.book.put(LedgerHead())):
        with pytest.raises(TypeError):
            wrong()
    for kind, id_ in ((LedgerEntry, entry.id), (LedgerHead, "head")):
        with pytest.raises(TypeError):
            ledger.book.delete(kind, id_)


def test_a_fingerprint_is_of_the_public_key() -> None:
    assert fingerprint(KEY.public) != fingerprint(OTHER_KEY.public)
    assert len(fingerprint(KEY.public)) == 32
