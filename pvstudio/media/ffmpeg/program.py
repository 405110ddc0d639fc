"""Which ffmpeg this studio runs, and which build that is."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from pvstudio.config import Settings
from pvstudio.media.errors import FfmpegMissing


class _Chosen:
    """What the settings of this process say; without settings, the environment alone."""

    settings: Settings | None = None


def use(settings: Settings) -> None:
    """Run media commands as *settings* say (``ffmpeg``, ``unsafe_without_sandbox``), from now on."""
    _Chosen.settings = settings


def executable() -> str:
    """Return the path of ffmpeg: the one that the settings name, else the packaged one."""
    named = _Chosen.settings.ffmpeg if _Chosen.settings else os.environ.get("PVSTUDIO_FFMPEG", "")
    found = shutil.which(named or _packaged())
    if found is None:
        raise FfmpegMissing(named)
    return str(Path(found).absolute())


def unsafe_without_sandbox() -> bool:
    """Return whether this studio may process footage where there is no sandbox."""
    return bool((_Chosen.settings or Settings.load()).unsafe_without_sandbox)


@cache
def _packaged() -> str:
    return str(imageio_ffmpeg.get_ffmpeg_exe())
