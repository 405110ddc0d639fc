"""A ZIP that is never written: other programs read it, every range of it is right, of any size."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.sending import zipped as making
from web.sending.zipped import files_of, zipped

AT = datetime(2026, 5, 1, 12, 30, 8, tzinfo=UTC)
CONTENTS = st.lists(st.binary(max_size=300), min_size=1, max_size=4)


def made(folder: Path, contents: list[bytes]) -> BinaryIO:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, content in enumerate(contents):
        (folder / f"{number} فيلم.bin").write_bytes(content)
    return zipped(list(files_of(folder)), "kit-1", AT)


@pytest.mark.parametrize("large_from", [making._LARGE, 100])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
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
