"""What was planned together is moved, or taken out again, together."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.pages.runsheet.desk import blueprint
from web.pages.runsheet.sheet import page
from web.security.access import allow
from web.wording.i18n import ngettext
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.fields import ChangedMeanwhile, FormRefused
from workflows.sessions.planning import move, take_out


@blueprint.post("/together/move")
@allow(Role.FACILITATOR, Role.OFFICER)
def move_together(workshop: str) -> ResponseReturnValue:
    """Move what is still to come by some days."""
    which, sent, typed = (request.form.get(name, "") for name in ("which", "stands", "days"))

    def moved() -> str:
        count, stay = move(studio(), workshop, which, _whole(typed), sent=sent)
        return _said(ngettext("{n} session was moved.", "{n} sessions were moved.", count), stay)

    return _done(workshop, moved)


@blueprint.post("/together/out")
@allow(Role.FACILITATOR, Role.OFFICER)
def take_out_together(workshop: str) -> ResponseReturnValue:
    """Take the sessions of an agenda out again."""
    which, sent = (request.form.get(name, "") for name in ("which", "stands"))

    def taken() -> str:
        count, stay = take_out(studio(), workshop, which, sent=sent)
        return _said(ngettext("{n} session was taken out.", "{n} sessions were taken out.", count), stay)

    return _done(workshop, taken)


def _done(workshop: str, deed: Callable[[], str]) -> ResponseReturnValue:
    """Do it and say so; or show the plan as it is now, with why nothing was done."""
    try:
        flash(deed())
    except ChangedMeanwhile:
        return page(workshop, overtaken=True), 409
    except FormRefused as refused:
        return page(workshop, wrong={**request.form, "problems": refused.problems}), 422
    return redirect(url_for(".index", workshop=workshop), 303)


def _said(done: str, stay: int) -> str:
    return f"{done} {ngettext('{n} stays.', '{n} stay.', stay)}" if stay else done


def _whole(typed: str) -> int:
    """Return the number that was typed, 0 for none."""
    try:
        return int(typed[:9])
    except ValueError:
        return 0
