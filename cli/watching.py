"""Wait for durable work with progress bars; a worker process does it beside us, and may die and come back."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn

from cli.output import Exit, console
from workflows.aside import worker_aside
from workflows.queue import JobInfo, JobQueue, JobState
from workflows.wiring import Studio

_LOOK_S = 0.3
_MARKS = {JobState.DONE: "[green]✓[/]", JobState.CANCELLED: "[yellow]–[/]"}


def wait_for(
    studio: Studio, ids: Sequence[str], *, names: dict[str, str], quiet: bool, helped: bool = False
) -> list[JobInfo]:
    """Return the given jobs once nothing more happens to them.

    *names* say what each is about; *helped* means that the caller keeps a worker already.
    """
    with JobQueue(studio) as queue, worker_aside(studio.settings, wanted=not helped), _bars(quiet) as bars:
        rows: dict[str, TaskID] = {}
        while True:
            jobs = queue.jobs(ids)
            for job in jobs:
                _show(bars, rows, job, names.get(job.about, job.about))
            if all(job.over for job in jobs):
                return jobs
            time.sleep(_LOOK_S)


def exit_if_failed(jobs: Sequence[JobInfo]) -> None:
    """Leave with an exit code that says so when one of the jobs did not come to its end."""
    failed = [job for job in jobs if job.state is not JobState.DONE]
    for job in failed:
        click.echo(
            f"  → {job.id} {job.state}: {job.reason or 'stopped'}  (pvstudio jobs retry {job.id})", err=True
        )
    if failed:
        sys.exit(Exit.FAILED)


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
    mark = _MARKS.get(job.state, "[red]✗[/]") if job.over else " "
    said = f"{mark} {job.work} {escape(name)} [red]{escape(job.reason)}[/]"
    if bars.disable:  # a log file or a pipe: one line for each piece of work, when it is over
        if job.over and job.id not in rows:
            bars.console.print(said)
            rows[job.id] = TaskID(0)
        return
    if job.state is JobState.WAITING:
        return
    if job.id not in rows:
        rows[job.id] = bars.add_task(said, total=100, step="")
    done = 100.0 if job.over else job.percent
    bars.update(rows[job.id], completed=done, step="" if job.over else job.step, description=said)
