"""What the pages of changes share: their blueprint, and how kinds, marks and states are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from web.wording.i18n import lazy
from web.wording.showing import now, studio
from workflows.accounts import Account, Role
from workflows.accounts.keeping import accounts
from workflows.retrospectives import ChangeState, Kind, Mark, Occasion

blueprint = Blueprint("changes", __name__, url_prefix="/workshops/<workshop>/changes")

KINDS: Mapping[Kind, Any] = {
    Kind.KEEP: lazy("We keep"),
    Kind.CHANGE: lazy("We change"),
    Kind.TRY: lazy("We try"),
}
OCCASIONS: Mapping[Occasion, Any] = {
    Occasion.SESSION: lazy("A session"),
    Occasion.DAY: lazy("A day"),
    Occasion.WORKSHOP: lazy("The workshop"),
    Occasion.SCREENING: lazy("A screening"),
}
STATES: Mapping[ChangeState, Any] = {
    ChangeState.OPEN: lazy("To do"),
    ChangeState.DONE: lazy("Done"),
    ChangeState.DROPPED: lazy("Dropped"),
}
#: What a mark is about, and its picture in static/icons.svg.
MARKS: Mapping[Mark, tuple[Any, str]] = {
    Mark.NONE: (lazy("No picture"), "minus"),
    Mark.TIME: (lazy("Time"), "clock"),
    Mark.PEOPLE: (lazy("People"), "users"),
    Mark.TALK: (lazy("Talking"), "message"),
    Mark.CAMERA: (lazy("Film"), "movie"),
    Mark.SOUND: (lazy("Sound"), "microphone"),
    Mark.LANGUAGE: (lazy("Language"), "language"),
    Mark.PLACE: (lazy("Place"), "home"),
    Mark.SAFETY: (lazy("Safety"), "shield-check"),
}
#: What stands in the history of a change.
STEPS: Mapping[str, Any] = {
    "made": lazy("wrote it down"),
    "words": lazy("changed the words"),
    "owner": lazy("changed who sees to it"),
    "why": lazy("changed what came of it"),
    "due": lazy("changed the day"),
    "state": lazy("changed the state"),
}


def words() -> dict[str, Any]:
    """Return what every template of changes says things with."""
    return {
        "KINDS": KINDS,
        "OCCASIONS": OCCASIONS,
        "STATES": STATES,
        "MARKS": MARKS,
        "STEPS": STEPS,
        "today": now().astimezone().date(),
    }


def helpers(workshop: str) -> list[Account]:
    """Return who works here with an account: they may own a change."""
    return [
        one
        for one in accounts(studio())
        if one.may_enter(workshop) and not one.closed_at and one.roles & {Role.FACILITATOR, Role.OFFICER}
    ]
