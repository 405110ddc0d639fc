"""Sealed footage against plain: copying in, reading all of it, jumping to its end, handing it to ffmpeg.

    python benchmarks/sealing.py [megabytes]

Both do the same by the same code: a plain store outside of a studio, a sealed one inside. Everything
is read from the cache of the system, so that the seal is measured and not the disk.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pvstudio.store import MediaStore
from pvstudio.store.copies import clear_copy
from pvstudio.store.homes import keep_sealed
from pvstudio.store.reading import opened

ROUNDS = 5
BLOCK = 64 << 10  # what the web server sends at a time


Cost = tuple[float, float]  # seconds on the clock, seconds of the processor


def cost(work: Callable[[], object], rounds: int = ROUNDS) -> Cost:
    """Return the medians of what *work* takes."""
    walls, busy = [], []
    for _ in range(rounds):
        start, started = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - start)
        busy.append(time.process_time() - started)
    return statistics.median(walls), statistics.median(busy)


def read_all(path: Path) -> None:
    """Read *path* as the web server does."""
    with opened(path) as file:
        while file.read(BLOCK):
            pass


def last_block(path: Path, size: int) -> None:
    """Open *path*, jump to its last block and read that: what a player does first with many films."""
    with opened(path) as file:
        file.seek(size - BLOCK)
        file.read(BLOCK)


def copy_of(path: Path) -> None:
    """Make the clear copy that a media command is given."""
    with clear_copy(path):
        pass


def measure(root: Path, card: Path) -> dict[str, Cost]:
    """Return the cost of each kind of work on a copy of *card* in the store at *root*."""
    store, size = MediaStore(root), card.stat().st_size
    path = store.original(store.add(card)[0])
    return {
        "copy in": cost(lambda: MediaStore(root.parents[1] / f"{time.monotonic_ns()}" / "media").add(card)),
        "read all": cost(lambda: read_all(path)),
        "first byte at the end": cost(lambda: last_block(path, size), 200),
        "copy for ffmpeg": cost(lambda: copy_of(path)),
    }


def main() -> None:
    """Print milliseconds and ratios."""
    size = int(sys.argv[1] if len(sys.argv) > 1 else 200) * 1_000_000
    with tempfile.TemporaryDirectory(prefix="pvstudio-sealing-") as name:
        folder = Path(name)
        card = folder / "MVI_0001.MP4"
        card.write_bytes(os.urandom(size))
        keep_sealed(folder / "studio")
        plain = measure(folder / "plain" / "media", card)
        sealed = measure(folder / "studio" / "workshops" / "w" / "media", card)
    print(f"{size / 1e6:.0f} MB, median of {ROUNDS}")
    print(f"{'':24}{'plain':>12}{'sealed':>12}{'clock':>9}{'processor':>12}")
    for what, (wall, busy) in sealed.items():
        clock, processor = plain[what]
        ratios = f"{wall / clock:8.1f}×{busy / processor:11.1f}×"
        print(f"{what:24}{clock * 1000:9.2f} ms{wall * 1000:9.2f} ms{ratios}")


if __name__ == "__main__":
    main()
