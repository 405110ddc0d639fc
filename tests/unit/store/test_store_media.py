"""Footage: every byte kept, found again, and gone for good when somebody asks."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import subprocess
from collections import namedtuple
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_child import open_media

from pvstudio.store import MediaStore, copying
from pvstudio.store.errors import BadName, DiskFull, FootageDamaged, FootageErased, KeyGone, SourceFailed
from pvstudio.store.files import staged, staged_folder
from pvstudio.store.reading import read_bytes

BYTES = bytes(range(256)) * 9000  # a bit more than two blocks
SHA256 = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(params=["media", "studio/workshops/w/media"], ids=["plain", "sealed"])
def media(tmp_path: Path, request: pytest.FixtureRequest) -> MediaStore:
    return open_media(tmp_path / request.param)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    file = tmp_path / "card" / "MVI_0001.MP4"
    file.parent.mkdir()
    file.write_bytes(BYTES)
    return file


def visible(media: MediaStore) -> list[Path]:
    """Everything that is left in the store but its marks."""
    return [path for path in media.root.rglob("*") if path.is_file() and not path.name.startswith(".")]


def test_footage_is_kept_byte_for_byte_and_read_only(media: MediaStore, card: Path) -> None:
    assert media.add(card) == (SHA256, len(BYTES))
    original = media.original(SHA256)
    assert read_bytes(original) == BYTES
    assert stat.S_IMODE(original.stat().st_mode) == 0o400
    assert stat.S_IMODE(media.root.stat().st_mode) == 0o700
    assert card.read_bytes() == BYTES
    assert visible(media) == [original]
    assert media.originals() == [SHA256]


def test_a_stream_is_kept_as_a_file_is(media: MediaStore) -> None:
    received = media.receive(io.BytesIO(BYTES), name="upload.mp4", expected_bytes=len(BYTES))
    assert (received.sha256, received.size_bytes, received.duplicate) == (SHA256, len(BYTES), False)
    assert media.has(SHA256)


@settings(max_examples=30)
@given(content=st.binary(max_size=300))
def test_any_bytes_hash_to_their_name(media: MediaStore, content: bytes) -> None:
    received = media.receive(io.BytesIO(content))
    assert read_bytes(media.original(received.sha256)) == content
    media.verify(received.sha256)


def test_the_same_bytes_are_kept_once(media: MediaStore, card: Path) -> None:
    first, again = media.receive(card), media.receive(card)
    assert again == replace(first, duplicate=True)
    assert visible(media) == [media.original(SHA256)]


def test_of_many_that_add_the_same_exactly_one_is_first(media: MediaStore, card: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        received = list(pool.map(lambda _n: MediaStore(media.root).receive(card), range(8)))
    assert [one.duplicate for one in received].count(False) == 1
    assert visible(media) == [media.original(SHA256)]


@pytest.mark.slow
def test_of_many_processes_exactly_one_places_the_file(
    media: MediaStore, card: Path, child_command: list[str]
) -> None:
    children = [subprocess.Popen([*child_command, "add", media.root, card], stdout=-1) for _ in range(4)]
    assert [child.communicate()[0] for child in children] == [b"added\n"] * 4
    assert visible(media) == [media.original(SHA256)]
    media.verify(SHA256)


def test_a_cut_off_stream_leaves_nothing(media: MediaStore) -> None:
    with pytest.raises(SourceFailed, match=r"9 of 10 bytes") as caught:
        media.receive(io.BytesIO(b"123456789"), name="upload.mp4", expected_bytes=10)
    assert caught.value.name == "upload.mp4"
    assert visible(media) == []


def test_a_dying_card_names_the_file_and_the_place(media: MediaStore, card: Path) -> None:
    class Dying(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 2**20:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(size)

    with pytest.raises(SourceFailed, match=r"MVI_0001.*byte 2097152.*Input/output error"):
        media.receive(Dying(BYTES), name="MVI_0001.MP4")
    assert visible(media) == []
    assert media.add(card)[0] == SHA256


def test_what_is_no_file_is_refused_at_once(media: MediaStore, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    for source in (tmp_path / "pipe.mp4", tmp_path, tmp_path / "missing.mp4"):
        with pytest.raises(SourceFailed, match=source.name):
            media.receive(source)


def test_a_copy_that_cannot_fit_is_not_begun(
    media: MediaStore, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")(10**9, 10**9, len(BYTES) + 1000)
    monkeypatch.setattr(copying.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DiskFull, match="MVI_0001") as caught:
        media.receive(card)
    assert (caught.value.needed_bytes, caught.value.free_bytes) == (len(BYTES), len(BYTES) + 1000)
    assert visible(media) == []


def test_a_changed_bit_is_found_and_the_card_heals_it(media: MediaStore, card: Path) -> None:
    media.add(card)
    original = media.original(SHA256)
    original.chmod(0o600)
    original.write_bytes(BYTES[:-1] + b"\0")
    with pytest.raises(FootageDamaged) as caught:
        media.verify(SHA256)
    assert caught.value.sha256 == SHA256
    assert not media.receive(card).duplicate
    media.verify(SHA256)
    assert read_bytes(original) == BYTES


def test_erasing_takes_the_footage_and_all_that_was_made_from_it(media: MediaStore, card: Path) -> None:
    media.add(card)
    with media.staged(media.derived(SHA256, "proxy.mp4")) as partial:
        partial.write_bytes(b"proxy")
    media.erase(SHA256)
    media.erase(SHA256)  # steps may run twice
    assert not media.folder(SHA256).exists()
    assert not media.has(SHA256)
    left = [path for path in media.root.rglob("*") if path.is_file() and path.stat().st_size]
    assert [path for path in left if path.name != ".keys"] == []  # which says only whose keys are meant


def test_a_job_under_way_makes_nothing_from_what_is_erased(media: MediaStore, card: Path) -> None:
    media.add(card)
    proxy = media.derived(SHA256, "proxy.mp4")
    with pytest.raises(FootageErased), media.staged(proxy) as partial:  # noqa: PT012
        partial.write_bytes(b"proxy")
        media.erase(SHA256)
    with pytest.raises(FootageErased), media.staged(proxy) as partial:
        partial.write_bytes(b"proxy")
    with pytest.raises(FootageErased), media.staged(media.derived(SHA256, "words/bs.json")) as partial:
        partial.write_bytes(b"words")
    assert not proxy.exists()


@pytest.mark.parametrize("stage", [staged, staged_folder])
def test_a_job_that_makes_its_folder_again_still_places_nothing(
    media: MediaStore, card: Path, stage: Callable[[Path], AbstractContextManager[Path]]
) -> None:
    media.add(card)
    proxy = media.derived(SHA256, "proxy")
    with pytest.raises(FootageErased), stage(proxy) as partial:  # noqa: PT012
        media.erase(SHA256)
        partial.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir(exist_ok=True) if stage is staged_folder else partial.write_bytes(b"proxy")
    assert visible(media) == [media.root / ".erased" / SHA256]
    assert not proxy.exists()


def test_a_card_that_is_read_again_does_not_bring_erased_footage_back(media: MediaStore, card: Path) -> None:
    media.add(card)
    media.erase(SHA256)
    with pytest.raises(FootageErased) as caught:
        media.add(card)
    assert "card" in caught.value.advice
    assert visible(media) == [media.root / ".erased" / SHA256]
    assert media.receive(card, although_erased=True).sha256 == SHA256  # the person decided anew
    media.verify(SHA256)
    assert media.receive(card).duplicate


def test_what_is_forgotten_may_come_again(media: MediaStore, card: Path) -> None:
    media.add(card)
    media.forget(SHA256)
    media.forget(SHA256)
    assert visible(media) == []
    assert not media.receive(card).duplicate
    media.sweep()
    media.verify(SHA256)


def test_what_is_forgotten_before_it_has_its_place_is_not_said_to_be_here(
    media: MediaStore, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media.add(card)
    whole = media._is_whole

    def late(sha256: str) -> bool:
        monkeypatch.undo()
        media.forget(sha256)
        return whole(sha256)

    monkeypatch.setattr(media, "_is_whole", late)
    with suppress(KeyGone):  # it was sealed under a key that is gone by now
        media.add(card)
    if media.has(SHA256):
        media.verify(SHA256)
    media.add(card)
    media.verify(SHA256)


def test_sweeping_ends_an_erasure_that_was_broken_off(media: MediaStore, card: Path) -> None:
    media.add(card)
    trash = media.root / ".trash" / ".0123456789abcdef.part"
    trash.parent.mkdir()
    media.folder(SHA256).rename(trash)
    media.sweep()
    assert not trash.exists()


def test_sweeping_takes_copies_that_were_broken_off(media: MediaStore, card: Path) -> None:
    media.add(card)
    left = media.root / ".incoming" / ".0123456789abcdef.part"
    left.write_bytes(b"half")
    assert media.sweep(older_than_s=3600) == []
    os.utime(left, (0, 0))
    assert media.sweep(older_than_s=3600) == [left]
    assert visible(media) == [media.original(SHA256)]


@pytest.mark.parametrize(
    "sha256", ["", "..", "../../etc", "3f9c", SHA256.upper(), SHA256 + "\n", "/" + SHA256]
)
def test_a_hash_is_never_a_path(media: MediaStore, sha256: str) -> None:
    with pytest.raises(BadName):
        media.folder(sha256)


@pytest.mark.parametrize("name", ["", "..", "../x", "a/../../x", "/etc/passwd", "original", "a\0b"])
def test_a_derivative_stays_in_its_folder(media: MediaStore, name: str) -> None:
    with pytest.raises(BadName):
        media.derived(SHA256, name)
