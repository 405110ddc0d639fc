"""The format of sealed files: any range of any bytes, and nothing changed unseen."""

from __future__ import annotations

import hashlib
import io
import os
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.store import sealing
from pvstudio.store.errors import KeyGone, SealBroken
from pvstudio.store.keys import Key
from pvstudio.store.sealing import HEADER, TAG, SealedFile, is_sealed, seal

KEY = Key(id="footage-1", secret=bytes(range(32)))
OTHER = Key(id="footage-1", secret=bytes(range(1, 33)))
#: Segments so small that a few bytes fill several.
SMALL = 16


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that seals bytes into a file called *name*, anew each time."""
    folder = tmp_path_factory.mktemp("sealed")

    def make(content: bytes, name: str = "film.mp4", key: Key = KEY) -> Path:
        path = folder / name
        with path.open("wb") as target:
            seal(io.BytesIO(content), target, key, name)
        return path

    return make


@pytest.fixture(scope="module", autouse=True)
def small() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "SEGMENT", SMALL)
        yield


def read(path: Path, key: Key | None = KEY) -> bytes:
    with SealedFile(path, key) as file:
        return file.read()


@settings(max_examples=150)
@given(
    content=st.binary(max_size=SMALL * 5),
    ranges=st.lists(st.tuples(st.integers(0, SMALL * 6), st.integers(0, SMALL * 6)), max_size=6),
)
def test_any_range_of_any_bytes_is_that_slice(
    sealed: Callable[..., Path], content: bytes, ranges: list[tuple[int, int]]
) -> None:
    path = sealed(content)
    assert is_sealed(path)
    assert path.stat().st_size == HEADER + len(content) + TAG * max(1, -(-len(content) // SMALL))
    assert read(path) == content
    with SealedFile(path, KEY) as file:
        assert file.size == len(content) == file.seek(0, os.SEEK_END)
        for start, length in ranges:
            assert file.seek(start) == start
            assert file.read(length) == content[start : start + length]
            assert file.tell() == start + len(content[start : start + length])


@settings(max_examples=60)
@given(blocks=st.lists(st.binary(max_size=SMALL * 3), max_size=6))
def test_it_does_not_matter_in_which_blocks_bytes_arrive(tmp_path_factory, blocks: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("blocks") / "film.mp4"
    with path.open("wb") as target:
        sealer = sealing.Sealer(target)
        for block in blocks:
            sealer.write(block)
        sealer.finish(KEY, path.name)
    assert read(path) == b"".join(blocks)


@pytest.mark.parametrize("length", [0, 1, SMALL, SMALL * 2 + 5])
def test_every_bit_that_changes_is_found(sealed: Callable[..., Path], length: int) -> None:
    path = sealed(bytes(length))
    whole = path.read_bytes()
    for bit in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(SealBroken) as caught:
            read(path) if is_sealed(path) else None
        assert caught.value.path == path
        assert caught.value.segment == (None if bit // 8 < HEADER else (bit // 8 - HEADER) // (SMALL + TAG))


def test_every_cut_and_every_tail_is_found(sealed: Callable[..., Path]) -> None:
    path = sealed(bytes(SMALL * 3))
    whole = path.read_bytes()
    for length in range(len(sealing.MAGIC), len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(SealBroken):
            SealedFile(path, KEY)
    for tail in (b"\0", bytes(SMALL + TAG), whole[-(SMALL + TAG) :]):
        path.write_bytes(whole + tail)
        with pytest.raises(SealBroken):
            SealedFile(path, KEY)


def segments(path: Path) -> tuple[bytes, list[bytes]]:
    whole = path.read_bytes()
    body, step = whole[HEADER:], SMALL + TAG
    return whole[:HEADER], [body[at : at + step] for at in range(0, len(body), step)]


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 2), (0, 2, 1), (2, 1, 0), (0, 1, 1)])
def test_segments_stay_where_they_were(sealed: Callable[..., Path], order: tuple[int, ...]) -> None:
    path = sealed(bytes(SMALL * 3))
    head, parts = segments(path)
    path.write_bytes(head + b"".join(parts[number] for number in order))
    with pytest.raises(SealBroken) as caught:
        read(path)
    assert caught.value.segment == next(n for n, number in enumerate(order) if n != number)


def test_no_segment_and_no_header_serves_another_file(sealed: Callable[..., Path]) -> None:
    one, other = sealed(bytes(SMALL * 2), "one.mp4"), sealed(bytes(SMALL * 2), "other.mp4")
    (head, parts), (other_head, other_parts) = segments(one), segments(other)
    for mixed in (head + parts[0] + other_parts[1], other_head + b"".join(parts)):
        one.write_bytes(mixed)
        with pytest.raises(SealBroken):
            read(one)


def test_a_file_answers_to_its_name_alone(sealed: Callable[..., Path]) -> None:
    """Else whoever can rename files could put the untreated clip in the place of the treated one."""
    path = sealed(b"untreated", "mezzanine-1.mp4")
    with pytest.raises(SealBroken):
        read(path.rename(path.with_name("mezzanine-2.mp4")))


def test_two_seals_of_the_same_bytes_share_nothing(sealed: Callable[..., Path]) -> None:
    first, again = segments(sealed(bytes(SMALL)))[1], segments(sealed(bytes(SMALL)))[1]
    assert first != again


def test_without_its_key_a_file_is_gone(sealed: Callable[..., Path]) -> None:
    path = sealed(b"secret")
    for key in (None, OTHER):
        with pytest.raises(KeyGone) as caught:
            SealedFile(path, key)
        assert caught.value.path == path
        assert caught.value.advice
    with pytest.raises(SealBroken):
        SealedFile(path, Key(id="footage-2", secret=KEY.secret))


def test_what_was_opened_before_ends_with_the_key(sealed: Callable[..., Path]) -> None:
    alive = True
    with SealedFile(sealed(bytes(SMALL * 2)), KEY, lives=lambda: alive) as file:
        assert file.read(SMALL) == bytes(SMALL)
        alive = False
        with pytest.raises(KeyGone):
            file.read(1)


def test_libraries_take_it_for_a_file(sealed: Callable[..., Path]) -> None:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as written:
        written.setparams((1, 2, 8000, 0, "NONE", ""))
        written.writeframes(bytes(100))
    with SealedFile(sealed(buffer.getvalue(), "a.wav"), KEY) as file:
        assert hashlib.file_digest(file, "sha256").digest() == hashlib.sha256(buffer.getvalue()).digest()
        file.seek(0)
        with wave.open(file) as sound:
            assert sound.getnframes() == 50
        with pytest.raises(ValueError):
            file.seek(-1)
    assert file.closed
