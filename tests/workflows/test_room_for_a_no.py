"""On a full disk a no is written down all the same, and nothing large takes the last room."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple

import pytest
from kit_world import COMMUNITY, order
from workflow_world import WORKSHOP

from pvstudio.model import Kit, KitState, Quality
from pvstudio.store import room
from pvstudio.store.errors import DiskFull, StorageFailed
from pvstudio.store.files import sync_file
from workflows.publish import call_back, film_folder, kit_folder, publish
from workflows.screening_kits.parts import make_film_part, make_test_part
from workflows.screening_kits.wishes import KitOrder, KitWish
from workflows.withdrawals import consent_changes, withdraw

Usage = namedtuple("Usage", "total used free")


class Disk:
    """A disk of so many bytes for one folder: what is written beyond them fails, as it would."""

    def __init__(self, home, monkeypatch) -> None:
        self.home, self.size = home, 1 << 40
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(self.size, 0, max(0, self.free)))
        from pvstudio.store import files

        def sync(path) -> None:
            if self.free < 0:
                raise OSError(28, "No space left on device")
            sync_file(path)

        monkeypatch.setattr(files, "sync_file", sync)

    @property
    def free(self) -> int:
        return self.size - sum(path.lstat().st_blocks * 512 for path in self.home.rglob("*"))

    def leave(self, size: int) -> None:
        """Let something else take all but *size* bytes."""
        self.size += size - self.free


@pytest.fixture
def disk(cinema, monkeypatch):
    world, version = cinema
    home = world.studio.settings.home
    publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", kit_id="kit-1")
    found = Disk(home, monkeypatch)
    before = found.free
    room.keep_reserve(home)
    assert before - found.free >= room.RESERVE_BYTES  # it is no hole
    return found


def state(world) -> KitState:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.get(Kit, "kit-1").state


@pytest.mark.parametrize("how", [withdraw, call_back])
def test_a_no_finds_room_on_a_full_disk(cinema, disk, how):
    world, _version = cinema
    disk.leave(4096)
    with pytest.raises(DiskFull), world.studio.documents.write(WORKSHOP) as tx:
        tx.put(tx.get(Kit, "kit-1"))  # what is no matter of consent does not get it
    how(world.studio, WORKSHOP, "amra" if how is withdraw else "kit-1")
    assert state(world) is KitState.RECALLED
    assert [path.name for path in kit_folder(world.studio, WORKSHOP, "kit-1").iterdir()] == ["RECALLED.txt"]


def test_without_the_reserve_it_would_not(cinema, disk):
    world, _version = cinema
    shutil.rmtree(disk.home / "reserve")
    disk.leave(4096)
    with pytest.raises(DiskFull):
        withdraw(world.studio, WORKSHOP, "amra")


def test_the_reserve_is_given_up_for_nothing_less_and_made_again_when_there_is_room(cinema, disk):
    world, _version = cinema
    zeros = disk.home / "reserve" / "zeros"
    with consent_changes(world.studio, WORKSHOP):
        assert zeros.exists()  # there is room enough
    disk.leave(room.RESERVE_BYTES - 1)
    with consent_changes(world.studio, WORKSHOP):
        assert not zeros.exists()
    disk.leave(2 * room.RESERVE_BYTES - 1)
    room.keep_reserve(disk.home)
    assert not zeros.exists()
    disk.leave(2 * room.RESERVE_BYTES)
    room.keep_reserve(disk.home)
    assert zeros.exists()
    assert zeros.read_bytes() == bytes(room.RESERVE_BYTES)


def test_no_kit_takes_the_last_room(cinema, disk):
    world, version = cinema
    film = film_folder(world.studio, WORKSHOP, version.id)
    disk.leave(room.LEFT_BYTES)
    with pytest.raises(DiskFull):
        publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", kit_id="kit-2")
    assert not kit_folder(world.studio, WORKSHOP, "kit-2").exists()
    order_id = order(world, version, KitWish(burned="ar", quality=Quality.SMALL))
    with world.studio.documents.read(WORKSHOP) as tx:
        wanted = tx.get(KitOrder, order_id)
        assert [kit.id for kit in tx.find(Kit)] == ["kit-1"]
    with pytest.raises(DiskFull):
        make_film_part(film, version, wanted)
    disk.leave(room.LEFT_BYTES - 1)
    with pytest.raises(DiskFull):
        make_test_part(film, wanted)


def test_a_no_does_not_hang_on_a_reserve_that_cannot_be_deleted(cinema, disk, monkeypatch):
    world, _version = cinema

    def refuse(path) -> None:
        raise StorageFailed(path, "Input/output error")

    monkeypatch.setattr(room, "remove", refuse)
    disk.leave(room.RESERVE_BYTES // 2)
    withdraw(world.studio, WORKSHOP, "amra")
    assert state(world) is KitState.RECALLED


def test_what_a_killed_worker_left_of_a_reserve_goes_although_there_is_one(disk):
    left = disk.home / "reserve/.0123456789abcdef.part"
    left.write_bytes(b"0")
    os.utime(left, (0, 0))
    room.keep_reserve(disk.home)
    assert not left.exists()
