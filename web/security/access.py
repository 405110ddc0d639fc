"""Who may use which page. Every view says it; an application with a silent view does not start.

=====================  =======================================================
``@open_to_all``       before sign-in: the door itself, pictures of the interface
``@allow()``           everybody who is signed in
``@allow(Role.HOST)``  who has one of these roles; with ``<workshop>`` in the address,
                       who is assigned to that workshop too
``@keepers_only``      who looks after the studio itself
``@visitors``          somebody who is in the films, on a phone (:mod:`web.phone.doors`): no account enters
=====================  =======================================================

What is another's is not there (404): that it exists is nobody's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import HTTPException

from pvstudio.errors import NotFound
from web.security.session import signed_in, signed_in_or_none
from web.security.visiting import visiting_or_none
from web.wording.showing import studio
from workflows.accounts import Account, Role

V = TypeVar("V", bound=Callable[..., Any])


class Door(StrEnum):
    """How far a visit by phone must be, for a view that answers phones."""

    HALF = "half"  # the card was shown
    OPEN = "open"  # and the pictures were touched


class NoVisit(HTTPException):
    """A page of the phone is asked for without a visit that may see it; *is_half* says that one has begun."""

    code = 401
    description = "Show the card first."

    def __init__(self, *, is_half: bool) -> None:
        super().__init__()
        self.is_half = is_half


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a view answers. One that answers phones (*phone*) answers no account."""

    roles: frozenset[Role] = frozenset(Role)
    everybody: bool = False  # also who is not signed in
    keepers: bool = False
    phone: Door | None = None

    def lets_in(self, account: Account | None, workshop: str | None) -> bool:
        """Say whether *account* may use the view, for *workshop* where it has one."""
        if self.everybody:
            return True
        if self.phone:
            return self._lets_visit()
        if account is None or (self.keepers and not account.keeper) or not account.roles & self.roles:
            return False
        return workshop is None or account.may_enter(workshop)

    def _lets_visit(self) -> bool:
        visit = visiting_or_none()
        return visit is not None and (visit.unlocked or self.phone is Door.HALF)


class SilentView(RuntimeError):
    """A view that does not say whom it answers."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(f"the view {endpoint} needs @allow, @open_to_all or @keepers_only")
        self.endpoint = endpoint


def allow(*roles: Role) -> Callable[[V], V]:
    """Answer who is signed in and has one of *roles*; without any, everybody who is signed in."""
    return ruled(Rule(frozenset(roles or Role)))


def open_to_all(view: V) -> V:
    """Answer everybody."""
    return ruled(Rule(everybody=True))(view)


def keepers_only(view: V) -> V:
    """Answer who looks after the studio."""
    return ruled(Rule(keepers=True))(view)


def rule_of(app: Flask, endpoint: str) -> Rule:
    """Return whom a view answers, or raise :class:`SilentView`."""
    if endpoint == "static":
        return Rule(everybody=True)
    rule = getattr(app.view_functions[endpoint], "rule", None)
    if rule is None:
        raise SilentView(endpoint)
    found: Rule = rule
    return found


def keep_doors(app: Flask) -> None:
    """Ask before every request of *app*; refuse an application with a silent view."""
    for endpoint in app.view_functions:
        rule_of(app, endpoint)
    app.before_request(_check)


def _check() -> None:
    if request.endpoint is None:
        if signed_in_or_none() is None:
            signed_in()  # strangers learn nothing of which addresses there are
        return
    rule = rule_of(current_app, request.endpoint)
    if rule.everybody:
        return
    if rule.phone:
        if not rule.lets_in(None, None):
            raise NoVisit(is_half=visiting_or_none() is not None)
        return
    account, workshop = signed_in(), (request.view_args or {}).get("workshop")
    if workshop is not None and not (account.may_enter(workshop) and workshop in studio().workshops()):
        raise NotFound("workshop", workshop)
    if not rule.lets_in(account, workshop):
        abort(403)


def ruled(rule: Rule) -> Callable[[V], V]:
    """Mark a view with whom it answers."""

    def mark(view: V) -> V:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return mark
