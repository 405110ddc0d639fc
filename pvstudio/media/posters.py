"""Posters: the one picture that stands for a clip."""

from __future__ import annotations

from pathlib import Path

from pvstudio.media.ffmpeg import QUIET, Job, run
from pvstudio.media.graphs import own, write
from pvstudio.media.mezzanines import Mezzanine, derived
from pvstudio.store.files import staged

#: The frame is chosen from this many spread over the clip (all of them would fill the memory).
CANDIDATES = 60


def poster_path(mezzanine: Mezzanine) -> Path:
    """Return where the poster of *mezzanine* lies, or would lie once it is made."""
    return derived(mezzanine, "poster", ".jpg", candidates=CANDIDATES)


def make_poster(mezzanine: Mezzanine, *, job: Job = QUIET) -> Path:
    """Make a JPEG in the size of the film: the frame that is most like all others, so no blink or flash."""
    target = poster_path(mezzanine)
    if not target.exists():
        step = -(-mezzanine.frames // CANDIDATES)
        picture = own(mezzanine.video)["v:0"].filter("select", f"not(mod(n,{step}))")
        picture = picture.filter("thumbnail", n=CANDIDATES, log="quiet")
        picture = picture.filter("scale", out_range="pc", out_color_matrix="bt601").filter(
            "format", "yuvj420p"
        )
        with staged(target) as partial:
            options = {"frames:v": "1", "c:v": "mjpeg", "q:v": "3", "f": "image2", "update": "1"}
            args = write(picture, partial, **options)
            run(args, reads=[mezzanine.video], writes=partial.parent, job=job)
    return target
