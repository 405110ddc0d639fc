"""A small kit as a studio writes it: a few files, a manifest, a signature; no film was ever rendered."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from consent.ledger.keys import SigningKey
from pvstudio.model import Audience, Kit
from workflows.recall_lists import RecallList, mark_of, write
from workflows.screening_kits.checking import check
from workflows.screening_kits.manifests import NAME, SIGNATURE, SUMS, KitFile, Manifest, sign, sums_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENDS = datetime(2026, 12, 24, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
KEY = SigningKey.new()
FILES = {
    "START-HERE.html": b"<!DOCTYPE html>",
    "film.mp4": bytes(range(256)) * 8,
    "film.ar.vtt": b"WEBVTT\n",
    "kit.json": b"{}",
    "guide.ar.html": "دليل".encode(),
}


def manifest(**other: object) -> Manifest:
    """Return the manifest of the small kit."""
    kit = Kit(
        id="kit-small",
        cut_version_id="version-1",
        audience=Audience.COMMUNITY,
        languages=("ar",),
        recipient="Library",
        published_at=NOW,
        expires_at=ENDS,
    )
    files = [KitFile.of(name, content) for name, content in FILES.items()]
    made = Manifest.of(kit, film="f" * 64, title="Хлеб", studio=KEY.public, files=files)
    return type(made)(**{name: getattr(made, name) for name in made.__slots__} | other)


def write_kit(folder: Path, made: Manifest | None = None, key: SigningKey = KEY) -> Path:
    """Write the small kit into the new *folder*."""
    folder.mkdir(parents=True)
    content = (made or manifest()).write()
    signature = sign(key, content)
    beside = [KitFile.of(NAME, content), KitFile.of(SIGNATURE, signature)]
    sums = sums_of([*(KitFile.of(name, text) for name, text in FILES.items()), *beside])
    for name, text in {**FILES, NAME: content, SIGNATURE: signature, SUMS: sums}.items():
        (folder / name).write_bytes(text)
    return folder


def copied(kit: Path, target: Path) -> Path:
    """Return a copy of a kit, as somebody made it on a stick."""
    return Path(copytree(kit, target))


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    return write_kit(tmp_path_factory.mktemp("kits") / "kit-small")


def looked_at(place, **more):
    """Check a kit with a list of recalls of that very moment, in which it is not."""
    at = more.setdefault("at", LATER)
    return check(place, **{"recalls": listed("kit-other", at=at)} | more)


def kinds(place, **more):
    return {fault.kind for fault in looked_at(place, **more).faults}


def listed(*kits, key=KEY, at=NOW, total=None):
    marks = tuple(map(mark_of, kits))
    return write(RecallList(key=key.public, at=at, total=total or len(marks), marks=marks, signing=key))


def zipped(folder, target, *, root="kit-small/", way=zipfile.ZIP_STORED):
    with zipfile.ZipFile(target, "w", way) as file:
        for path in sorted(folder.iterdir()):
            file.write(path, f"{root}{path.name}")
    return target
