"""``jobs``: durable work, seen and steered."""

from __future__ import annotations

import click

from cli.output import Context, console, emit, pass_context, table
from workflows.queue import JobQueue


@click.group()
def jobs() -> None:
    """Work that the studio does in the background."""


@jobs.command("list")
@pass_context
def list_(context: Context) -> None:
    """Show all work, the oldest first."""
    with JobQueue(context.studio()) as queue:
        found = queue.jobs(workshop=context.workshop)

    def people() -> None:
        rows = [
            (job.id, job.state, job.step, "" if job.percent is None else f"{job.percent:.0f} %", job.reason)
            for job in found
        ]
        table("Work", "State", "Step", "Done", "Why", rows=rows)

    emit(context, found, people)


@jobs.command()
@click.argument("job_id")
@pass_context
def cancel(context: Context, job_id: str) -> None:
    """Stop one piece of work; what was finished stays."""
    with JobQueue(context.studio()) as queue:
        queue.cancel(job_id)
    emit(context, {"cancelled": job_id}, lambda: console.print(f"✓ {job_id} stops within a second."))


@jobs.command()
@click.argument("job_id")
@pass_context
def retry(context: Context, job_id: str) -> None:
    """Queue a failed, cancelled or dead piece of work again."""
    with JobQueue(context.studio()) as queue:
        queue.retry(job_id)
    emit(context, {"queued": job_id}, lambda: console.print(f"✓ {job_id} waits; a worker takes it up."))


COMMANDS = (jobs,)
