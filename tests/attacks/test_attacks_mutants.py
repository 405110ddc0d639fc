"""Films with something broken in them, and films from the world: an answer each, in time."""

import csv
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from attackers import decode

from pvstudio.media.errors import CommandFailed, MediaRefused
from pvstudio.media.probing import probe
from pvstudio.model import MediaInfo

MakeFilm = Callable[..., Path]
MUTANTS = int(os.environ.get("PVSTUDIO_MUTANTS", "60"))
SECONDS = 20


def bits(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 5, 50, 500])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(1, len(data)) :]


def zeros(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    data[start : start + 4096] = bytes(len(data[start : start + 4096]))


def swapped(data: bytearray, rng: random.Random) -> None:
    a, b = (rng.randrange(len(data) - 512) for _ in range(2))
    data[a : a + 512], data[b : b + 512] = data[b : b + 512], data[a : a + 512]


def lengths(data: bytearray, rng: random.Random) -> None:
    """Lie in numbers: most of a film's structure lies at its ends."""
    for _ in range(20):
        at = rng.choice([rng.randrange(64), len(data) - rng.randrange(5, 2000)])
        data[at : at + 4] = rng.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4), b"\0\0\0\1"])


def head(data: bytearray, rng: random.Random) -> None:
    for at in range(rng.randrange(4, 200)):
        data[at] = rng.randrange(256)


def doubled(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    data[start:start] = data[start : start + 10_000]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return *data* as a bad card, a broken cable or a malicious hand would leave it."""
    broken = bytearray(data)
    rng.choice([bits, cut, zeros, swapped, lengths, head, doubled])(broken, rng)
    return bytes(broken)


def answer_in_time(path: Path, folder: Path, name: str) -> MediaInfo | MediaRefused:
    """Probe and, when that is allowed, decode; any other error than the two kinds fails the test."""
    started, answer = time.monotonic(), None
    try:
        answer = probe(path, name=name)
    except MediaRefused as refused:
        answer = refused
    else:
        with suppress(CommandFailed):
            decode(path, folder)
    assert time.monotonic() - started < SECONDS, name
    return answer


@pytest.mark.slow
def test_broken_films_get_an_answer(film: Path, make_film: MakeFilm, tmp_path: Path) -> None:
    kinds = [film] + [
        make_film(f"mutant.{kind}", "-i", film, "-c", "copy", reads=(film,))
        for kind in ("mkv", "ts", "avi", "mov")
    ]
    answers: list[MediaInfo | MediaRefused] = []
    path = tmp_path / "original"
    for seed in range(MUTANTS):
        rng = random.Random(seed)
        path.write_bytes(mutated(rng.choice(kinds).read_bytes(), rng))
        answers.append(answer_in_time(path, tmp_path, f"mutant {seed}"))
    refused = [answer for answer in answers if isinstance(answer, MediaRefused)]
    assert all(answer.reason and answer.advice for answer in refused)
    if MUTANTS >= 60:  # the breaking reaches both sides of the line
        assert 0 < len(refused) < len(answers)
    assert sorted(file.name for file in tmp_path.iterdir()) in (["original"], ["decoded.mkv", "original"])


@pytest.mark.material
@pytest.mark.slow
def test_hostile_material_gets_an_answer(material: Path, tmp_path: Path, sandbox: str) -> None:
    surprises = []
    with (material / "hostile" / "manifest.tsv").open(encoding="utf-8") as manifest:
        for row in csv.DictReader(manifest, delimiter="\t"):
            answer = answer_in_time(material / "hostile" / row["file"], tmp_path, row["file"])
            must_be_refused = "refuse" in row["expected_or_note"] or row["kind"] in {
                "playlist disguised",
                "not media",
            }
            if must_be_refused and isinstance(answer, MediaInfo):
                surprises.append((row["file"], answer))
    assert surprises == []


@pytest.mark.material
@pytest.mark.slow
def test_films_of_the_world_are_taken(material: Path) -> None:
    refused = []
    for path in sorted((material / "video").iterdir()):
        if path.is_file() and path.suffix != ".tsv":
            started = time.monotonic()
            try:
                probe(path, name=path.name)
            except MediaRefused as error:
                refused.append(error)
            assert time.monotonic() - started < SECONDS, path
    assert refused == []
