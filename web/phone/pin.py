"""The four pictures: chosen at the first visit, touched at each; also to hand the phone to the other seat."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.phone.blueprint import blueprint
from web.phone.doors import half_way, visiting, visitors
from web.phone.showing import page
from web.wording.showing import now, studio
from workflows.phones import (
    PICTURES,
    PinTooEasy,
    PinWrong,
    Seat,
    SeatLocked,
    check_pin,
    has_pin,
    other_seats,
    set_pin,
    take_seat,
)

#: So many are touched, in order.
PICKS = 4


@blueprint.get("/pin")
@half_way
def pictures() -> ResponseReturnValue:
    """Ask for the four pictures, or let them be chosen."""
    if visiting().unlocked:
        return redirect(url_for(".my_films"), 303)
    return _pictures(choosing=not has_pin(studio(), visiting()))


@blueprint.post("/pin")
@half_way
def touch() -> ResponseReturnValue:
    """Take one more picture, or all four at once; look at them when they are four."""
    picked = _picked()
    if not has_pin(studio(), visiting()):
        return _choose(picked)
    if len(picked) < PICKS:
        return _pictures(picked=picked)
    return _checked(picked, None)


@blueprint.get("/seat")
@visitors
def seats() -> str:
    """Ask who holds the phone now: the person, the child, the grown-up."""
    return page("phone/seat.html", seats=other_seats(studio(), visiting()))


@blueprint.post("/seat")
@visitors
def sit() -> ResponseReturnValue:
    """Hand the phone over: the pictures of the other seat open it, and close this one."""
    wanted, picked = request.form.get("seat", ""), _picked()
    seat = next((one for one in other_seats(studio(), visiting()) if _name(one) == wanted), None)
    if seat is None:
        return redirect(url_for(".seats"), 303)
    if len(picked) < PICKS:
        return _pictures(picked=picked, seat=seat)
    return _checked(picked, seat)


def _choose(picked: list[str]) -> ResponseReturnValue:
    first = [one for one in request.form.get("first", "").split() if one in PICTURES]
    if len(picked) < PICKS:
        return _pictures(choosing=True, picked=picked, first=first)
    if not first:
        return _pictures(choosing=True, first=picked)
    if first != picked:
        return _pictures(choosing=True, wrong="pin_not_same"), 422
    try:
        set_pin(studio(), visiting(), picked, now())
    except PinTooEasy:
        return _pictures(choosing=True, wrong="pin_too_easy"), 422
    return redirect(url_for(".my_films"), 303)


def _checked(picked: Sequence[str], seat: Seat | None) -> ResponseReturnValue:
    """Open this visit, or the *seat* that it is handed to, if these are the pictures."""
    try:
        if seat is None:
            check_pin(studio(), visiting(), picked, now())
        else:
            take_seat(studio(), visiting(), seat, picked, now())
    except PinWrong as wrong:
        return _pictures(wrong="pin_wrong", left=wrong.left, seat=seat), 422
    except SeatLocked:
        return page("phone/locked.html"), 423
    return redirect(url_for(".my_films"), 303)


def _pictures(
    *,
    choosing: bool = False,
    picked: Sequence[str] = (),
    first: Sequence[str] = (),
    wrong: str = "",
    left: int | None = None,
    seat: Seat | None = None,
) -> str:
    return page(
        "phone/pin.html",
        asked="pin_enter" if not choosing else "pin_repeat" if first else "pin_choose",
        pictures=PICTURES,
        picked=picked,
        first=first,
        wrong=wrong,
        left=left,
        seat=_name(seat) if seat else "",
        all=PICKS,
    )


def _picked() -> list[str]:
    """Return the pictures that were touched so far; what cannot be is none at all."""
    picked = [*request.form.get("picked", "").split(), *request.form.getlist("pick")]
    return picked if len(picked) <= PICKS and set(picked) <= {*PICTURES} else []


def _name(seat: Seat) -> str:
    """Return what a form calls a seat of this person: nothing that says who it is."""
    return seat.guardian_id or str(seat.role)
