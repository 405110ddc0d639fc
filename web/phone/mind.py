"""Changing one's mind: what stands open now, stopped at once; then only that, or erased. Nobody asks why."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consent.notices import Topic, notice
from pvstudio.errors import NotFound
from pvstudio.store import Reading
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.receipts import newest_about
from web.phone.showing import page
from web.phone.stills import clip_still, film_still
from web.phone.wording import tongue
from web.wording.showing import now, studio
from workflows.erasing_mine import erase_mine, erasures_of, what_goes
from workflows.erasing_spoken import proves, spoken_from
from workflows.erasures import ErasureOrder
from workflows.errors import NothingToErase
from workflows.taking_back import EVERYTHING, open_now, stop, taken_back


@blueprint.get("/mind/")
@visitors
def mind() -> str:
    """Show what stands open now: each can be stopped with one tap."""
    visit = visiting()
    with studio().documents.read(visit.workshop) as tx:
        found = open_now(tx, visit.workshop, visit.seat, now())
        return page(
            "phone/mind/index.html",
            anything=found.anything,
            clips=[clip_still(tx, clip) for clip in found.clips],
            films=[film_still(tx, film) for film in found.films],
            erasable=_erasable(tx, EVERYTHING),
            everything=EVERYTHING,
        )


@blueprint.post("/mind/stop")
@visitors
def stop_showing() -> ResponseReturnValue:
    """Stop it, at once; the same again changes nothing."""
    done = stop(studio(), visiting(), request.form.get("what", ""))
    return redirect(url_for(".stopped", taken_back_id=done.id), 303)


@blueprint.get("/mind/done/<taken_back_id>/")
@visitors
def stopped(taken_back_id: str) -> str:
    """Say what it did and what it cannot do; then only that, or erase too."""
    visit = visiting()
    with studio().documents.read(visit.workshop) as tx:
        done = taken_back(tx, visit.seat, taken_back_id)
        return page(
            "phone/mind/done.html",
            about=done.id,
            done=done,
            notice=notice(Topic.WITHDRAWAL, tongue()),
            receipt=newest_about(tx, "" if done.what == EVERYTHING else done.what),
            erasable=_erasable(tx, done.what),
        )


@blueprint.get("/mind/erase/<what>/")
@visitors
def before_erasing(what: str) -> str:
    """Say in pictures, words and voice what would go, for good; one more tap lets it go."""
    visit = visiting()
    with studio().documents.read(visit.workshop) as tx:
        try:
            plan = what_goes(tx, visit, what)
        except NothingToErase:
            orders, proofs = erasures_of(tx, visit.seat), spoken_from(tx, visit.seat)
            return page("phone/mind/nothing.html", orders=orders, proofs=bool(proofs))
        return page(
            "phone/mind/erase.html",
            about=what,
            what=what,
            notice=notice(Topic.ERASURE, tongue()),
            clips=[clip_still(tx, clip) for clip in plan.clips],
            others=bool(plan.others),
            films=len(plan.films),
            kits=len(plan.kits),
            recordings=len(plan.spoken),
            unheard=any(one.written_at is None for one in plan.spoken),
            proofs=bool(plan.proofs),
        )


@blueprint.post("/mind/erase")
@visitors
def erase_recordings() -> ResponseReturnValue:
    """Erase what was shown; without the word that it is meant, show it again."""
    what = request.form.get("what", "")
    if request.form.get("sure") != "yes":
        return redirect(url_for(".before_erasing", what=what or EVERYTHING), 303)
    order = erase_mine(studio(), visiting(), what)
    return redirect(url_for(".erased", erasure_id=order.id), 303)


@blueprint.get("/mind/erased/<erasure_id>/")
@visitors
def erased(erasure_id: str) -> str:
    """Say how far it is, and what stays: a note without a name, and what others copied."""
    visit = visiting()
    with studio().documents.read(visit.workshop) as tx:
        order = _order(tx, erasure_id)
        return page(
            "phone/mind/erased.html",
            about=order.id,
            order=order,
            notice=notice(Topic.ERASURE, tongue()),
            receipt=newest_about(tx, *order.clip_ids),
            proofs=any(proves(tx, one, order.clip_ids) for one in spoken_from(tx, visit.seat)),
        )


def _order(tx: Reading, wanted: str) -> ErasureOrder:
    for order in erasures_of(tx, visiting().seat):
        if order.id == wanted:
            return order
    raise NotFound("erasure", wanted)


def _erasable(tx: Reading, what: str) -> bool:
    try:
        what_goes(tx, visiting(), what)
    except (NotFound, NothingToErase):
        return False
    return True
