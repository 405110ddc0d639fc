"""Killed at any durable system call, a withdrawal is either not told as done, or the gate is closed.

strace kills the process that withdraws, or erases, at the N-th fsync, rename, write … of its files. CI
tries a random sample of points; ``PVSTUDIO_FAULT_POINTS=0 pytest tests/workflows/test_withdrawal_killed.py``
tries every one.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from erasure_world import open_studio
from needs import need
from workflow_world import PEOPLE, WORKSHOP, new_world

from consent.ledger.checking import verify_workshop
from consent.releases import Answer, AnswerState
from pvstudio.model import Audience, Clip, CutState, CutVersion, Kit, KitState
from pvstudio.store.files import write_bytes
from workflows import erase as erasing
from workflows import outbox
from workflows import withdraw as withdrawing
from workflows.erasures import ErasureOrder
from workflows.publish import film_folder, gate_refuses, kit_folder
from workflows.queue import JobQueue, Work
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal

CALLS = "fsync,fdatasync,ftruncate,pwrite64,rename,unlink,unlinkat,rmdir,mkdir"
POINTS = int(os.environ.get("PVSTUDIO_FAULT_POINTS", "40"))
SHARE = 8  # these children are slow to start: one point here for eight of the store's
COMMUNITY = Audience.COMMUNITY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200 if POINTS == 0 else 900)]


@dataclass(frozen=True)
class Point:
    """The process dies at the *when*-th of a *call*, before the call does anything."""

    call: str
    when: int


def traced(what: str, studio: Studio, log: Path, point: Point | None = None) -> subprocess.CompletedProcess:
    kill = ["-e", f"inject={point.call}:signal=KILL:when={point.when}"] if point else []
    child = [sys.executable, "-B", str(Path(__file__).with_name("withdrawal_child.py")), what]
    command = [need("strace"), "-f", "-o", str(log), "-e", f"trace={CALLS},writev", *kill, *child]
    home = str(studio.settings.home)
    return subprocess.run(
        [*command, home, "bilal", "clip-bilal"], capture_output=True, text=True, check=False, timeout=300
    )


def points(what: str, studio: Studio, log: Path) -> list[Point]:
    """Let it happen undisturbed, and return the points at which it can die."""
    done = traced(what, studio, log)
    assert done.stdout.startswith("closed"), done.stderr
    calls = Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE))
    every = [Point(call, n + 1) for call, count in calls.items() if call != "writev" for n in range(count)]
    assert calls["fsync"] >= 2, calls
    return random.sample(every, min(len(every), -(-POINTS // SHARE))) if POINTS else every


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> Path:
    """A studio in which a film of three people is out, as a template to copy."""
    folder = tmp_path_factory.mktemp("shown")
    world = new_world(folder)
    studio = world.studio
    for who in PEOPLE:
        files = studio.files(WORKSHOP)
        write_bytes(files.original(who.encode().hex().ljust(64, "0")), who.encode() * 5000)
    _world, version = world.shown()
    for place in (film_folder(studio, WORKSHOP, version.id), kit_folder(studio, WORKSHOP, "kit-1")):
        write_bytes(place / "film.mp4", b"film")
    return folder / "studio"


def copied(template: Path, place: Path) -> Studio:
    shutil.copytree(template, place / "studio")
    return open_studio(place / "studio")


def check(studio: Studio, *, told: bool) -> bool:
    """Look at what a kill left: whole, and closed if it was told so; return whether it is closed."""
    with studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        [kit] = tx.find(Kit)
        version = tx.get(CutVersion, kit.cut_version_id)
        refused = gate_refuses(tx, WORKSHOP, version, COMMUNITY) is not None
        withdrawn = [one for one in tx.find(Answer) if one.state is AnswerState.WITHDRAWN]
        marks = {
            refused,
            bool(withdrawn),
            version.state is CutState.RECALLED,
            kit.state is KitState.RECALLED,
            bool(tx.find(Withdrawal)),
        }
    assert len(marks) == 1, "it is neither closed nor open"
    assert refused or not told
    return refused


def goes_on(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the outbox queues is carried out, step by step, as a worker would."""
    monkeypatch.setattr(erasing.running, "studio", lambda: studio)
    with JobQueue(studio) as queue:
        outbox.flush(studio, WORKSHOP, queue)
        waiting = [job.partition(":") for job in queue.about(WORKSHOP)]
    for work, _, about in waiting:
        if work == Work.WITHDRAW:
            withdrawing.close.__wrapped__(WORKSHOP, about)
            withdrawing.finish.__wrapped__(WORKSHOP, about, withdrawing.draft.__wrapped__(WORKSHOP))
        elif work == Work.ERASE:
            carry_out(about)


