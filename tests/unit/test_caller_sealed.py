"""Media commands read what is sealed as a clear copy, which is gone when they are."""

from __future__ import annotations

import io
import os
from pathlib import Path

import av
import pytest

from pvstudio.media.containers import container
from pvstudio.media.errors import CommandFailed, MediaRefused
from pvstudio.media.ffmpeg import frames_from, input_args, run
from pvstudio.media.ffmpeg.room import Room
from pvstudio.media.probing import probe
from pvstudio.store import MediaStore
from pvstudio.store.clear import memory_folder
from pvstudio.store.errors import KeyGone, SealBroken
from pvstudio.store.files import staged
from pvstudio.store.homes import keep_sealed, shred
from pvstudio.store.reading import sealed


@pytest.fixture
def files(tmp_path: Path) -> MediaStore:
    keep_sealed(tmp_path)
    return MediaStore(tmp_path / "workshops" / "w" / "media")


@pytest.fixture
def original(files: MediaStore, film: Path) -> Path:
    return files.original(files.add(film)[0])


def open_rooms(files: MediaStore) -> list[Path]:
    bases = [files.root.parents[2] / "clear", memory_folder()]
    rooms = [path for base in bases if base and base.exists() for path in base.glob("*-*")]
    return [path for path in rooms if path.name.startswith(f"{os.getpid()}-")]


def test_a_command_reads_the_original_and_its_work_is_sealed(files: MediaStore, original: Path) -> None:
    target = original.with_name("copy.mp4")
    with staged(target) as partial:
        args = [*input_args(original), "-c", "copy", "-t", "1", f"file:{partial}"]
        run(args, reads=[original], writes=partial.parent)
    assert sealed(original)
    assert sealed(target)
    with container(target) as file:
        assert file.streams.video[0].frames == 25
    assert open_rooms(files) == []
    assert sorted(path.name for path in original.parent.iterdir()) == ["copy.mp4", "original"]


def test_frames_and_the_probe_are_no_different(files: MediaStore, original: Path, film: Path) -> None:
    args = [*input_args(original), "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]
    frames = frames_from(args, reads=[original], frame_bytes=320 * 180)
    assert len(next(frames)) == 320 * 180
    assert len(open_rooms(files)) >= 1
    frames.close()
    assert open_rooms(files) == []
    assert probe(original, name="film.mp4") == probe(film, name="film.mp4")
    assert open_rooms(files) == []


def test_a_command_that_fails_leaves_nothing_open(files: MediaStore, original: Path) -> None:
    with pytest.raises(CommandFailed) as caught:
        run([*input_args(original), "-c:v", "none"], reads=[original], writes=original.parent)
    assert f"file:{original}" in caught.value.command  # not a path that nobody can look at any more
    assert open_rooms(files) == []
    note = files.receive(io.BytesIO(b"only a note"), name="note.txt")
    with pytest.raises(MediaRefused, match="text"):
        probe(files.original(note.sha256), name="note.txt")


def test_what_is_erased_or_broken_is_said_before_anything_starts(files: MediaStore, original: Path) -> None:
    original.chmod(0o600)
    whole = original.read_bytes()
    original.write_bytes(whole[:-1])
    with pytest.raises(SealBroken):
        Room(None, [original])
    original.write_bytes(whole)
    shred(original)
    for use in (lambda: Room(None, [original]), lambda: probe(original, name="film.mp4")):
        with pytest.raises(KeyGone):
            use()
    assert open_rooms(files) == []


def test_packets_are_the_same_with_and_without_a_seal(files: MediaStore, film: Path) -> None:
    sha256, _size = files.add(film)
    copy = files.derived(sha256, "film.mp4")
    with staged(copy) as partial:
        partial.write_bytes(film.read_bytes())
    with container(copy) as ours, av.open(str(film)) as theirs:
        assert [bytes(p) for p in ours.demux()] == [bytes(p) for p in theirs.demux()]
