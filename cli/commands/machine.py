"""``worker``, ``serve`` and ``store``."""

from __future__ import annotations

import logging
import signal
import sys
import threading

import click

from cli.output import Context, console, emit, pass_context
from pvstudio.store.migrate import forget_store, left_behind, only_there, shown
from pvstudio.store.migrate import migrate as copy_documents
from workflows.queue import JobQueue


@click.command()
@click.option("--until-idle", is_flag=True, help="Stop when nothing waits any more.")
@pass_context
def worker(context: Context, until_idle: bool) -> None:
    """Do queued work until stopped (Ctrl-C or SIGTERM). Killing it loses nothing."""
    from workflows.worker import working

    studio = context.studio()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with working(studio) as slot, JobQueue(studio) as queue:
        console.print(f"Worker in slot {slot.number} of {context.settings.home}")
        while not stop.wait(0.5):
            if until_idle and all(job.over for job in queue.jobs()):
                return


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets phones in the room in.")
@click.option("--port", default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Only serve pages; work is done by a `pvstudio worker`.")
@click.option("--log", is_flag=True, help="Write a line a request to standard error: page, status, time.")
@pass_context
def serve(context: Context, host: str, port: int, no_worker: bool, log: bool) -> None:
    """Serve the studio at http://localhost:PORT, and do queued work beside it."""
    from web.reachable import own_addresses
    from web.server import serve as serve_pages
    from workflows.aside import worker_aside

    if log:
        logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
        logging.getLogger("pvstudio.web").setLevel(logging.INFO)
    console.print(f"The studio is at http://localhost:{port} (stop with Ctrl-C)")
    for address in own_addresses() if host in {"0.0.0.0", "::"} else ():  # noqa: S104  # asked for by name
        console.print(f"  on phones in this network: http://{address}:{port}")
    with worker_aside(context.settings, wanted=not no_worker):
        serve_pages(context.settings, host=host, port=port)


@click.group()
def store() -> None:
    """Where documents are kept."""


@store.command()
@click.argument("target")
@pass_context
def migrate(context: Context, target: str) -> None:
    """Copy all documents to TARGET, an empty store: "tiny" or a database URL. Then set `documents` to it."""
    copied = copy_documents(context.settings, target)
    total = sum(copied.values())

    def people() -> None:
        old = shown(context.settings.documents)
        console.print(f"✓ {total} documents copied and compared.")
        console.print(f"  {old} still holds all of them, and no erasure will reach it. So set `documents`,")
        console.print(f"  then delete it: pvstudio store forget {old}", markup=False)

    emit(context, copied, people)


@store.command()
@click.argument("left")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_context
def forget(context: Context, left: str, yes: bool) -> None:
    """Delete the documents of LEFT, a store that documents were copied from or to and that is not in use."""
    settings = context.settings
    found = [one for one in left_behind(settings) if left in {one, shown(one)}]
    if not found:
        known = ", ".join(map(shown, left_behind(settings))) or "none"
        raise click.UsageError(f"No such store is left behind. Left behind are: {known}.")
    alone = only_there(settings, found[0])
    if alone:
        where = shown(settings.documents)
        click.echo(
            f"! {alone} document(s) there are not in {where}: erased since, or never copied.", err=True
        )
    if not yes:
        click.confirm(f"Delete all documents in {shown(found[0])}?", abort=True, err=True)
    count = forget_store(settings, found[0])
    emit(context, count, lambda: console.print(f"✓ {count} documents deleted."))


COMMANDS = (worker, serve, store)
