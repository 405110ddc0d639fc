"""Renders: a shot becomes a file of picture and a file of sound, treated, levelled and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from pvstudio.media.exactness import require_frames, require_samples
from pvstudio.media.faces import FacePainter, FacesReport
from pvstudio.media.ffmpeg import Job, frames_from, frames_into, run
from pvstudio.media.graphs import own, raw_in, raw_out, write
from pvstudio.media.loudness import levelled, metered, read_meter
from pvstudio.media.mosaics import frame_bytes, planes_of
from pvstudio.media.profile import audio_options, video_options
from pvstudio.media.progress import part
from pvstudio.media.shots import Shot
from pvstudio.media.sides import fill
from pvstudio.media.treatments import painters_of, sound_of
from pvstudio.model import Treatment


def make_sound(shot: Shot, treatments: Set[Treatment], bench: Path, job: Job) -> Path:
    """Return the shot's sound as a WAV in *bench*: measured in a first pass, levelled in a second."""
    raw, made = bench / "raw.wav", bench / "sound.wav"
    # Floats on the way: what is too loud is not cut off, what is too quiet is not rounded away.
    args = write(metered(sound_of(shot, treatments)), raw, **audio_options() | {"c:a": "pcm_f32le"})
    length = shot.duration_ms
    log = run(
        ["-v", "info", *args], reads=[shot.path], writes=bench, duration_ms=length, job=part(job, 0, 70)
    )
    args = write(levelled(own(raw), read_meter(log), shot.samples), made, **audio_options())
    run(args, reads=[raw], writes=bench, duration_ms=length, job=part(job, 70, 100))
    require_samples(made, shot.samples)
    return made


def make_picture(
    shot: Shot, treatments: Set[Treatment], bench: Path, job: Job
) -> tuple[Path, FacesReport | None]:
    """Return the shot's picture as an MP4 in *bench*, and what a treatment found.

    What is painted goes from ffmpeg through memory into ffmpeg: no untreated picture touches the disk.
    """
    made = bench / "picture.mp4"
    painters = painters_of(shot, treatments, part(job, 0, 60))
    if painters:
        _encode_painted(shot, painters, made, part(job, 60, 98))
    else:
        args = write(fill(shot.picture(), shot.size, shot.film), made, **_options(shot))
        run(args, reads=[shot.path], writes=bench, duration_ms=shot.duration_ms, job=part(job, 0, 98))
    require_frames(made, shot.frames, bench, part(job, 98, 100))
    return made, painters[0].report if painters else None


def _encode_painted(shot: Shot, painters: Sequence[FacePainter], made: Path, job: Job) -> None:
    picture = raw_in(shot.size, shot.film.fps)
    args = write(fill(picture, shot.size, shot.film), made, **_options(shot))
    frames_into(args, writes=made.parent, frames=_painted(shot, painters, job), job=job)


def _painted(shot: Shot, painters: Sequence[FacePainter], job: Job) -> Iterator[bytes]:
    raws = frames_from(
        raw_out(shot.picture(), "yuv420p"), reads=[shot.path], frame_bytes=frame_bytes(shot.size), job=job
    )
    for number, raw in enumerate(raws):
        frame = bytearray(raw)
        planes = planes_of(frame, shot.size)
        for painter in painters:
            painter.paint(number, planes)
        yield bytes(frame)


def _options(shot: Shot) -> dict[str, str | None]:
    return video_options(shot.film) | {"frames:v": str(shot.frames)}
