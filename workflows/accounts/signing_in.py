"""Signing in and out. What a browser keeps is random; the studio keeps its hash only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from pvstudio.errors import NotFound
from pvstudio.store.documents import Reading, Writing
from workflows.accounts.account import Account, Attempts, SignIn
from workflows.accounts.errors import SignInRefused, TooManyAttempts
from workflows.accounts.keeping import attempts_key, leave_everywhere, named
from workflows.accounts.passwords import matches
from workflows.wiring import ACCOUNTS, Studio

#: A day in a workshop; whoever works on is not asked again in the middle of it.
LASTS = timedelta(hours=14)
#: So many wrong passwords cost nothing; each more doubles the wait, up to the longest.
FREE_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)


def sign_in(
    studio: Studio, name: str, password: str, at: datetime, *, here: bool = False
) -> tuple[str, Account]:
    """Return the token of a new sign-in and its account.

    *here* says that it is tried on the studio's own machine: guesses from a hotspot do not lock that out.
    Raises :class:`SignInRefused`, :class:`TooManyAttempts`.
    """
    key = attempts_key(name, here=here)
    account = _checked(studio, key, name, password, at)
    token = secrets.token_urlsafe(32)
    with studio.documents.write(ACCOUNTS) as tx:
        still = tx.get(Account, account.id)
        if still.password != account.password or still.closed_at:
            raise SignInRefused  # changed while it was checked
        tx.delete(Attempts, key)
        for old in tx.find(SignIn):
            if old.until <= at:
                tx.delete(SignIn, old.id)
        tx.put(SignIn(id=_hash(token), account_id=account.id, at=at, until=at + LASTS))
    return token, account


def check_own(studio: Studio, account: Account, password: str, at: datetime) -> None:
    """Check the password of somebody who is signed in already, and who may hold a borrowed browser.

    Raises :class:`SignInRefused`, :class:`TooManyAttempts`.
    """
    key = _hash(f"own {account.id}")
    _checked(studio, key, account.name, password, at)
    with studio.documents.write(ACCOUNTS) as tx:
        tx.delete(Attempts, key)


def _checked(studio: Studio, key: str, name: str, password: str, at: datetime) -> Account:
    with studio.documents.write(ACCOUNTS) as tx:
        _count_attempt(tx, key, at)  # counted before it is known: guesses side by side all count
        account = named(tx, name)
    kept = account.password if account and not account.closed_at else None
    if not matches(kept, password) or account is None:
        raise SignInRefused
    return account


def account_of(studio: Studio, token: str, at: datetime) -> Account | None:
    """Return whose sign-in *token* is, or None when it is over; a long day prolongs it."""
    with studio.documents.read(ACCOUNTS) as tx:
        found = _valid(tx, token, at)
    if found and found[0].until - at < LASTS / 2:
        with studio.documents.write(ACCOUNTS) as tx:
            if still := _valid(tx, token, at):
                tx.put(replace(still[0], until=at + LASTS))
    return found[1] if found else None


def sign_out(studio: Studio, token: str) -> None:
    """End one sign-in."""
    with studio.documents.write(ACCOUNTS) as tx:
        tx.delete(SignIn, _hash(token))


def sign_out_everywhere(studio: Studio, account_id: str) -> None:
    """End all sign-ins of an account."""
    with studio.documents.write(ACCOUNTS) as tx:
        leave_everywhere(tx, account_id)


def _valid(tx: Reading, token: str, at: datetime) -> tuple[SignIn, Account] | None:
    try:
        found = tx.get(SignIn, _hash(token))
        account = tx.get(Account, found.account_id)
    except NotFound:
        return None
    return None if found.until <= at or account.closed_at else (found, account)


def _count_attempt(tx: Writing, key: str, at: datetime) -> None:
    found = tx.find(Attempts, id=key)
    count = found[0].count if found else 0
    if count >= FREE_ATTEMPTS:
        until = found[0].last_at + min(_FIRST_WAIT * 2 ** min(count - FREE_ATTEMPTS, 10), _LONGEST_WAIT)
        if at < until:
            raise TooManyAttempts(until)
    tx.put(Attempts(id=key, count=count + 1, last_at=at))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
