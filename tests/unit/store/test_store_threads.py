"""Documents of a kind that several threads read for the first time at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

RACE = """
import sys, threading
from dataclasses import make_dataclass
from enum import StrEnum
from pvstudio.store.codec import decode

sys.setswitchinterval(1e-6)

def read(start, kind):
    start.wait()
    for _ in range(3):
        decode(kind, {"id": "x", "one": "a3", "several": ["a1", "a2"]})

for _ in range(300):
    choice = StrEnum("Choice", {f"A{n}": f"a{n}" for n in range(8)})
    fields = [("id", str), ("one", choice), ("several", frozenset[choice])]
    kind, start = make_dataclass("Kind", fields, frozen=True), threading.Barrier(6)
    threads = [threading.Thread(target=read, args=(start, kind)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


@pytest.mark.slow
def test_threads_that_meet_a_kind_at_once_do_not_crash() -> None:
    """In a process of its own: what failed here was a segmentation fault inside msgspec."""
    done = subprocess.run(
        [sys.executable, "-c", RACE], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
