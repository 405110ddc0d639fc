"""Wait for durable work with progress bars: do it here when a worker slot is free, else watch who does."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn

from cli.output import console
from workflows.errors import NoFreeSlot
from workflows.queue import JobInfo, JobQueue, JobState
from workflows.wiring import Studio

_LOOK_S = 0.3
_MARKS = {JobState.DONE: "[green]✓", JobState.FAILED: "[red]✗", JobState.CANCELLED: "[yellow]–"}


@contextmanager
def _helping(studio: Studio) -> Iterator[bool]:
    """Work on the queue meanwhile, unless every slot is taken by a worker that does so already."""
    from workflows.worker import working  # the engines load only where work is done

    try:
        with working(studio):
            yield True
    except NoFreeSlot:
        yield False


def wait_for(studio: Studio, ids: Sequence[str], *, names: dict[str, str], quiet: bool) -> list[JobInfo]:
    """Return the given jobs once nothing more happens to them. *names* say what each is about."""
    with JobQueue(studio) as queue, _helping(studio), _bars(quiet) as bars:
        rows: dict[str, TaskID] = {}
        while True:
            jobs = queue.jobs(ids)
            for job in jobs:
                _show(bars, rows, job, names.get(job.about, job.about))
            if all(job.over for job in jobs):
                return jobs
            time.sleep(_LOOK_S)


def _bars(quiet: bool) -> Progress:
    return Progress(
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[step]}"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=Console(quiet=True) if quiet else console,
        disable=quiet or not console.is_terminal,
    )


def _show(bars: Progress, rows: dict[str, TaskID], job: JobInfo, name: str) -> None:
    said = f"{job.work} {name}"
    if bars.disable:
        if job.over and job.id not in rows and not bars.console.quiet:
            bars.console.print(f"{_MARKS.get(job.state, '[red]✗')}[/] {said}")
            rows[job.id] = TaskID(0)
        return
    if job.id not in rows:
        if job.state is JobState.WAITING:
            return
        rows[job.id] = bars.add_task(said, total=100, step="")
    if job.over:
        bars.update(rows[job.id], completed=100, step="", description=f"{_MARKS.get(job.state, '[red]✗')} {said}")
    else:
        bars.update(rows[job.id], completed=job.percent, step=job.step)
