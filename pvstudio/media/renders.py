"""Renders: a shot becomes a file of picture and a file of sound, treated, levelled and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from pvstudio.media.exactness import require_frames, require_samples
from pvstudio.media.faces import FacePainter, FacesReport
from pvstudio.media.ffmpeg import Job, frames_from, frames_into, run
from pvstudio.media.graphs import own, raw_in, raw_out, write
from pvstudio.media.loudness import MAX_GAIN_DB, TOLERANCE_LU, Loudness, levelled, metered, read_meter
from pvstudio.media.mosaics import frame_bytes, planes_of
from pvstudio.media.profile import COLOURS, audio_options, video_options
from pvstudio.media.progress import part
from pvstudio.media.shots import Shot
from pvstudio.media.sides import fill
from pvstudio.media.treatments import painters_of, sound_of
from pvstudio.model import Treatment

#: How often a sound is levelled at most: the limiter can take some loudness from what has hard peaks.
LEVELLINGS = 3


def make_sound(shot: Shot, treatments: Set[Treatment], bench: Path, job: Job) -> Path:
    """Return the shot's sound as a WAV in *bench*: measured first, then levelled."""
    raw, made = bench / "raw.wav", bench / "sound.wav"
    sound, witness = sound_of(shot, treatments)
    # Floats on the way: what is too loud is not cut off, what is too quiet is not rounded away.
    args = write(metered(sound), raw, witness=witness, **audio_options() | {"c:a": "pcm_f32le"})
    measured = read_meter(_run(args, shot, bench, shot.path, part(job, 0, 60)))
    _level(shot, raw, made, measured, part(job, 60, 100))
    require_samples(made, shot.samples)
    return made


def _level(shot: Shot, raw: Path, made: Path, measured: Loudness, job: Job) -> None:
    """Write *raw* to *made* at the loudness of the film; again, where the limiter took too much of it."""
    gain = measured.gain_db
    wanted = measured.lufs + gain
    for _ in range(LEVELLINGS):
        sound = metered(levelled(own(raw), measured, gain, shot.samples))
        reached = read_meter(_run(write(sound, made, **audio_options()), shot, raw.parent, raw, job)).lufs
        if not gain or abs(missing := wanted - reached) <= TOLERANCE_LU:
            return
        gain = min(gain + missing, MAX_GAIN_DB)


def _run(args: list[str], shot: Shot, bench: Path, source: Path, job: Job) -> list[str]:
    return run(["-v", "info", *args], reads=[source], writes=bench, duration_ms=shot.duration_ms, job=job)


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
        args = write(
            fill(shot.picture(), shot.size, shot.film), made, witness=shot.witness("V"), **_options(shot)
        )
        run(args, reads=[shot.path], writes=bench, duration_ms=shot.duration_ms, job=part(job, 0, 98))
    require_frames(made, shot.frames, bench, part(job, 98, 100))
    return made, painters[0].report if painters else None


def _encode_painted(shot: Shot, painters: Sequence[FacePainter], made: Path, job: Job) -> None:
    # Raw frames say nothing of their colours and pixels; without it they could not be joined by copying.
    picture = raw_in(shot.size, shot.film.fps).filter("setsar", 1).filter("setparams", **COLOURS)
    args = write(fill(picture, shot.size, shot.film), made, **_options(shot))
    frames_into(args, writes=made.parent, frames=_painted(shot, painters, job), job=job)


def _painted(shot: Shot, painters: Sequence[FacePainter], job: Job) -> Iterator[bytes]:
    raws = frames_from(
        raw_out(shot.picture(), "yuv420p", witness=shot.witness("V")),
        reads=[shot.path],
        frame_bytes=frame_bytes(shot.size),
        job=job,
    )
    for number, raw in enumerate(raws):
        frame = bytearray(raw)
        planes = planes_of(frame, shot.size)
        for painter in painters:
            painter.paint(number, planes)
        yield bytes(frame)


def _options(shot: Shot) -> dict[str, str | None]:
    return video_options(shot.film) | {"frames:v": str(shot.frames)}
