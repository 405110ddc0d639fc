"""``pvstudio``: every noun of the studio from a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cli.commands import (
    accounts,
    consents,
    demo,
    doctor,
    films,
    footage,
    identities,
    jobs,
    kits,
    ledger,
    machine,
    notices,
    people,
    receipts,
    retention,
    subtitles,
    withdrawals,
    workshops,
)
from cli.output import Context, Exit, fail
from pvstudio.config import Settings
from pvstudio.errors import StudioError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--studio",
    "home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the studio (default: $PVSTUDIO_HOME, else ./studio).",
)
@click.option(
    "--workshop", "-w", help="Id of the workshop that is meant; not needed while there is only one."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@click.pass_context
def main_group(click_context: click.Context, home: Path | None, workshop: str | None, as_json: bool) -> None:
    """PVStudio: from raw footage to a consented, subtitled compilation."""
    click_context.obj = Context(Settings.load(home), as_json, workshop)


for command in (
    *workshops.COMMANDS,
    accounts.account,
    *footage.COMMANDS,
    *subtitles.COMMANDS,
    *people.COMMANDS,
    *consents.COMMANDS,
    *identities.COMMANDS,
    *notices.COMMANDS,
    *retention.COMMANDS,
    *films.COMMANDS,
    *kits.COMMANDS,
    *withdrawals.COMMANDS,
    *ledger.COMMANDS,
    *receipts.COMMANDS,
    *jobs.COMMANDS,
    *machine.COMMANDS,
    doctor.doctor,
    demo.demo,
):
    main_group.add_command(command)


def main() -> None:
    """Run the command line; errors that we know become one sentence and an exit code."""
    os.umask(0o077)  # documents and the queue name people: what is written is for this user alone
    try:
        sys.exit(main_group(standalone_mode=False) or 0)
    except StudioError as error:
        sys.exit(fail(error, as_json="--json" in sys.argv))
    except OSError as error:
        click.secho(f"✗ {error.strerror or error}: {error.filename or ''}", fg="red", err=True)
        sys.exit(Exit.FAILED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "\nStopped. Nothing that was finished is lost; the same command goes on from here.", err=True
        )
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(Exit.FAILED)
