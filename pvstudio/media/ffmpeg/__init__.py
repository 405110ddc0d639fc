"""ffmpeg: the only door to other processes."""

from pvstudio.media.ffmpeg.caller import Job, Limits, Progress, run

__all__ = ["Job", "Limits", "Progress", "run"]
