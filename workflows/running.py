"""Inside a worker: the open studio, and progress and cancellation for the step that runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dbos import DBOS

from pvstudio.media.ffmpeg import Job, Progress
from workflows.wiring import Studio

#: Progress is written, and a cancellation is looked for, this often.
_BEAT_S = 0.5


class WorkerStopping(BaseException):
    """This worker is going; the step ends here, unrecorded, and the next worker does it again.

    Not an ``Exception``: dbos would record one as the outcome of the work.
    """


_open: list[Studio] = []
_stopping = threading.Event()


def open_studio(studio: Studio) -> None:
    """Make *studio* the one whose work this process does."""
    _open[:] = [studio]
    _stopping.clear()


def studio() -> Studio:
    """Return the studio whose work this process does."""
    return _open[0]


def stop() -> None:
    """Tell every step that runs to stop soon; its work is left for the next worker."""
    _stopping.set()


@dataclass
class _Beat:
    """Reports one step's progress at most twice a second, and looks whether to stop as often."""

    step: str
    workflow_id: str
    _told: float = field(default=0.0)
    _looked: float = field(default=0.0)
    _cancelled: bool = field(default=False)

    def tell(self, progress: Progress) -> None:
        if time.monotonic() - self._told >= _BEAT_S:
            self._told = time.monotonic()
            DBOS.set_event(
                "progress",
                {"step": self.step, "percent": progress.percent, "remaining_s": progress.remaining_s},
            )

    def cancelled(self) -> bool:
        if _stopping.is_set():
            raise WorkerStopping
        if time.monotonic() - self._looked >= _BEAT_S:
            self._looked = time.monotonic()
            status = DBOS.get_workflow_status(self.workflow_id)
            self._cancelled = status is None or status.status == "CANCELLED"  # None: it was forgotten
        return self._cancelled


def job(step: str) -> Job:
    """Return the progress and cancellation of the workflow step that calls this, to be shown as *step*."""
    workflow_id = DBOS.workflow_id
    assert workflow_id is not None, "only steps of a workflow have a job"  # noqa: S101
    beat = _Beat(step, workflow_id)
    beat.tell(Progress(percent=0.0, speed=None, remaining_s=None))
    cancelled: Callable[[], bool] = beat.cancelled
    return Job(on_progress=beat.tell, cancelled=cancelled)
