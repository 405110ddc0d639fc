"""One thread that starts every command of this process.

The kernel's parent-death signal means the *thread* that started a child, not the process. Work
is asked for in worker threads that come and go, and frames may be read in another thread than
the one that asked for them; so one thread that lives as long as the process starts them all.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


def in_lasting_thread(start: Callable[[], T]) -> T:
    """Call *start* in the lasting thread of this process, and return what it returned."""
    answer: Future[T] = Future()
    _requests(os.getpid()).put((start, answer))
    return answer.result()


@cache
def _requests(_process: int) -> SimpleQueue[tuple[Callable[[], Any], Future[Any]]]:
    """Start the thread, once for each process: a fork leaves its parent's behind.

    It is a daemon, not an executor's: those refuse work as soon as the main thread has ended,
    while worker threads may still have some.
    """
    requests: SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = SimpleQueue()
    threading.Thread(target=_serve, args=(requests,), name="pvstudio-spawner", daemon=True).start()
    return requests


def _serve(requests: SimpleQueue[tuple[Callable[[], Any], Future[Any]]]) -> None:
    while True:
        start, answer = requests.get()
        try:
            answer.set_result(start())
        except BaseException as error:  # noqa: BLE001 - raised where the answer is awaited
            answer.set_exception(error)
