"""Kits and the worst of moments, with real workers: one is killed, or somebody's no comes in between."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kit_world import order
from test_workflow_killed import finished
from workflow_world import WORKSHOP

from consent.ledger.checking import verify_workshop
from pvstudio.config import Settings
from pvstudio.model import Kit, KitState, Quality
from workflows import aside
from workflows import publish as publishing
from workflows.publish import film_folder, kit_folder
from workflows.queue import JobState, Work, job_id
from workflows.recall_lists import recall_list, write
from workflows.screening_kits import making
from workflows.screening_kits.checking import Verdict, check
from workflows.screening_kits.ordering import orders_of
from workflows.screening_kits.wishes import KitWish
from workflows.withdrawals import Withdrawal, withdraw

BURNED = KitWish(languages=("ar",), burned="ar", quality=Quality.SMALL)
#: Where a worker can be when something happens: what was done last.
POINTS = {
    "make_film_part": making,
    "_note": publishing,
    "_appear": publishing,
}


def after_each(then) -> None:
    """In a worker: do *then*, given the name, after each of the steps of making a kit."""
    for name, module in POINTS.items():
        really = getattr(module, name)

        def and_then(*args, really=really, name=name, **more):
            found = really(*args, **more)
            then(name)
            return found

        setattr(module, name, and_then)
    making.papers_of_kit = lambda *_args, **_more: {}  # they have tests of their own, and take long


def dying_worker(settings: Settings, parent: int) -> None:
    """Work, and die by SIGKILL the first time that each step is done."""

    def die(name: str) -> None:
        marker = settings.home.parent / f"died-after-{name}"
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    after_each(die)
    aside.work(settings, parent)


def waiting_worker(settings: Settings, parent: int) -> None:
    """Work, and after the step that a file names wait until that file is gone."""
    wanted = settings.home.parent / "wait-after"

    def wait(name: str) -> None:
        if wanted.exists() and wanted.read_text() == name:
            (settings.home.parent / "waits").touch()
            while wanted.exists():
                time.sleep(0.05)

    after_each(wait)
    aside.work(settings, parent)


def is_whole(studio, kit: Kit) -> bool:
    now = datetime.now(UTC)
    folder = kit_folder(studio, WORKSHOP, kit.id)
    return check(folder, at=now, recalls=write(recall_list(studio, now))).verdict is Verdict.GOOD


def nothing_is_left_over(studio) -> bool:
    """No half file, no room with something plain in it."""
    home: Path = studio.settings.home
    halves = list(home.rglob(".*.part*"))
    return not halves and not list((home / "clear").glob("*/*"))


@pytest.mark.slow
def test_a_kit_whose_worker_is_killed_between_its_steps_is_one_whole_kit(cinema, tmp_path, monkeypatch):
    world, version = cinema
    kit_id = order(world, version, BURNED)
    monkeypatch.setattr(aside, "work", dying_worker)
    monkeypatch.setattr(aside, "_PAUSE_S", 0.1)
    with aside.worker_aside(world.studio.settings):
        [info] = finished(world.studio, [job_id(Work.KIT, kit_id)])
    assert info.state is JobState.DONE, info.reason
    assert {path.name for path in tmp_path.glob("died-after-*")} == {f"died-after-{name}" for name in POINTS}
    with world.studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        [kit] = tx.find(Kit)
        assert (kit.id, kit.state, orders_of(tx)) == (kit_id, KitState.PUBLISHED, [])
    assert is_whole(world.studio, kit)
    assert nothing_is_left_over(world.studio)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["make_film_part", "_note"])
def test_a_no_in_the_middle_of_the_work_leaves_nothing(cinema, tmp_path, monkeypatch, step):
    world, version = cinema
    (tmp_path / "wait-after").write_text(step)
    monkeypatch.setattr(aside, "work", waiting_worker)
    monkeypatch.setattr(aside, "_PAUSE_S", 0.1)
    kit_id = order(world, version, BURNED)
    with aside.worker_aside(world.studio.settings):
        until(tmp_path / "waits")
        assert (film_folder(world.studio, WORKSHOP, version.id) / "kit.small.ar.mp4").exists()
        done = withdraw(world.studio, WORKSHOP, "amra")
        if step == "make_film_part":  # the film is gone before the work goes on
            finished(world.studio, [job_id(Work.WITHDRAW, done.id)])
        (tmp_path / "wait-after").unlink()
        [made, _closed] = finished(world.studio, [job_id(Work.KIT, kit_id), job_id(Work.WITHDRAW, done.id)])
    assert made.state is not JobState.DONE
    with world.studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        assert all(kit.state is KitState.RECALLED and kit.acknowledged_at for kit in tx.find(Kit))
        assert tx.get(Withdrawal, done.id).recalled == (version.id,)
    assert not kit_folder(world.studio, WORKSHOP, kit_id).exists()
    assert not film_folder(world.studio, WORKSHOP, version.id).exists()  # and all copies with it
    assert nothing_is_left_over(world.studio)


def until(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
