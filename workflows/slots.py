"""Worker slots: a stable name for each worker process, held by a lock that dies with it.

dbos re-runs what an executor id left behind when a worker of that id launches; two workers with
one id would run the same work twice. So an id is a numbered slot, and a slot is a lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout

from workflows.errors import NoFreeSlot
from workflows.wiring import Studio

#: First key of the PostgreSQL advisory locks ("pvst" in ASCII); the second is the slot's number.
_ADVISORY_KEY = 0x70767374


class Lock(Protocol):
    """A lock that the operating system or the database lets go of when its holder dies."""

    def acquire(self) -> bool:
        """Take the lock if it is free; do not wait."""
        ...

    def release(self) -> None:
        """Let it go."""
        ...


class _FileSlot:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(path, timeout=0)

    def acquire(self) -> bool:
        try:
            self._lock.acquire()
        except Timeout:
            return False
        return True

    def release(self) -> None:
        self._lock.release()


class _PostgresSlot:
    """An advisory lock of a session that stays open as long as the slot is held."""

    def __init__(self, url: str, number: int) -> None:
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(address, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        self._number = number
        self._connection: sa.Connection | None = None

    def acquire(self) -> bool:
        connection = self._engine.connect()
        taken = connection.execute(
            sa.select(sa.func.pg_try_advisory_lock(_ADVISORY_KEY, self._number))
        ).scalar()
        if not taken:
            connection.close()
            return False
        self._connection = connection
        return True

    def release(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One worker slot of a studio."""

    number: int
    lock: Lock

    @property
    def executor_id(self) -> str:
        """Return the name under which dbos knows the worker in this slot."""
        return f"slot-{self.number}"


def slots(studio: Studio) -> list[Slot]:
    """Return all slots of *studio*, taken or free."""
    numbers = range(studio.settings.workers)
    if studio.queue_url.startswith("sqlite"):
        return [Slot(n, _FileSlot(studio.settings.home / "slots" / f"{n}.lock")) for n in numbers]
    return [Slot(n, _PostgresSlot(studio.queue_url, n)) for n in numbers]


@contextmanager
def held(studio: Studio) -> Iterator[Slot]:
    """Hold the first free slot, or raise :class:`NoFreeSlot`."""
    for slot in slots(studio):
        if slot.lock.acquire():
            try:
                yield slot
            finally:
                slot.lock.release()
            return
    raise NoFreeSlot(studio.settings.workers)


def abandoned(studio: Studio, mine: Slot) -> Iterator[Slot]:
    """Yield, one at a time and held meanwhile, the slots whose worker is gone."""
    for slot in slots(studio):
        if slot.number != mine.number and slot.lock.acquire():
            try:
                yield slot
            finally:
                slot.lock.release()
