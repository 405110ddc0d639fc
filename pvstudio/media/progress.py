"""Progress of work that has several steps."""

from __future__ import annotations

from dataclasses import replace

from pvstudio.media.ffmpeg import Job, Progress


def part(job: Job, begin: float, end: float) -> Job:
    """Return a job for one step of *job*, which fills its percentage from *begin* to *end*."""

    def tell(progress: Progress) -> None:
        done = 0.0 if progress.percent is None else progress.percent / 100
        job.on_progress(replace(progress, percent=begin + (end - begin) * done, remaining_s=None))

    return Job(on_progress=tell, cancelled=job.cancelled)
