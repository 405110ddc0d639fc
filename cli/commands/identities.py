"""``identity``: real names, kept apart; anybody enters one, the safeguarding officer alone reads it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from cli.output import Context, console, emit, pass_context, table
from consent.identities.errors import NoOfficerYet, OfficerThere
from consent.identities.officer import check_passphrase
from consent.identities.registry import Identity
from pvstudio.model import Participant
from workflows import identities, lookup
from workflows.errors import Unclear
from workflows.retention import identity_due
from workflows.wiring import Studio

_BY = click.option("--by", default="", help="Who does this; it goes on record.")
_PASSPHRASE_FILE = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is the officer's passphrase, for scripts.",
)


def _passphrase(file: Path | None, words: str, *, new: bool = False) -> str:
    """Return the passphrase: from *file*, or typed unseen (twice when it is *new*)."""
    if file:
        return next(iter(file.read_text("utf-8").splitlines()), "")
    return str(click.prompt(words, hide_input=True, confirmation_prompt=new, err=True))


@click.group()
def identity() -> None:
    """Real names and contacts: kept apart, sealed; only the safeguarding officer reads them."""


@identity.command()
@click.option("--hand-over", is_flag=True, help="To a new officer: both are here and type their passphrase.")
@_PASSPHRASE_FILE
@click.option(
    "--new-passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The same for the new officer's passphrase, with --hand-over.",
)
@_BY
@pass_context
def officer(
    context: Context, hand_over: bool, passphrase_file: Path | None, new_passphrase_file: Path | None, by: str
) -> None:
    """Set up the safeguarding officer's key: the officer alone types a passphrase of their own, twice."""
    studio = context.studio()
    keys, count = identities.identities(studio).keys, 0
    if hand_over:
        old = _passphrase(passphrase_file, "Passphrase of the officer until now")
        new = _passphrase(new_passphrase_file, "Passphrase of the new officer", new=True)
        count = identities.hand_over(studio, old, new, by=by)
    else:
        if keys.current:  # before a passphrase is typed for nothing
            raise OfficerThere(keys.current)
        words = "Passphrase of the safeguarding officer (nobody can reset it)"
        chosen = _passphrase(passphrase_file, words, new=True)
        check_passphrase(chosen)
        keys.set_up(chosen)

    def people() -> None:
        console.print(f"✓ The officer's key is {keys.current}, in {keys.folder}", markup=False)
        if hand_over:
            console.print(
                f"  {count} identities are sealed for it; the old passphrase opens nothing any more."
            )
        console.print("  Keep a copy of that folder on the officer's own stick, and the passphrase in mind:")
        console.print("  without both, nobody can ever read the names again.")

    emit(context, {"key": keys.current, "folder": str(keys.folder), "handed_over": count}, people)


@identity.command("set")
@click.argument("person")
@_BY
@pass_context
def set_(context: Context, person: str, by: str) -> None:
    """Write down who PERSON is: asks for name and contact, seals them, forgets them."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    if identities.identities(studio).keys.current is None:
        raise NoOfficerYet
    someone = _person(studio, workshop, person)
    name = click.prompt("Real name", err=True)  # no option: what is typed there stays in the shell's history
    contact = click.prompt("How to reach them (may be empty)", default="", show_default=False, err=True)
    identities.set_identity(studio, workshop, someone, Identity(name=name, contact=contact), by=by)
    emit(
        context,
        {"participant_id": someone, "kept": True},
        lambda: console.print(f"✓ Sealed for the safeguarding officer: {escape(person)}"),
    )


@identity.command()
@click.argument("person")
@_PASSPHRASE_FILE
@_BY
@pass_context
def show(context: Context, person: str, passphrase_file: Path | None, by: str) -> None:
    """Show the officer who PERSON is; that it was read goes on record."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    someone = _person(studio, workshop, person)
    passphrase = _passphrase(passphrase_file, "Passphrase of the safeguarding officer")
    found = identities.read_identity(studio, workshop, someone, passphrase, by=by)

    def people() -> None:
        console.print(found.name, markup=False)
        console.print(found.contact or "(no contact)", markup=False)

    emit(context, {"participant_id": someone, "name": found.name, "contact": found.contact}, people)


@identity.command()
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")
@_BY
@pass_context
def forget(context: Context, person: str, yes: bool, by: str) -> None:
    """Delete what is kept of who PERSON is, for good. Their pseudonym, films and answers stay."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    someone = _person(studio, workshop, person)
    if not yes:
        click.confirm(f"Forget for good who {person} is?", abort=True, err=True)
    kept = identities.forget_identity(studio, workshop, someone, by=by)
    words = "Forgotten; backups may hold it until they are replaced" if kept else "Nothing was kept"
    emit(
        context,
        {"participant_id": someone, "was_kept": kept},
        lambda: console.print(f"✓ {words}: {escape(person)}"),
    )


@identity.command("list")
@pass_context
def list_(context: Context) -> None:
    """List of whom an identity is kept. No passphrase, no names."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        names = {one.id: one.pseudonym for one in tx.find(Participant)}
        rows = [
            {
                "pseudonym": names.get(one, ""),
                "participant_id": one,
                "past_from": identity_due(tx, workshop, one, context.settings.retention),
            }
            for one in identities.identities(studio).known(workshop)
        ]

    def people() -> None:
        table("Pseudonym", "Id", "Past from", rows=[[cell or "-" for cell in row.values()] for row in rows])

    emit(context, rows, people)


def _person(studio: Studio, workshop: str, name: str) -> str:
    """Return the id of who is called *name*; also of somebody whose other documents are gone."""
    try:
        with studio.documents.read(workshop) as tx:
            return lookup.participant(tx, name).id
    except Unclear:
        if name in identities.identities(studio).known(workshop):
            return name
        raise


COMMANDS = (identity,)
