"""ffmpeg: the only door to other processes."""

from pvstudio.media.ffmpeg.caller import QUIET, Job, Limits, Progress, run
from pvstudio.media.ffmpeg.frames import frames_from, frames_into
from pvstudio.media.ffmpeg.inputs import input_args
from pvstudio.media.ffmpeg.program import executable, use
from pvstudio.media.ffmpeg.python import run_python
from pvstudio.media.ffmpeg.version import build

__all__ = [
    "QUIET", "Job", "Limits", "Progress",
    "build", "executable", "frames_from", "frames_into", "input_args", "run", "run_python", "use",
]  # fmt: skip
