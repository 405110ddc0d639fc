"""The same people as the time before: a form that begins with what was written of another gathering."""

from __future__ import annotations

from dataclasses import replace

from flask import request

from pvstudio.agenda import AgendaSession
from pvstudio.store import Reading
from web.pages.attendance.desk import Form
from web.wording.i18n import language
from workflows.attendance import Attendance, attendances_of
from workflows.sessions.saying import said_in


def before(tx: Reading, form: Form) -> tuple[Attendance, str] | None:
    """Return the last gathering before that of *form* to which somebody came, and what it is called."""
    sooner = [
        one
        for one in attendances_of(tx)
        if one.people and not one.screening_id and str(one.held_on) <= form.held_on and one.id != form.id
    ]
    return (sooner[-1], _called(tx, sooner[-1])) if sooner else None


def prefilled(tx: Reading, empty: Form) -> Form:
    """Return *empty* with the people of the gathering that the address asks for: nobody of them is new."""
    wanted = tx.find(Attendance, id=request.args.get("like", ""))
    for one in wanted:
        like = Form.of(one)
        lines = tuple(replace(line, first_time="") for line in like.lines)
        return replace(empty, who=like.who, lines=lines)
    return empty


def _called(tx: Reading, one: Attendance) -> str:
    found = tx.find(AgendaSession, id=one.session_id) if one.session_id else []
    return said_in(language(), found[0]).title if found else one.title