def carry_out(order_id: str) -> None:
    """The steps of an erasure, in order."""
    withdrawal = erasing.stop_work.__wrapped__(WORKSHOP, order_id)
    withdrawing.close.__wrapped__(WORKSHOP, withdrawal)
    drafts = withdrawing.draft.__wrapped__(WORKSHOP)
    withdrawing.finish.__wrapped__(WORKSHOP, withdrawal, drafts)
    assert erasing.to_keep.__wrapped__(WORKSHOP, order_id) == []
    for step in (erasing.forget, erasing.remove, erasing.end):
        step.__wrapped__(WORKSHOP, order_id)


def check_carried_out(studio: Studio, *, erased: bool) -> None:
    with studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        [withdrawal] = tx.find(Withdrawal)
        assert withdrawal.done
        [narrowed] = [one for one in tx.find(CutVersion) if one.narrows]
        assert [item.clip_id for item in narrowed.items] == ["clip-amra", "clip-zahra"]
        assert ("clip-bilal" in {clip.id for clip in tx.find(Clip)}) is not erased
        assert all(order.done_at for order in tx.find(ErasureOrder))
    assert [file.name for file in kit_folder(studio, WORKSHOP, "kit-1").iterdir()] == ["RECALLED.txt"]
    assert not film_folder(studio, WORKSHOP, narrowed.narrows).exists()
    hers = b"bilal".hex().ljust(64, "0")
    assert studio.files(WORKSHOP).has(hers) is not erased
    assert (hers in str(list((studio.settings.home / "keys").rglob("*")))) is not erased


@pytest.mark.parametrize("what", ["withdraw", "erase"])
def test_a_kill_leaves_it_closed_or_untold(what, shown, tmp_path, monkeypatch):
    log, closed = tmp_path / "log", 0
    for number, point in enumerate(points(what, copied(shown, tmp_path / "clean"), log)):
        studio = copied(shown, tmp_path / str(number))
        done = traced(what, studio, log, point)
        assert "killed by SIGKILL" in log.read_text(), f"{point} was never reached"
        if check(studio, told="closed" in done.stdout):
            closed += 1
            goes_on(studio, monkeypatch)
            check_carried_out(studio, erased=what == "erase")
        shutil.rmtree(studio.settings.home)
    print(f"{what}: {closed} kills after the gate had closed, {number + 1 - closed} before")


def test_a_kill_while_erasing_is_made_good(shown, tmp_path, monkeypatch):
    """The process that carries an erasure out dies at a durable call; another does it to its end."""
    log = tmp_path / "log"
    for number, point in enumerate(points("carry-out", copied(shown, tmp_path / "clean"), log)):
        studio = copied(shown, tmp_path / str(number))
        done = traced("carry-out", studio, log, point)
        if check_if_asked(studio):
            goes_on(studio, monkeypatch)
            check_carried_out(studio, erased=True)
        else:
            assert "closed" not in done.stdout
        shutil.rmtree(studio.settings.home)


def check_if_asked(studio: Studio) -> bool:
    with studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        return bool(tx.find(ErasureOrder))
