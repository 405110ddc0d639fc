"""Many processes on one store, some of them killed."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from store_child import count, count_up

KILLS = int(os.environ.get("PVSTUDIO_STORE_KILLS", "20"))

Store = Any
pytestmark = pytest.mark.slow


def in_fork(work: Callable[[int], None]) -> tuple[int, int]:
    """Run *work* in a forked child with the writing end of a pipe; return its pid and the reading end."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 1
    try:
        os.close(reading)
        work(writing)
        status = 0
    finally:
        os._exit(status)


def acknowledged(reading: int) -> list[int]:
    """Return the counts that a child said were kept."""
    with os.fdopen(reading, "rb") as lines:
        return [int(line) for line in lines if line.endswith(b"\n")]


def test_four_processes_lose_no_increment(store: Store, address: str) -> None:
    children = [in_fork(lambda out: count_up(address, 50, out)) for _ in range(4)]
    sums = [number for _pid, reading in children for number in acknowledged(reading)]
    assert [os.waitpid(pid, 0)[1] for pid, _reading in children] == [0] * 4
    assert sorted(sums) == list(range(1, 201))  # each was alone
    assert count(address) == 200


def test_a_killed_writer_leaves_what_it_acknowledged(address: str) -> None:
    for _ in range(KILLS):
        before = count(address)
        pid, reading = in_fork(lambda out: count_up(address, 10_000, out))
        if random.random() < 0.7:  # else while it opens the store, or even before
            select.select([reading], [], [], 30)
        time.sleep(random.uniform(0.0, 0.1))
        os.kill(pid, signal.SIGKILL)
        told = max(acknowledged(reading), default=before)
        assert os.waitpid(pid, 0)[1] == signal.SIGKILL
        assert told <= count(address) <= told + 1  # at most the one that it could not tell of
    assert count(address) > 0


def test_many_processes_may_create_a_store_at_once(address: str) -> None:
    children = [in_fork(lambda out: count_up(address, 1, out)) for _ in range(6)]
    sums = sorted(number for _pid, reading in children for number in acknowledged(reading))
    assert [os.waitpid(pid, 0)[1] for pid, _reading in children] == [0] * 6
    assert sums == [1, 2, 3, 4, 5, 6]


def test_readers_see_whole_states_while_others_write(store: Store, address: str) -> None:
    pid, reading = in_fork(lambda out: count_up(address, 60, out))
    seen = [count(address)]
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        seen.append(count(address))
    assert seen == sorted(seen)
    assert acknowledged(reading)[-1] == count(address) == 60
