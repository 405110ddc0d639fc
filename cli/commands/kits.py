"""``kit``: films that were handed out, recalled, confirmed as deleted."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from rich.text import Text

from cli.output import Context, console, emit, pass_context, table
from workflows.kits import Recall, recalls
from workflows.kits import acknowledge as confirm


@click.group()
def kit() -> None:
    """Kits that were handed out."""


@kit.command()
@click.argument("kit_id")
@click.option("--by", default="", help="Who confirms, where it is not the recipient.")
@pass_context
def acknowledge(context: Context, kit_id: str, by: str) -> None:
    """Note that the recipient of a recalled kit has confirmed: all copies are deleted."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    found = confirm(studio, workshop, kit_id, by=by)
    emit(context, found, lambda: console.print(f"✓ {by or found.recipient} has confirmed the recall."))


@kit.command("recalls")
@click.option("--overdue", is_flag=True, help="Only those that nobody has confirmed for too long.")
@pass_context
def list_recalls(context: Context, overdue: bool) -> None:
    """Show the kits that were recalled, and which of them their hosts have not confirmed."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    days = studio.settings.recall_days
    with studio.documents.read(workshop) as tx:
        found = recalls(tx, recall_days=days, at=datetime.now(UTC))
    found = [one for one in found if one.overdue or not overdue]

    def show() -> None:
        if not found:
            console.print("No recall is overdue." if overdue else "No kit was recalled.")
            return
        rows = [
            (one.kit.id, one.title, one.kit.recipient, one.kit.audience, f"{one.days} days", _stands(one))
            for one in found
        ]
        table("Kit", "Film", "Given to", "For", "Recalled", "Confirmed", rows=rows)
        if any(one.kit.acknowledged_at is None for one in found):
            console.print("When a host says that every copy is deleted: pvstudio kit acknowledge KIT")

    emit(context, found, show)


def _stands(one: Recall) -> Text:
    if one.kit.acknowledged_at:
        by = one.confirmed_by or one.kit.recipient
        return Text(f"{one.kit.acknowledged_at:%Y-%m-%d} by {by}", "green")
    return Text("no: overdue", "red") if one.overdue else Text("not yet", "yellow")


COMMANDS = (kit,)
