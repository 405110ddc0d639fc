"""Accounts: who may enter the studio by a browser, as what, and into which workshops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the studio."""

    FACILITATOR = "facilitator"  # runs workshops: footage, words, cuts, answers
    OFFICER = "officer"  # safeguarding: vetoes, best interests, everybody's consent
    HOST = "host"  # shows films: the kits that were handed to them
    OFFICE = "office"  # figures and states of consent, no pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who signs in. *name* is both what they type and what stands under what they do.

    *keeper* looks after the studio itself: accounts, settings, new workshops. *everywhere* stands for
    all workshops, also those to come.
    """

    id: str
    name: str
    password: str  # argon2's own text: parameters, salt, hash
    roles: frozenset[Role]
    created_at: datetime
    workshops: frozenset[str] = frozenset()
    everywhere: bool = False
    keeper: bool = False
    language: str = ""  # of the interface; "" follows the browser
    closed_at: datetime | None = None  # closed accounts stay, for what they did

    def may_enter(self, workshop: str) -> bool:
        """Say whether *workshop* is any of this account's business."""
        return self.everywhere or workshop in self.workshops


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One browser that is signed in. *id* is the SHA-256 of what its cookie holds, never that itself."""

    id: str
    account_id: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Wrong passwords in a row for one name, known here or not; *id* is a hash of the name."""

    id: str
    count: int
    last_at: datetime
