"""A kit that is stopped, made twice or cut off while it is made leaves whole and wanted, or not at all."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import msgspec
import pytest
from kit_world import order
from workflow_world import WORKSHOP

from consent.ledger.checking import verify_workshop
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Kit, KitState
from workflows import publish as publishing
from workflows.publish import kit_folder
from workflows.queue import JobQueue
from workflows.recall_lists import recall_list, write
from workflows.screening_kits import making
from workflows.screening_kits.checking import Verdict, check
from workflows.screening_kits.ordering import forget_order, orders_of
from workflows.screening_kits.wishes import KitWish


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def ordered(cinema, monkeypatch):
    """A studio, the id of a kit that was ordered in it, and the last step of making it."""
    world, version = cinema
    kit_id = order(world, version, KitWish())
    monkeypatch.setattr(making.running, "studio", lambda: world.studio)
    monkeypatch.setattr(making.running, "job", lambda _label: QUIET)
    monkeypatch.setattr(making, "papers_of_kit", lambda *_args, **_more: {})
    return world.studio, kit_id, lambda: making.hand_over.__wrapped__(WORKSHOP, kit_id)


def forget(studio, kit_id) -> bool:
    with JobQueue(studio) as queue:
        return forget_order(studio, queue, WORKSHOP, kit_id)


def kits(studio) -> list[Kit]:
    with studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        return tx.find(Kit)


def is_whole(studio, kit) -> bool:
    listed = write(recall_list(studio, kit.published_at))
    found = check(kit_folder(studio, WORKSHOP, kit.id), at=kit.published_at, recalls=listed)
    return found.verdict is Verdict.GOOD


def afterwards(monkeypatch, name, then):
    """Do *then* each time that *name* of publishing was done."""
    really = getattr(publishing, name)

    def and_then(*args, **more):
        found = really(*args, **more)
        then()
        return found

    monkeypatch.setattr(publishing, name, and_then)


@pytest.mark.parametrize("name", ["fill", "_note"])
def test_a_kit_that_is_stopped_while_it_is_made_does_not_leave(ordered, monkeypatch, name):
    studio, kit_id, hand_over = ordered
    told = []
    afterwards(monkeypatch, name, lambda: told.append(forget(studio, kit_id)))
    hand_over()
    assert told == [True]
    assert not kit_folder(studio, WORKSHOP, kit_id).exists()
    assert not [kit for kit in kits(studio) if kit.state is KitState.PUBLISHED or not kit.acknowledged_at]


def test_a_kit_that_a_crash_left_without_files_is_taken_back_with_its_order(ordered, monkeypatch):
    studio, kit_id, hand_over = ordered

    def die():
        raise Killed

    with monkeypatch.context() as dying:
        afterwards(dying, "_note", die)
        with pytest.raises(Killed):
            hand_over()
    [ghost] = kits(studio)
    assert ghost.state is KitState.PUBLISHED
    assert forget(studio, kit_id)
    [kit] = kits(studio)
    assert kit.state is KitState.RECALLED
    assert kit.acknowledged_at  # there is nobody who could have a copy
    hand_over()  # the queue knew it still
    assert kits(studio) == [kit]
    assert not kit_folder(studio, WORKSHOP, kit_id).exists()


def test_what_is_out_stays_out_and_its_order_is_gone(ordered):
    studio, kit_id, hand_over = ordered
    hand_over()
    assert is_whole(studio, kits(studio)[0])
    with studio.documents.read(WORKSHOP) as tx:
        assert orders_of(tx) == []
    assert not forget(studio, kit_id)
    assert [kit.state for kit in kits(studio)] == [KitState.PUBLISHED]


def test_a_crash_after_the_folder_appeared_ends_with_one_kit_and_no_order(ordered, monkeypatch):
    studio, kit_id, hand_over = ordered
    really = ExitStack.close

    def close(self):
        really(self)
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(ExitStack, "close", close)
        with pytest.raises(Killed):
            hand_over()
    before = {path.name: path.read_bytes() for path in kit_folder(studio, WORKSHOP, kit_id).iterdir()}
    hand_over()
    assert {path.name: path.read_bytes() for path in kit_folder(studio, WORKSHOP, kit_id).iterdir()} == before
    with studio.documents.read(WORKSHOP) as tx:
        assert orders_of(tx) == []


def test_the_same_kit_made_twice_at_once_is_one_kit(ordered, monkeypatch):
    studio, kit_id, hand_over = ordered
    both, failed = threading.Barrier(2, timeout=20), []
    waiting = threading.local()

    def wait():
        if not getattr(waiting, "done", False):  # the first time, in each of the two
            waiting.done = True
            both.wait()

    afterwards(monkeypatch, "fill", wait)

    def make():
        try:
            hand_over()
        except BaseException as error:  # noqa: BLE001 — told below
            failed.append(error)

    makers = [threading.Thread(target=make) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert failed == []
    [kit] = kits(studio)
    assert is_whole(studio, kit)
    described = kit_folder(studio, WORKSHOP, kit_id) / "kit.json"
    assert msgspec.json.decode(described.read_bytes(), type=Kit) == kit
    with studio.documents.read(WORKSHOP) as tx:
        assert orders_of(tx) == []
    assert not list((studio.settings.home / "clear").glob("*/*"))
