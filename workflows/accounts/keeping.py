"""Keeping accounts: the first one, more, changes, new passwords, closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from pvstudio.errors import NotFound
from pvstudio.model import new_id
from pvstudio.store.documents import Reading, Writing
from workflows.accounts.account import Account, Attempts, Role, SignIn
from workflows.accounts.errors import LastKeeper, NameTaken, NotTheFirst
from workflows.accounts.passwords import hashed
from workflows.wiring import ACCOUNTS, Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a new account is to be."""

    name: str
    password: str
    roles: frozenset[Role]
    workshops: frozenset[str] = frozenset()
    everywhere: bool = False
    keeper: bool = False
    language: str = ""


def accounts(studio: Studio) -> Sequence[Account]:
    """Return all accounts, closed ones too, by name."""
    with studio.documents.read(ACCOUNTS) as tx:
        return sorted(tx.find(Account), key=lambda one: one.name.casefold())


def is_new(studio: Studio) -> bool:
    """Say whether nobody can sign in yet: the studio has to be set up."""
    with studio.documents.read(ACCOUNTS) as tx:
        return not tx.find(Account)


def set_up(studio: Studio, name: str, password: str, at: datetime, *, language: str = "") -> Account:
    """Make the first account: it keeps the studio, and works in all its workshops.

    Raises :class:`NotTheFirst`, :class:`PasswordTooEasy`.
    """
    first = _made(
        Wanted(
            name=name,
            password=password,
            roles=frozenset({Role.FACILITATOR}),
            everywhere=True,
            keeper=True,
            language=language,
        ),
        at,
    )
    with studio.documents.write(ACCOUNTS) as tx:
        if tx.find(Account):
            raise NotTheFirst
        tx.put(first)
    return first


def add_account(studio: Studio, wanted: Wanted, at: datetime) -> Account:
    """Make an account. Raises :class:`NameTaken`, :class:`PasswordTooEasy`."""
    new = _made(wanted, at)
    with studio.documents.write(ACCOUNTS) as tx:
        if named(tx, new.name):
            raise NameTaken(new.name)
        tx.put(new)
    return new


def change_account(studio: Studio, account_id: str, **changes: Any) -> Account:
    """Change fields of an account: roles, workshops, everywhere, keeper, language, closed_at.

    Whoever is closed is signed out everywhere. Raises :class:`LastKeeper`.
    """
    with studio.documents.write(ACCOUNTS) as tx:
        changed = replace(tx.get(Account, account_id), **changes)
        others = [one for one in tx.find(Account) if one.id != account_id]
        if not any(one.keeper and not one.closed_at for one in (*others, changed)):
            raise LastKeeper(changed.name)
        tx.put(changed)
        if changed.closed_at:
            leave_everywhere(tx, account_id)
    return changed


def set_password(studio: Studio, account_id: str, password: str) -> None:
    """Give an account a new password: every browser is signed out, and no wait holds any more."""
    with studio.documents.write(ACCOUNTS) as tx:
        account = tx.get(Account, account_id)
        tx.put(replace(account, password=hashed(password, name=account.name)))
        leave_everywhere(tx, account_id)
        for here in (True, False):
            tx.delete(Attempts, attempts_key(account.name, here=here))


def assign(studio: Studio, account_id: str, workshop: str) -> None:
    """Let an account into one more workshop."""
    with studio.documents.write(ACCOUNTS) as tx:
        account = tx.get(Account, account_id)
        tx.put(replace(account, workshops=account.workshops | {workshop}))


def named(tx: Reading, name: str) -> Account | None:
    """Return the account of this name, however it is capitalised."""
    wanted = folded(name)
    return next((one for one in tx.find(Account) if folded(one.name) == wanted), None)


def account_named(studio: Studio, name: str) -> Account:
    """Return the account of this name, or raise :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.read(ACCOUNTS) as tx:
        found = named(tx, name)
    if found is None:
        raise NotFound("account", name)
    return found


def leave_everywhere(tx: Writing, account_id: str) -> None:
    """Sign an account out of every browser."""
    for one in tx.find(SignIn, account_id=account_id):
        tx.delete(SignIn, one.id)


def folded(name: str) -> str:
    """Return *name* as names are compared."""
    return " ".join(name.split()).casefold()


def attempts_key(name: str, *, here: bool) -> str:
    """Return under what wrong passwords for a name are counted, apart on the studio's own machine."""
    return sha256(f"{'here' if here else 'away'} {folded(name)}".encode()).hexdigest()


def _made(wanted: Wanted, at: datetime) -> Account:
    name = " ".join(wanted.name.split())
    return Account(
        id=new_id("account"),
        name=name,
        password=hashed(wanted.password, name=name),
        roles=wanted.roles,
        created_at=at,
        workshops=wanted.workshops,
        everywhere=wanted.everywhere,
        keeper=wanted.keeper,
        language=wanted.language,
    )
