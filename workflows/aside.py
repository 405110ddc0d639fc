"""A worker process beside another program, started again should it die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait

from pvstudio.config import Settings
from workflows.errors import NoFreeSlot
from workflows.wiring import Studio

_PAUSE_S = 1.0


@contextmanager
def worker_aside(settings: Settings, *, wanted: bool = True) -> Iterator[None]:
    """Keep a worker running beside the block; a worker that runs already is enough."""
    if not wanted:
        yield
        return
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(settings, stop), name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(settings: Settings, stop: threading.Event) -> None:
    context = multiprocessing.get_context("spawn")
    while not stop.is_set():
        process = context.Process(target=work, args=(settings, os.getpid()), name="pvstudio-worker")
        process.start()
        # Not is_alive(): a web server in this process may have reaped the worker before us.
        while not stop.is_set() and not wait([process.sentinel], timeout=_PAUSE_S):
            pass
        process.terminate()
        process.join(timeout=15)
        process.kill()
        stop.wait(_PAUSE_S)


def work(settings: Settings, parent: int) -> None:
    """Work until SIGTERM, or until *parent* is gone."""
    from workflows.worker import working

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, who ends this in order
    try:
        with working(Studio.open(settings)):
            while os.getppid() == parent and not stop.wait(_PAUSE_S):
                pass
    except NoFreeSlot:
        while os.getppid() == parent and not stop.wait(_PAUSE_S):
            pass  # another worker does the work; this one stays out of its way
