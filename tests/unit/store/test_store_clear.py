"""Clear rooms and copies: there while somebody works in them, gone afterwards, whatever happened."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pvstudio.store import clear, copies
from pvstudio.store.clear import mark_as_cache, memory_folder, room, sweep, sweep_all
from pvstudio.store.copies import clear_copy, fits
from pvstudio.store.errors import KeyGone
from pvstudio.store.files import write_bytes
from pvstudio.store.homes import keep_sealed, shred

MARK = secrets.token_bytes(24)


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    keep_sealed(tmp_path)
    return tmp_path


@pytest.fixture
def film(studio: Path) -> Path:
    path = studio / "workshops" / "w" / "films" / "1" / "film.mp4"
    write_bytes(path, MARK)
    return path


@pytest.fixture
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "memory_folder", lambda: None)


def left(base: Path) -> list[str]:
    return sorted(path.name for path in base.iterdir() if path.name != "CACHEDIR.TAG")


def test_a_room_is_private_and_goes_with_its_block(tmp_path: Path) -> None:
    base = mark_as_cache(tmp_path / "clear")
    assert (base / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    with pytest.raises(KeyError), room(base) as place:  # noqa: PT012
        (place / "inner").mkdir()
        (place / "inner" / "film.mp4").write_bytes(MARK)
        assert [folder.stat().st_mode & 0o777 for folder in (base, place)] == [0o700] * 2
        assert place.name.startswith(f"{os.getpid()}-")
        assert sweep(base) == []  # somebody works there
        assert (place / "inner").exists()
        raise KeyError
    assert left(base) == []


def test_sweeps_and_rooms_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    def work(_number: int) -> None:
        with room(tmp_path) as place:
            (place / "film.mp4").write_bytes(MARK)
            sweep(tmp_path)
            assert (place / "film.mp4").exists()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(80)))
    assert left(tmp_path) == []


def holder(film: Path, *, in_memory: bool) -> subprocess.Popen[str]:
    """Start a process that holds a clear copy of *film* and says where, until it is killed."""
    code = f"""
import time
from pathlib import Path
from pvstudio.store import copies
if not {in_memory}:
    copies.memory_folder = lambda: None
with copies.clear_copy(Path({str(film)!r})) as path:
    print(path, flush=True)
    time.sleep(60)
"""
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("in_memory", [True, False])
def test_what_a_killed_process_left_open_is_swept(studio: Path, film: Path, *, in_memory: bool) -> None:
    if in_memory and memory_folder() is None:
        pytest.skip("this system keeps no folder in memory")
    with holder(film, in_memory=in_memory) as process:
        assert process.stdout
        copy = Path(process.stdout.readline().strip())
        try:
            assert copy.read_bytes() == MARK
            assert copy.is_relative_to(studio / "clear") is not in_memory
            assert sweep_all(studio) == []
            assert copy.exists()
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    assert copy.read_bytes() == MARK  # it could not help it
    assert sweep_all(studio) == [copy.parent]
    assert not copy.parent.exists()
    assert not copy.parent.with_suffix(".lock").exists()


def test_users_share_one_copy_and_the_last_takes_it_away(studio: Path, film: Path, no_memory: None) -> None:
    with clear_copy(film) as one, clear_copy(film) as other:
        assert one == other != film
        assert one.read_bytes() == MARK
        assert (one.name, one.suffix) == ("film.mp4", ".mp4")
        assert one.stat().st_mode & 0o777 == 0o400
    assert left(studio / "clear") == []
    with clear_copy(film) as one:
        write_bytes(film, b"another film")
        with clear_copy(film) as other:
            assert (one.read_bytes(), other.read_bytes()) == (MARK, b"another film")
    assert left(studio / "clear") == []
    assert copies._copies == {}


def test_many_threads_share_it_too(film: Path, studio: Path, no_memory: None) -> None:
    def look(_number: int) -> bytes:
        with clear_copy(film) as path:
            time.sleep(0.002)
            return path.read_bytes()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(look, range(40))) == {MARK}
    assert left(studio / "clear") == []


def test_what_is_plain_is_not_copied(studio: Path) -> None:
    kit = studio / "workshops" / "w" / "kits" / "1" / "film.mp4"
    write_bytes(kit, MARK)
    for path in (kit, kit.parent, kit.with_name("none")):
        with clear_copy(path) as same:
            assert same == path
    assert not (studio / "clear").exists()


def test_what_does_not_open_leaves_nothing(studio: Path, film: Path, no_memory: None) -> None:
    shred(film)
    with pytest.raises(KeyGone), clear_copy(film):
        pass
    assert copies._copies == {}
    assert not (studio / "clear").exists() or left(studio / "clear") == []


def test_memory_is_used_where_it_is_plenty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(copies, "_available", lambda: 4000)
    assert fits(1000, tmp_path)
    assert not fits(1001, tmp_path)
    assert copies.shutil.disk_usage(tmp_path).free  # and of the folder half
    monkeypatch.setattr(copies, "_available", lambda: 1 << 60)
    assert not fits(copies.shutil.disk_usage(tmp_path).free // 2 + (1 << 30), tmp_path)


def test_a_folder_that_others_can_enter_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clear, "_in_memory", lambda folder: folder == tmp_path)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = memory_folder()
    assert folder == tmp_path / f"pvstudio-{os.getuid()}"
    folder.chmod(0o755)
    assert memory_folder() is None
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    assert memory_folder() is None
