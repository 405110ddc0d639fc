"""Files appear whole or not at all, and say why when they cannot."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest

from pvstudio.store import durable
from pvstudio.store.errors import AlreadyThere, DiskFull, StorageFailed
from pvstudio.store.files import make_folder, staged, staged_folder, sweep, write_bytes


def failing(number: int) -> Any:
    def call(*_args: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


def test_a_staged_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "new" / "deep" / "film.mp4"
    with staged(target) as partial:
        partial.write_bytes(b"film")
        assert partial.suffix == ".mp4"  # ffmpeg chooses by it
        assert not target.exists()
    assert target.read_bytes() == b"film"
    assert list(target.parent.iterdir()) == [target]


def test_a_failed_block_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "film.mp4"
    write_bytes(target, b"old")
    with pytest.raises(KeyError), staged(target) as partial:  # noqa: PT012
        partial.write_bytes(b"new")
        raise KeyError
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_block_that_made_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), staged(tmp_path / "film.mp4"):
        pass


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_names_the_file_and_the_room(tmp_path: Path, number: int) -> None:
    target = tmp_path / "film.mp4"
    with pytest.raises(DiskFull, match="film") as caught, staged(target) as partial:  # noqa: PT012
        partial.write_bytes(b"half")
        failing(number)()
    assert caught.value.path == target
    assert caught.value.free_bytes > 0
    assert caught.value.advice
    assert list(tmp_path.iterdir()) == []


def test_a_failing_sync_is_never_taken_for_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable.os, "fsync", failing(errno.EIO))
    with pytest.raises(StorageFailed, match="film"):
        write_bytes(tmp_path / "film.mp4", b"film")
    assert list(tmp_path.iterdir()) == []


def test_other_errors_keep_their_own_type(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), staged(tmp_path / "film.mp4") as partial:
        partial.write_bytes((tmp_path / "missing").read_bytes())


def test_modes_are_set_before_the_file_appears(tmp_path: Path) -> None:
    write_bytes(tmp_path / "secret", b"", mode=0o600)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    make_folder(tmp_path / "a" / "b", mode=0o700)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b")] == [0o700, 0o700]


def test_a_folder_appears_with_all_that_is_in_it(tmp_path: Path) -> None:
    kit = tmp_path / "kits" / "kit-1"
    with staged_folder(kit) as partial:
        write_bytes(partial / "film.mp4", b"film")
        write_bytes(partial / "subtitles" / "bs.srt", b"srt")
        assert not kit.exists()
    inside = sorted(str(path.relative_to(kit)) for path in kit.rglob("*"))
    assert inside == ["film.mp4", "subtitles", "subtitles/bs.srt"]
    assert list(kit.parent.iterdir()) == [kit]


def test_a_failed_folder_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), staged_folder(tmp_path / "kit") as partial:  # noqa: PT012
        write_bytes(partial / "film.mp4", b"film")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_written_once(tmp_path: Path) -> None:
    kit = tmp_path / "kit"
    kit.mkdir()
    with pytest.raises(AlreadyThere), staged_folder(kit):
        raise AssertionError("never begun")
    late = tmp_path / "late"
    with pytest.raises(AlreadyThere), staged_folder(late) as partial:  # noqa: PT012
        write_bytes(partial / "film.mp4", b"second")
        late.mkdir()  # somebody else was quicker
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kit", "late"]


def test_sweeping_takes_old_leftovers_and_nothing_else(tmp_path: Path) -> None:
    names = ["film.part.mp4", "a/original", ".hidden", ".a.b.part.mp4"]
    keep = [tmp_path / name for name in names]
    old = [tmp_path / ".0011223344556677.part.mp4", tmp_path / "a" / ".8899aabbccddeeff.part"]
    young = tmp_path / "a" / ".ffeeddccbbaa9988.part.wav"
    for path in (*keep, *old, young):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    kit = tmp_path / ".0123456789abcdef.part"
    kit.mkdir()
    (kit / "film.mp4").write_bytes(b"x")
    busy = tmp_path / ".fedcba9876543210.part"
    busy.mkdir()
    hours_ago = time.time() - 7200
    for path in (*keep, *old, kit / "film.mp4", kit, busy):
        os.utime(path, (hours_ago, hours_ago))
    (busy / "film.mp4").write_bytes(b"being written")
    os.utime(busy, (hours_ago, hours_ago))
    assert sorted(sweep(tmp_path, older_than_s=3600)) == sorted([*old, kit])
    assert all(path.exists() for path in (*keep, young, busy))
    assert not any(path.exists() for path in (*old, kit))
