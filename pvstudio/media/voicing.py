"""Spoken answers, made playable: what phones record, many browsers cannot play.

The recording itself is evidence and stays as it came; people listen to this copy of all of it. Nobody
vouches for the bytes that it is made from.
"""

from __future__ import annotations

from pathlib import Path

from pvstudio.config import FilmFormat
from pvstudio.media.ffmpeg import QUIET, Job, build, run
from pvstudio.media.graphs import written
from pvstudio.media.keys import key_of
from pvstudio.media.shots import Shot
from pvstudio.model import MediaInfo
from pvstudio.store.files import staged

#: Of the shorter side, in lines: enough to read hands that sign.
LINES = 480
_FPS = 25

_SOUND: dict[str, str | None] = {"c:a": "aac", "b:a": "96k", "movflags": "+faststart", "f": "mp4"}
_PICTURE: dict[str, str | None] = {
    "c:v": "libx264",
    "preset": "veryfast",
    "crf": "26",
    "profile:v": "main",
    "pix_fmt": "yuv420p",
}


def voiced_path(original: Path, *, pictures: bool) -> Path:
    """Return where the copy of the recording *original* lies, or would lie once it is made."""
    key = key_of("voiced", options=[_SOUND, _PICTURE, LINES, _FPS], pictures=pictures, ffmpeg=build())
    return original.with_name(f"voiced-{key}{'.mp4' if pictures else '.m4a'}")


def make_voiced(original: Path, media: MediaInfo, *, job: Job = QUIET) -> Path:
    """Make an MP4 (H.264, AAC) of all of *original*, or an M4A where it has no picture, unless it is there.

    Raises what :func:`~pvstudio.media.ffmpeg.run` raises.
    """
    target = voiced_path(original, pictures=media.video is not None)
    if not target.exists():
        shot = Shot(path=original, media=media, start_ms=0, end_ms=media.duration_ms, film=_format(media))
        streams = [shot.picture(), shot.sound()] if media.video else [shot.sound()]
        options = _SOUND | (_PICTURE if media.video else {})
        with staged(target) as partial:
            args = written(streams, partial, **options)
            run(args, reads=[original], writes=partial.parent, duration_ms=shot.duration_ms, job=job)
    return target


def _format(media: MediaInfo) -> FilmFormat:
    """Return the size that the picture has, no larger than people need to see who speaks."""
    if media.video is None:
        return FilmFormat(fps=_FPS)
    width, height = media.video.width, media.video.height
    scale = min(1.0, LINES / min(width, height))
    return FilmFormat(width=_even(width * scale), height=_even(height * scale), fps=_FPS)


def _even(pixels: float) -> int:
    return max(64, round(pixels / 2) * 2)
