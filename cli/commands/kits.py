"""``kit``: films that were handed out, recalled, confirmed as deleted; and whether one is genuine."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

from cli.commands.ledger import FILE, KEY
from cli.output import Context, Exit, console, emit, pass_context, table
from consent.ledger.heads import in_fours
from consent.ledger.keys import accepted_keys
from consent.receipts.photographs import codes_in
from workflows.kits import Recall, last_day, recalls
from workflows.kits import acknowledge as confirm
from workflows.recall_lists.letters import MOST_BYTES as MOST_LIST
from workflows.screening_kits.checking import Checked, Verdict, check
from workflows.screening_kits.manifests import when

#: What the command leaves with.
_EXITS = {Verdict.WRONG: Exit.FAILED, Verdict.ENDED: Exit.WITHHELD, Verdict.WAIT: Exit.PARTLY}


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


@kit.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option(
    "--recalls",
    "lists",
    type=FILE,
    multiple=True,
    help="The studio's list of recalls: its file, or a photograph of each of its squares.",
)
@KEY
@click.option("--audience", "-a", default="", help="Before whom it is to be shown.")
@pass_context
def verify(
    context: Context, place: Path, lists: tuple[Path, ...], keys: tuple[str, ...], audience: str
) -> None:
    """Tell whether a kit is whole, genuine, and may still be shown. PLACE is its folder or its ZIP.

    No studio is needed for it. Leaves with 0 when all is well, 1 when something is wrong with the kit, 3
    when it was recalled or its time is over, 4 when something is to be looked at first: without the studio's
    list nobody knows whether it was recalled.
    """
    own = accepted_keys(context.settings.home)
    letters = b"\n".join(map(_letters, lists))
    found = check(place, at=datetime.now(UTC), keys=[*own, *keys], recalls=letters, audience=audience)
    emit(context, found, lambda: _tell(found, compare=not (own or keys)))
    if found.verdict is not Verdict.GOOD:
        sys.exit(_EXITS[found.verdict])


def _letters(path: Path) -> bytes:
    """Return the letters of a list of recalls, from its file or a photograph of its squares."""
    with path.open("rb") as file:
        begins = file.read(16)
    if begins.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")):
        return "\n".join(codes_in(path)).encode()
    with path.open("rb") as file:
        return file.read(MOST_LIST + 1)


def _tell(found: Checked, *, compare: bool) -> None:
    if made := found.manifest:
        event = " · ".join(filter(None, (made.event, made.event_on)))
        ends = f" · until {last_day(when(made.expires))}" if made.expires else ""
        # As texts: a stranger wrote it, and no word of theirs is read as markup.
        console.print(Text.assemble((made.title, "bold"), f"  {made.kit} · for {made.audience}{ends}"))
        if event:
            console.print(Text(event))
    for fault in found.faults:
        console.print(Text("! " if fault.verdict is Verdict.WAIT else "✗ ", "red"), Text(fault.words))
    if found.verdict in {Verdict.GOOD, Verdict.WAIT}:
        console.print("[green]✓[/] It is whole and signed.")
    if found.fingerprint and compare:
        console.print(f"Signed by the key {in_fours(found.fingerprint)}: compare it with the studio's.")


COMMANDS = (kit,)
