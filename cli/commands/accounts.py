"""``account``: who may sign in to the studio by a browser. For whoever sits at its own computer."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cli.output import Context, choices, console, emit, pass_context, table
from workflows.accounts import Account, Role
from workflows.accounts.keeping import (
    Wanted,
    account_named,
    accounts,
    add_account,
    change_account,
    set_password,
)

_PASSWORD = click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)


@click.group()
def account() -> None:
    """Who may sign in by a browser."""


@account.command()
@click.argument("name")
@click.option("--role", "roles", type=choices(Role), multiple=True, help="Repeat it; default: facilitator.")
@click.option("--in", "workshops", multiple=True, help="A workshop that they work in; repeat it.")
@click.option("--everywhere", is_flag=True, help="In all workshops, also those to come.")
@click.option("--keeper", is_flag=True, help="Looks after the studio: accounts and passwords.")
@_PASSWORD
@pass_context
def add(
    context: Context,
    name: str,
    roles: tuple[str, ...],
    workshops: tuple[str, ...],
    everywhere: bool,
    keeper: bool,
    password: str,
) -> None:
    """Let NAME sign in. The password is asked for, unless --password gives it."""
    studio = context.studio()
    wanted = Wanted(
        name=name,
        password=password,
        roles=frozenset(Role(role) for role in roles or (Role.FACILITATOR,)),
        workshops=frozenset(studio.workshop(one).id for one in workshops),
        everywhere=everywhere,
        keeper=keeper,
    )
    made = add_account(studio, wanted, datetime.now(UTC))
    emit(context, _shown(made), lambda: console.print(f"✓ {made.name} can sign in.", markup=False))


@account.command("password")
@click.argument("name")
@_PASSWORD
@pass_context
def new_password(context: Context, name: str, password: str) -> None:
    """Give NAME a new password; they are signed out everywhere."""
    studio = context.studio()
    found = account_named(studio, name)
    set_password(studio, found.id, password)
    emit(context, _shown(found), lambda: console.print("✓ The new password holds from now on."))


@account.command()
@click.argument("name")
@pass_context
def close(context: Context, name: str) -> None:
    """Close the account NAME: it stays for what it did, and cannot sign in."""
    studio = context.studio()
    closed = change_account(studio, account_named(studio, name).id, closed_at=datetime.now(UTC))
    emit(context, _shown(closed), lambda: console.print(f"✓ {closed.name} cannot sign in.", markup=False))


@account.command("list")
@pass_context
def show(context: Context) -> None:
    """List the accounts."""
    found = accounts(context.studio())

    emit(
        context,
        [_shown(one) for one in found],
        lambda: table("Name", "Role", "Workshops", "", rows=[_row(one) for one in found]),
    )


def _row(one: Account) -> tuple[str, str, str, str]:
    where = "all" if one.everywhere else " ".join(sorted(one.workshops))
    notes = ["keeper"] * one.keeper + ["closed"] * bool(one.closed_at)
    return one.name, " ".join(sorted(one.roles)), where, " ".join(notes)


def _shown(one: Account) -> dict[str, object]:
    """Return an account without what its password is kept as."""
    return {
        "id": one.id,
        "name": one.name,
        "roles": sorted(one.roles),
        "workshops": sorted(one.workshops),
        "everywhere": one.everywhere,
        "keeper": one.keeper,
        "closed_at": one.closed_at,
    }
