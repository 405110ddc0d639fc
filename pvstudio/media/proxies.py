"""Proxies: small copies for phones, with their index in front so that they play while they arrive."""

from __future__ import annotations

from pathlib import Path

from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.media.graphs import own, written
from pvstudio.media.mezzanines import Mezzanine, derived
from pvstudio.store.files import staged

#: Lines of a proxy, unless the film has fewer; its width follows the film.
HEIGHT = 480

_OPTIONS = {
    "c:v": "libx264",
    "preset": "veryfast",
    "crf": "24",
    "maxrate": "1200k",
    "bufsize": "2400k",
    "profile:v": "main",
    "level:v": "3.1",
    "pix_fmt": "yuv420p",
    "c:a": "aac",
    "b:a": "96k",
    "movflags": "+faststart",
}


def proxy_path(mezzanine: Mezzanine) -> Path:
    """Return where the proxy of *mezzanine* lies, or would lie once it is made."""
    return derived(mezzanine, "proxy", ".mp4", height=HEIGHT, options=_OPTIONS)


def make_proxy(mezzanine: Mezzanine, *, job: Job = QUIET) -> Path:
    """Make the 480-line MP4 (H.264 main, AAC) of *mezzanine*, treatments included, unless it is there."""
    target = proxy_path(mezzanine)
    if not target.exists():
        height, length = min(HEIGHT, mezzanine.film.height), mezzanine.duration_ms
        _shrink(mezzanine.video, mezzanine.audio, target, height, length, job)
    return target


def make_small(film: Path, target: Path, *, duration_ms: int, job: Job = QUIET) -> Path:
    """Make *target*, the same MP4 of a whole film that has more lines, unless it is there; return it.

    Picture and sound alone: its subtitles lie beside it.
    """
    if not target.exists():
        _shrink(film, film, target, HEIGHT, duration_ms, job)
    return target


def _shrink(video: Path, audio: Path, target: Path, height: int, duration_ms: int, job: Job) -> None:
    picture = own(video)["v:0"].filter("scale", -2, height).filter("setsar", 1)
    with staged(target) as partial:
        args = written([picture, own(audio)["a:0"]], partial, **_OPTIONS)
        reads = list(dict.fromkeys((video, audio)))
        run(args, reads=reads, writes=partial.parent, duration_ms=duration_ms, job=job)
