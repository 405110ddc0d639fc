"""One thread that starts every command of this process.

The kernel's parent-death signal means the *thread* that started a child, not the process. Work
is asked for in worker threads that come and go, and frames may be read in another thread than
the one that asked for them; so one thread that lives as long as the process starts them all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

#: By process: a fork leaves its parent's thread behind.
_threads: dict[int, ThreadPoolExecutor] = {}


def in_lasting_thread(start: Callable[[], T]) -> T:
    """Call *start* in the lasting thread of this process, and return what it returned."""
    thread = _threads.setdefault(os.getpid(), ThreadPoolExecutor(1, "pvstudio-spawner"))
    return thread.submit(start).result()
