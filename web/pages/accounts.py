"""Accounts, and what was done with them: for those who look after the studio."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.errors import NotFound
from pvstudio.model import Workshop
from web.forms import secret, several, text
from web.security.access import allow, keepers_only
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Account, Role
from workflows.accounts.audit import entries, months
from workflows.accounts.keeping import Wanted, accounts, add_account, change_account, set_password
from workflows.accounts.passwords import SHORTEST

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/accounts/")
@keepers_only
def index() -> ResponseReturnValue:
    """List who may sign in."""
    return render_template(
        "accounts/index.html", accounts=accounts(studio()), workshops=_workshops(), shortest=SHORTEST
    )


@blueprint.post("/accounts/")
@keepers_only
def add() -> ResponseReturnValue:
    """Make an account."""
    name = text("name", longest=80)
    if not name:
        raise BadRequest(_("Write a name."))
    wanted = Wanted(name=name, password=secret("password"), **_rights())
    add_account(studio(), wanted, now())
    flash(_("{name} can sign in now.", name=name))
    return redirect(url_for(".index"), 303)


@blueprint.post("/accounts/<account_id>")
@keepers_only
def change(account_id: str) -> ResponseReturnValue:
    """Change what an account may do; close it or open it again."""
    closing = {"close": now(), "open": None}
    wish = request.form.get("wish", "")
    changes: dict[str, Any] = {"closed_at": closing[wish]} if wish in closing else _rights()
    was = _known(account_id)
    if account_id == signed_in().id and Role.OFFICER in changes.get("roles", was.roles) - was.roles:
        _refuse_own_office(was)
    changed = change_account(studio(), account_id, **changes)
    g.audited_about = {"was": _right_words(was), "is": _right_words(changed)}
    flash(_("{name}: changed.", name=changed.name))
    return redirect(url_for(".index"), 303)


@blueprint.post("/accounts/<account_id>/password")
@keepers_only
def new_password(account_id: str) -> ResponseReturnValue:
    """Give somebody a new password; they are signed out everywhere."""
    set_password(studio(), account_id, secret("password"))
    flash(_("The new password holds from now on. Tell it to them in person."))
    return redirect(url_for(".index"), 303)


@blueprint.get("/audit/")
@allow(Role.OFFICER, Role.FACILITATOR)
def audit() -> ResponseReturnValue:
    """Show what was done, a month at a time: all of it to keepers and officers, to others their own."""
    account, known = signed_in(), months(studio())
    month = request.args.get("month", "") if request.args.get("month") in known else (known or [""])[0]
    found = entries(studio(), month) if month else ()
    if not (account.keeper or Role.OFFICER in account.roles):
        found = [one for one in found if one.account_id == account.id]
    return render_template(
        "accounts/audit.html",
        entries=[one for one in found if not one.workshop or account.may_enter(one.workshop)][:500],
        months=known,
        month=month,
        names={one.id: one.name for one in accounts(studio())},
        workshops=_workshops(),
    )


def _known(account_id: str) -> Account:
    found = next((one for one in accounts(studio()) if one.id == account_id), None)
    if found is None:
        raise NotFound("account", account_id)
    return found


def _refuse_own_office(asking: Account) -> None:
    """Who looks after the studio does not take the officer's place beside an officer."""
    others = [one for one in accounts(studio()) if one.id != asking.id and not one.closed_at]
    if any(Role.OFFICER in one.roles for one in others):
        raise BadRequest(
            _("There is a safeguarding officer already: only somebody else can make you one too.")
        )


def _right_words(one: Account) -> str:
    marks = ["keeper"] * one.keeper + ["everywhere"] * one.everywhere + ["closed"] * bool(one.closed_at)
    return " ".join([*sorted(one.roles), *marks, *sorted(one.workshops)])


def _rights() -> dict[str, Any]:
    roles = several(Role, "roles")
    if not roles:
        raise BadRequest(_("Choose what this person is to the studio."))
    return {
        "roles": roles,
        "workshops": frozenset(request.form.getlist("workshops")) & set(studio().workshops()),
        "everywhere": bool(request.form.get("everywhere")),
        "keeper": bool(request.form.get("keeper")),
    }


def _workshops() -> dict[str, str]:
    found = {}
    for workshop in studio().workshops():
        with studio().documents.read(workshop) as tx:
            found[workshop] = tx.get(Workshop, workshop).title
    return found
