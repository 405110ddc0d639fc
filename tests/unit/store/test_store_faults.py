"""Every durable system call of a commit is made to fail, or is the last one before a kill.

strace injects the fault. CI tries a random sample of ``PVSTUDIO_FAULT_POINTS`` points; 0 tries all.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from needs import need
from store_child import count, increment, open_media, open_store

from pvstudio.store import MediaStore
from pvstudio.store.files import write_bytes

#: Acknowledgements are `writev`, which is noted and never tampered with.
CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,rename,mkdir,unlink,unlinkat,rmdir,chmod,fchmod"
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
POINTS = int(os.environ.get("PVSTUDIO_FAULT_POINTS", "40"))
SHARES = 4  # tests that divide the points among them
TYPED = {"DiskFull", "StorageFailed", "StoreBusy"}
#: Several blocks long.
FOOTAGE = bytes(range(256)) * 10_000

#: Where media lie below a test's folder: in a studio they are sealed.
SEALED_OR_PLAIN = ("media", "workshops/w/media")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200 if POINTS == 0 else 600)]


@dataclass(frozen=True)
class Fault:
    """The *when*-th of a *call* is tampered with."""

    call: str
    what: str
    when: int

    def __str__(self) -> str:
        return f"{self.call}:{self.what}:when={self.when}"


def traced(log: Path, command: list[str], fault: Fault | None = None) -> subprocess.CompletedProcess[str]:
    """Run *command* under strace, with *fault* or only noting its calls in *log*."""
    inject = [] if fault is None else ["-e", f"inject={fault}"]
    # Not --seccomp-bpf, quicker as it is: strace 6.1 then loses injected signals.
    strace = [need("strace"), "-f", "-o", str(log), "-e", f"trace={CALLS},writev", *inject]
    return subprocess.run([*strace, *command], capture_output=True, text=True, check=False, timeout=60)


def points(log: Path, command: list[str]) -> list[Fault]:
    """Run *command*, and return a sample of all points at which it can be tampered with."""
    done = traced(log, command)
    assert done.returncode == 0, done.stderr
    calls = Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE))
    every = [
        Fault(call, what, when + 1)
        for call, n in calls.items()
        if call != "writev"
        for when in range(n)
        for what in FAULTS
    ]
    assert {"fsync", "fdatasync"} & calls.keys()
    return random.sample(every, min(len(every), -(-POINTS // SHARES))) if POINTS else every


def tampered(folder: Path, command: list[str], fault: Fault) -> Iterator[str]:
    """Run *command* with *fault*; yield what it acknowledged, and check how it ended."""
    done = traced(folder / "log", command, fault)
    seen = (folder / "log").read_text()
    assert "INJECTED" in seen or "killed by SIGKILL" in seen, f"{fault} was never reached"
    if fault.what == "signal=KILL":
        assert done.returncode in {-9, 137}, (fault, done)
    else:
        assert done.returncode in {0, 3}, (fault, done.stderr)
        assert done.returncode == 0 or done.stderr in TYPED, (fault, done.stderr)
    yield from done.stdout.splitlines()


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(".*.part*"))


def order_before_acknowledging(log: Path) -> list[list[str]]:
    """Return the calls that succeeded before each acknowledgement."""
    calls = re.findall(r"^\d+ +(\w+)\(.* = \d+$", log.read_text(), re.MULTILINE)
    return [part.split() for part in " ".join(calls).split("writev")[:-1]]


def test_nothing_is_acknowledged_before_it_is_synced(tmp_path: Path, child_command: list[str]) -> None:
    """A power cut cannot be tried here; that its order of calls is right can."""
    card = tmp_path / "MVI_0001.MP4"
    card.write_bytes(FOOTAGE)
    log = tmp_path / "log"
    traced(log, [*child_command, "count", f"tiny:{tmp_path}/tiny", "3"])
    assert [calls[-5:] for calls in order_before_acknowledging(log)] == [
        ["write", "chmod", "fsync", "rename", "fsync"]
    ] * 3
    traced(log, [*child_command, "count", f"sqlite:///{tmp_path}/d.sqlite", "3"])
    assert [calls[-1] for calls in order_before_acknowledging(log)] in [["fdatasync"] * 3, ["fsync"] * 3]
    traced(log, [*child_command, "add", f"{tmp_path}/media", str(card)])
    (calls,) = order_before_acknowledging(log)
    written = len(calls) - calls[::-1].index("write")
    assert [call for call in calls[written:] if call != "fchmod"] == [
        *["fsync", "fsync"],  # the bytes, and the folder that they arrive in
        *["mkdir", "fsync", "mkdir", "fsync"],  # the folders that they are to lie in
        *["rename", "fsync"],
    ]


@pytest.mark.parametrize("kind", ["tiny", "sqlite"])
def test_documents_are_never_behind_what_was_acknowledged(
    kind: str, tmp_path: Path, child_command: list[str]
) -> None:
    def command(place: Path) -> list[str]:
        address = {"tiny": f"tiny:{place}", "sqlite": f"sqlite:///{place}/documents.sqlite"}
        return [*child_command, "count", address[kind], "3"]

    for number, fault in enumerate(points(tmp_path / "log", command(tmp_path / "clean"))):
        place = tmp_path / str(number)
        told = max(map(int, tampered(tmp_path, command(place), fault)), default=0)
        address = command(place)[-2]
        assert told <= count(address) <= told + 1, str(fault)
        if "error" in fault.what and fault.call not in {"unlink", "unlinkat"}:
            assert leftovers(place) == [], str(fault)
        before = count(address)
        assert increment(open_store(address)) == before + 1  # and it goes on


@pytest.mark.parametrize("inside", SEALED_OR_PLAIN)
def test_footage_is_whole_or_not_there(inside: str, tmp_path: Path, child_command: list[str]) -> None:
    card = tmp_path / "MVI_0001.MP4"
    card.write_bytes(FOOTAGE)

    def command(place: Path) -> list[str]:
        return [*child_command, "add", str(place / inside), str(card)]

    for number, fault in enumerate(points(tmp_path / "log", command(tmp_path / "clean"))):
        media = open_media(tmp_path / str(number) / inside)
        told = list(tampered(tmp_path, command(tmp_path / str(number)), fault))
        here = media.originals()
        assert len(here) == 1 or not told, str(fault)
        for sha256 in here:
            media.verify(sha256)
        if "error" in fault.what and fault.call not in {"unlink", "unlinkat"}:
            assert leftovers(media.root) == [], str(fault)
        assert media.receive(card).size_bytes == len(FOOTAGE)  # the card is copied again
        media.sweep(older_than_s=-1)
        assert leftovers(tmp_path / str(number)) == []
        media.verify(media.originals()[0])


@pytest.mark.parametrize("inside", SEALED_OR_PLAIN)
def test_an_erasure_is_never_undone_and_can_always_be_ended(
    inside: str, tmp_path: Path, child_command: list[str]
) -> None:
    card = tmp_path / "MVI_0001.MP4"
    card.write_bytes(FOOTAGE)

    def filled(name: str) -> tuple[MediaStore, str]:
        media = open_media(tmp_path / name / inside)
        sha256, _size = media.add(card)
        write_bytes(media.derived(sha256, "proxy.mp4"), FOOTAGE[:1000])
        return media, sha256

    media, sha256 = filled("clean")
    for number, fault in enumerate(
        points(tmp_path / "log", [*child_command, "erase", str(media.root), sha256])
    ):
        media, _sha256 = filled(str(number))
        told = list(tampered(tmp_path, [*child_command, "erase", str(media.root), sha256], fault))
        assert not (told and media.folder(sha256).exists()), str(fault)
        begun = (media.root / ".erased" / sha256).exists()  # then the sweep alone ends it
        if not begun:  # whole, never half
            media.verify(sha256)
            assert media.derived(sha256, "proxy.mp4").exists()
            media.erase(sha256)
        media.sweep()
        left = [path for path in media.root.rglob("*") if path.is_file() and path.stat().st_size]
        assert [path for path in left if path.name != ".keys"] == []  # it says whose keys these are
        assert list(tmp_path.glob(f"{number}/keys/*/footage-*")) == []
