"""A kit that is stopped, made twice or cut off while it is made leaves whole and wanted, or not at all."""

from __future__ import annotations

import errno
import resource
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import msgspec
import pytest
from kit_world import COMMUNITY, order
from workflow_world import WORKSHOP

from consent.ledger.checking import verify_workshop
from pvstudio.errors import StudioError
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Kit, KitState, Quality
from pvstudio.store.errors import DiskFull
from workflows import publish as publishing
from workflows.publish import film_folder, kit_folder
from workflows.queue import JobQueue
from workflows.recall_lists import recall_list, write
from workflows.screening_kits import making
from workflows.screening_kits.checking import Verdict, check
from workflows.screening_kits.ordering import forget_order, orders_of
from workflows.screening_kits.parts import make_film_part
from workflows.screening_kits.wishes import KitOrder, KitWish


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


# -- no room -----------------------------------------------------------------------------------


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process, and of those that it starts, be longer than *size* bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 10_000])
def test_a_kit_for_which_there_is_no_room_is_made_when_there_is(ordered, monkeypatch, size):
    studio, kit_id, hand_over = ordered
    really = publishing.fill

    def fill(*args):
        with room_for(size):
            really(*args)

    with monkeypatch.context() as full:
        full.setattr(publishing, "fill", fill)
        with pytest.raises(OSError, match="too large"):
            hand_over()
    assert kits(studio) == []
    nothing_half(studio, kit_id)
    hand_over()
    assert is_whole(studio, kits(studio)[0])


def test_a_disk_that_fills_up_with_the_last_file_is_said_to_be_full(ordered, monkeypatch):
    studio, kit_id, hand_over = ordered

    def sync(_path):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(publishing, "sync_file", sync)
        with pytest.raises(DiskFull):
            hand_over()
    nothing_half(studio, kit_id)
    hand_over()
    assert is_whole(studio, kits(studio)[0])


def nothing_half(studio, kit_id) -> None:
    assert not kit_folder(studio, WORKSHOP, kit_id).exists()
    assert not list(studio.settings.home.rglob(".*.part*"))
    assert not list((studio.settings.home / "clear").glob("*/*"))
    with studio.documents.read(WORKSHOP) as tx:
        assert [order.id for order in orders_of(tx)] == [kit_id]


def test_a_copy_for_which_there_is_no_room_is_made_when_there_is(cinema):
    world, version = cinema
    film = film_folder(world.studio, WORKSHOP, version.id)
    wish = KitWish(quality=Quality.SMALL)
    order = KitOrder(
        id="kit-1",
        cut_version_id=version.id,
        audience=COMMUNITY,
        recipient="",
        wish=wish,
        at=datetime.now(UTC),
    )
    before = {path.name for path in film.iterdir()}
    with room_for(1000), pytest.raises((OSError, StudioError)):
        make_film_part(film, version, order)
    assert {path.name for path in film.iterdir()} == before
    make_film_part(film, version, order)
    assert {path.name for path in film.iterdir()} == before | {"kit.small.mp4"}
