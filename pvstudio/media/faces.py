"""Faces: hides every head of a clip for good, in the pixels.

The whole shot is looked at first, then painted. A detector can miss what it never finds: so a person
reviews each blurred clip, and :class:`FacesReport` says where to look hardest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from math import sqrt

import numpy as np

from pvstudio.media.boxes import Box
from pvstudio.media.centerface import Picture, find_heads
from pvstudio.media.ffmpeg import Job, Progress, frames_from
from pvstudio.media.graphs import raw_out
from pvstudio.media.mosaics import Planes, hide
from pvstudio.media.shots import Shot
from pvstudio.media.tracks import STEP, Masks, link, lost, masks_of

#: Changes with anything that decides what is hidden: weights, thresholds, tracks, mosaic.
VERSION = "centerface-5"

#: The detector sees about this many pixels: heads down to 34 of 960 are found (smaller input, fewer).
PIXELS = 960 * 544

#: Larger than it is filmed helps small heads; beyond this it only costs.
MAX_ENLARGEMENT = 1.5

#: So many pictures are looked at side by side: two take less time than one after the other by two threads.
AT_ONCE = 2

Detector = Callable[[Picture], Sequence[Box]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacesReport:
    """What was found and hidden: for the person who must look at the result before anybody else."""

    frames: int
    looked_at: int  # frames that the detector saw
    frames_with_faces: int  # frames in which something is hidden
    tracks: int
    bare: tuple[tuple[int, int], ...]  # from, up to (ms): nothing is hidden here
    lost: tuple[int, ...] = ()  # frames at which a look no longer found a head that one had found before

    @property
    def nothing_found(self) -> bool:
        """Say whether no face was found at all: then nothing is hidden, and a person must decide."""
        return self.frames_with_faces == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FacePainter:
    """Knows what to hide in each frame of one shot."""

    masks: Masks
    report: FacesReport

    def paint(self, number: int, planes: Planes) -> None:
        """Hide the heads of frame *number*, in place."""
        hide(planes, self.masks.get(number, ()))


def prepare(shot: Shot, job: Job, detector: Detector = find_heads) -> FacePainter:
    """Look at all of *shot* and return who will paint it.

    Raises :class:`~pvstudio.media.centerface.DetectorFailed` and what ffmpeg raises.
    """
    hold = max(15, shot.film.fps * 3 // 5)
    looks = list(_looks(shot, job, detector))
    tracks = link(looks, patience=2 * hold)
    masks = masks_of(tracks, shot.frames, hold=hold)
    report = FacesReport(
        frames=shot.frames,
        looked_at=len(looks),
        frames_with_faces=len(masks),
        tracks=len(tracks),
        bare=tuple(_bare(masks, shot.frames, shot.film.fps)),
        lost=tuple(sorted({frame for track in tracks for frame in lost(track, shot.frames)})),
    )
    return FacePainter(masks=masks, report=report)


def detector_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return the width and height, multiples of 32, at which the detector looks at a picture of *size*."""
    scale = min(MAX_ENLARGEMENT, sqrt(PIXELS / (size[0] * size[1])))
    return max(32, round(size[0] * scale / 32) * 32), max(32, round(size[1] * scale / 32) * 32)


def _looks(shot: Shot, job: Job, detector: Detector) -> Iterator[tuple[int, Sequence[Box]]]:
    width, height = detector_size(shot.size)
    seen = shot.picture().filter("select", f"not(mod(n,{STEP}))").filter("scale", width, height)
    args, total = raw_out(seen, "rgb24", witness=shot.witness("V")), -(-shot.frames // STEP)
    raws = frames_from(args, reads=[shot.path], frame_bytes=width * height * 3, job=job)
    pictures = (np.frombuffer(raw, np.uint8).reshape(height, width, 3) for raw in raws)
    for n, found in enumerate(_side_by_side(detector, pictures)):
        yield n * STEP, found
        job.on_progress(Progress(percent=100 * (n + 1) / total, speed=None, remaining_s=None))


def _side_by_side(detector: Detector, pictures: Iterable[Picture]) -> Iterator[Sequence[Box]]:
    """Yield what is found in each picture, in order; no more are held than are looked at, and one."""
    looking: deque[Future[Sequence[Box]]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for picture in pictures:
            looking.append(pool.submit(detector, picture))
            if len(looking) > AT_ONCE:
                yield looking.popleft().result()
        while looking:
            yield looking.popleft().result()


def _bare(masks: Masks, frames: int, fps: int) -> Iterator[tuple[int, int]]:
    start = 0
    for frame in [*sorted(masks), frames]:
        if frame > start:
            yield start * 1000 // fps, frame * 1000 // fps
        start = frame + 1
