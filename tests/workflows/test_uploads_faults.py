"""Every durable system call of an upload is made to fail, or is the last one before a kill.

strace injects the fault. CI tries a random sample of ``PVSTUDIO_FAULT_POINTS`` / 2; 0 tries all.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import uploads_child
from needs import need
from uploads_child import NoQueue
from workflow_world import WORKSHOP, new_world

from pvstudio.config import Settings
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Footage
from pvstudio.store.reading import read_bytes
from workflows import running
from workflows.uploads import receiving, taking
from workflows.uploads.records import Upload, UploadState
from workflows.wiring import Studio

CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,rename,mkdir,unlink,unlinkat,rmdir,chmod,fchmod"
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
POINTS = int(os.environ.get("PVSTUDIO_FAULT_POINTS", "12"))
FILM = random.Random(4).randbytes(30_000)
TYPED = {"DiskFull", "StorageFailed", "StoreBusy"}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200 if POINTS == 0 else 600)]


def child(home: Path, log: Path, command: str, upload: Upload, fault: str = "") -> tuple[int, str, str]:
    """Run the child under strace; return its status, what it acknowledged and its errors."""
    (home.parent / "film").write_bytes(FILM)
    inject = ["-e", f"inject={fault}"] if fault else []
    strace = [need("strace"), "-f", "-o", str(log), "-e", f"trace={CALLS},writev", *inject]
    program = [sys.executable, uploads_child.__file__, command, str(home), WORKSHOP, upload.id]
    done = subprocess.run(
        [*strace, *program, str(home.parent / "film")],
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    return done.returncode, done.stdout, done.stderr


def points(log: Path) -> list[str]:
    """Return a sample of the points at which what *log* tells of can be tampered with."""
    calls = Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE))
    del calls["writev"]
    assert {"fsync", "rename"} <= calls.keys()
    every = [f"{call}:{what}:when={n + 1}" for call in calls for n in range(calls[call]) for what in FAULTS]
    return random.sample(every, min(len(every), POINTS // 2)) if POINTS else every


def begun(folder: Path) -> tuple[Studio, Upload]:
    studio = new_world(folder).studio
    upload = receiving.begin(studio, WORKSHOP, name="Bread.mp4", size_bytes=len(FILM), by="lejla")
    return studio, upload


def again(template: Path, folder: Path) -> Studio:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder / "studio")
    return Studio.open(Settings(home=folder / "studio"))


def ended(status: int, errors: str, fault: str) -> None:
    """A fault kills, or is told by a typed error; or the call was one that nobody misses."""
    if "KILL" in fault:
        assert status != 3, fault
    else:
        assert status == 0 or (status == 3 and errors in TYPED), (fault, status, errors)


def test_what_was_acknowledged_stays_and_the_upload_goes_on(tmp_path: Path) -> None:
    _studio, upload = begun(tmp_path / "template")
    template, log = tmp_path / "template" / "studio", tmp_path / "log"
    again(template, tmp_path / "probe")
    status, said, errors = child(tmp_path / "probe" / "studio", log, "append", upload)
    assert (status, said.split()[-1], errors) == (0, str(len(FILM)), "")
    for fault in points(log):
        studio = again(template, tmp_path / "place")
        status, said, errors = child(studio.settings.home, log, "append", upload, fault)
        ended(status, errors, fault)
        acknowledged = int((["0", *said.split()])[-1])
        pieces = receiving.pieces_of(studio, WORKSHOP, upload.id)
        with pieces.opened() as stream:
            here = stream.read()
        assert acknowledged <= len(here), fault
        assert here == FILM[: len(here)], fault
        rest = io.BytesIO(FILM[len(here) :])
        end = receiving.append(studio, NoQueue(), WORKSHOP, upload, len(here), rest)  # type: ignore[arg-type]
        with pieces.opened() as stream:
            assert (end, stream.read()) == (len(FILM), FILM), fault


def test_it_is_taken_in_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studio, upload = begun(tmp_path / "template")
    receiving.append(studio, NoQueue(), WORKSHOP, upload, 0, io.BytesIO(FILM))  # type: ignore[arg-type]
    template, log = tmp_path / "template" / "studio", tmp_path / "log"
    again(template, tmp_path / "probe")
    status, said, errors = child(tmp_path / "probe" / "studio", log, "take", upload)
    assert (status, said, errors) == (0, "taken\n", "")
    monkeypatch.setattr(running, "job", lambda _step: QUIET)
    sha256 = hashlib.sha256(FILM).hexdigest()
    for fault in points(log):
        studio = again(template, tmp_path / "place")
        status, said, errors = child(studio.settings.home, log, "take", upload, fault)
        ended(status, errors, fault)
        running.open_studio(studio)
        footage_id = taking.keep(WORKSHOP, upload.id)
        taking.clear_away(WORKSHOP, upload.id)
        with studio.documents.read(WORKSHOP) as tx:
            [footage] = tx.find(Footage, sha256=sha256)
            now = tx.get(Upload, upload.id)
        assert footage.id == footage_id == now.footage_id, fault
        assert (now.state, now.duplicate) == (UploadState.TAKEN_IN, False), fault
        assert read_bytes(studio.files(WORKSHOP).original(sha256)) == FILM, fault
        assert not receiving.pieces_of(studio, WORKSHOP, upload.id).folder.exists(), fault
