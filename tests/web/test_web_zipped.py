"""A ZIP that is never written: other programs read it, every range of it is right, of any size."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.config import Settings
from pvstudio.store import MediaStore
from web.sending import zipped as making
from web.sending.zipped import Named, files_of, zipped
from workflows.wiring import Studio

AT = datetime(2026, 5, 1, 12, 30, 8, tzinfo=UTC)
CONTENTS = st.lists(st.binary(max_size=300), min_size=1, max_size=4)


def made(folder: Path, contents: list[bytes]) -> BinaryIO:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, content in enumerate(contents):
        (folder / f"{number} فيلم.bin").write_bytes(content)
    return zipped(list(files_of(folder)), "kit-1", AT)


@pytest.mark.parametrize("large_from", [making._LARGE, 100])
@settings(max_examples=40)
@given(contents=CONTENTS, data=st.data())
def test_it_is_a_zip_from_every_place(
    tmp_path: Path, large_from: int, contents: list[bytes], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "_LARGE_FROM", large_from)
        whole = made(tmp_path / "kit", contents)
        content = whole.read()
    assert len(content) == whole.seek(0, 2)
    with zipfile.ZipFile(whole) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == contents
        assert archive.namelist()[0] == "kit-1/0 فيلم.bin"
        assert archive.infolist()[0].date_time == (2026, 5, 1, 12, 30, 8)
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, len(content)))
    again = made(tmp_path / "kit", contents) if large_from == making._LARGE else None
    if again:
        again.seek(start)
        found = b""
        while len(found) < length and (block := again.read(length - len(found))):
            found += block
        assert found == content[start : start + length]


def test_a_file_that_becomes_shorter_ends_it(tmp_path: Path) -> None:
    archive = made(tmp_path / "kit", [b"x" * 5000])
    (tmp_path / "kit" / "0 فيلم.bin").write_bytes(b"x" * 10)
    with pytest.raises(OSError, match="became shorter"):
        archive.read()


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
@pytest.mark.parametrize("large_from", [making._LARGE, 10])
def test_unzip_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large_from: int) -> None:
    monkeypatch.setattr(making, "_LARGE_FROM", large_from)
    file = tmp_path / "kit.zip"
    file.write_bytes(made(tmp_path / "kit", [b"film" * 1000, b"", b"words"]).read())
    tested = subprocess.run(["unzip", "-t", str(file)], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stdout + tested.stderr


@given(words=st.lists(st.binary(max_size=60), min_size=1, max_size=3), start=st.integers(0, 400))
def test_a_few_bytes_at_hand_go_in_between_files(
    tmp_path_factory: pytest.TempPathFactory, words: list[bytes], start: int
) -> None:
    file = tmp_path_factory.mktemp("at-hand") / "opaque.bin"
    file.write_bytes(b"film" * 50)
    inside = [Named("index.html", words[0]), Named("clip-1.mp4", file)]
    inside += [Named(f"receipt-{number}.png", one) for number, one in enumerate(words)]
    whole = zipped(inside, "about-me", AT).read()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        names = ["index.html", "clip-1.mp4", *(f"receipt-{number}.png" for number in range(len(words)))]
        assert archive.namelist() == [f"about-me/{name}" for name in names]
        assert [archive.read(one) for one in archive.namelist()] == [words[0], b"film" * 50, *words]
    again = zipped(inside, "about-me", AT)
    again.seek(start)
    assert again.read() == whole[start:]


def test_what_is_sealed_goes_in_as_it_was(tmp_path: Path) -> None:
    files = MediaStore(Studio.open(Settings(home=tmp_path / "studio")).folder("bihac") / "media")
    content = b"picture and sound" * 100_000
    (tmp_path / "clip.mp4").write_bytes(content)
    sha256, _size = files.add(tmp_path / "clip.mp4")
    sealed = files.original(sha256)
    assert content[:1000] not in sealed.read_bytes()
    with zipfile.ZipFile(zipped([Named("clip-1.mp4", sealed)], "about-me", AT)) as archive:
        assert archive.testzip() is None
        assert archive.read("about-me/clip-1.mp4") == content
