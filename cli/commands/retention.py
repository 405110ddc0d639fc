"""``retention``: what is past its date, and what of it may go."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cli.output import Context, console, emit, pass_context, table
from workflows.retention import Overdue, erase_overdue, overdue


@click.command()
@click.option("--erase", is_flag=True, help="Delete what may go: identities, refused uploads, spoken notes.")
@click.option("--yes", is_flag=True, help="With --erase: do not ask whether this is meant.")
@click.option("--by", default="", help="Who does this; it goes on record.")
@pass_context
def retention(context: Context, erase: bool, yes: bool, by: str) -> None:
    """List what is past its date ([retention] in studio.toml). Without --erase nothing is deleted.

    Footage and kits are only listed: the people in them decide. What consent still needs is kept.
    """
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    now = datetime.now(UTC)
    found = overdue(studio, workshop, at=now)
    going = [one.id for one in found if one.can_be_erased]
    if not context.json:
        _tell(found)
    erased: list[Overdue] = []
    if erase and going:
        if not yes:
            click.confirm(f"Delete {len(going)} of them for good?", abort=True, err=True)
        erased = erase_overdue(studio, workshop, going, at=now, by=by)

    def people() -> None:
        if erased:
            console.print(f"✓ {len(erased)} deleted. Backups hold them until they are replaced.")
        elif going and not erase:
            console.print(f"{len(going)} of them can be deleted: pvstudio retention --erase")

    emit(context, {"overdue": found, "erased": [one.id for one in erased]}, people)


def _tell(found: list[Overdue]) -> None:
    if not found:
        console.print("✓ Nothing is past its date.")
        return
    table(
        "Past since", "What", "Name", "Id", rows=[(one.since, one.matter, one.name, one.id) for one in found]
    )
    for one in found:
        stays = f" It stays: {one.needed_for}." if one.needed_for else ""
        console.print(f"  {one.name}: {one.why}.{stays} {one.instead}".rstrip(), markup=False)


COMMANDS = (retention,)
