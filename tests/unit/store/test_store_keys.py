"""Keys: made once, kept apart, gone for good when they are shredded."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pvstudio.store import durable
from pvstudio.store.errors import BadName, KeyDamaged, KeyGone
from pvstudio.store.keys import KeyStore


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys" / "w")


def test_a_key_is_made_once_and_only_its_owner_reads_it(keys: KeyStore) -> None:
    assert keys.get("film-1") is None
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _n: KeyStore(keys.folder).make("film-1"), range(8)))
    assert {key.secret for key in made} == {keys.get("film-1").secret}  # type: ignore[union-attr]
    assert len(made[0].secret) == 32
    assert keys.make("film-2").secret != made[0].secret
    assert stat.S_IMODE(keys.path("film-1").stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (keys.folder, keys.folder.parent)] == [
        0o700
    ] * 2
    assert made[0].secret.hex() not in repr(made[0])
    assert str(made[0].secret) not in repr(made[0])


def test_a_key_is_on_disk_before_anything_is_sealed_with_it(
    keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut cannot be tried here; that its order of calls is right can."""
    calls = list[str]()
    for name in ("fsync", "rename", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(
            durable.os, name, lambda *a, n=name, r=real, **k: (calls.append(n), r(*a, **k))[1]
        )
    keys.make("film-1")
    assert calls[-3:] in (["fsync", "rename", "fsync"], ["fsync", "replace", "fsync"])


def test_shredding_overwrites_and_is_final_and_may_be_done_again(keys: KeyStore, tmp_path: Path) -> None:
    secret = keys.make("film-1").secret
    same_bytes = tmp_path / "the same place on the disk"
    same_bytes.hardlink_to(keys.path("film-1"))
    keys.shred("film-1")
    keys.shred("film-1")
    KeyStore(tmp_path / "none").shred("film-1")
    assert keys.get("film-1") is None
    assert not keys.has("film-1")
    assert not any(same_bytes.read_bytes())
    assert not any(secret in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert keys.make("film-1").secret != secret


def test_a_shredding_that_was_broken_off_is_a_shredding(keys: KeyStore) -> None:
    secret = keys.make("film-1").secret
    keys.path("film-1").write_bytes(bytes(40))
    assert keys.get("film-1") is None
    assert keys.make("film-1").secret != secret


@pytest.mark.parametrize("content", [b"", b"x" * 32, b"x" * 40, b"x" * 41, bytes(39)])
def test_a_key_that_rots_is_said_to_and_never_replaced(keys: KeyStore, content: bytes) -> None:
    """With a new one in its place, a backup of the old one would come too late."""
    keys.make("film-1")
    keys.path("film-1").write_bytes(content)
    for use in (keys.get, keys.make):
        with pytest.raises(KeyDamaged) as caught:
            use("film-1")
        assert caught.value.path == keys.path("film-1")
    assert keys.path("film-1").read_bytes() == content
    keys.shred("film-1")
    assert keys.get("film-1") is None


def test_what_was_shredded_meanwhile_is_not_used(keys: KeyStore) -> None:
    key = keys.make("film-1")
    with keys.held(key):
        pass
    keys.shred("film-1")
    with pytest.raises(KeyGone), keys.held(key):
        pass
    keys.make("film-1")
    with pytest.raises(KeyGone), keys.held(key):
        pass


@pytest.mark.parametrize("key_id", ["", ".", "..", ".lock", "../x", "a/b", "a\0b", "x" * 168, "é"])
def test_an_id_is_never_a_path(keys: KeyStore, key_id: str) -> None:
    with pytest.raises(BadName):
        keys.make(key_id)
