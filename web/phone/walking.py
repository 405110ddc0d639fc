"""The consent walk on the phone: exactly one screen at a time, each sent by itself and kept as a draft.

An earlier screen is seen again by ``?back=<its mark>``; what was chosen there stays until it is chosen anew.
What a screen shows stands in :mod:`web.phone.screens`.
"""

from __future__ import annotations

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consent.errors import Refusal
from consent.releases import AnswerState, Stage
from pvstudio.model import Audience, Treatment
from web.forms import chosen as picked
from web.forms import chosen_or_none as picked_or_none
from web.forms import several
from web.phone import screens
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.showing import page
from web.phone.steps import Screen
from web.phone.wording import spoken_in, tongue
from web.wording.showing import now, studio
from workflows.phones import PresenceRefused, choose_language
from workflows.walks import (
    AnsweredMeanwhile,
    NotThereYet,
    NotWatchedYet,
    Step,
    Walk,
    WalkOver,
    begin,
    chosen,
    learned,
    left_out,
    named,
    offered,
    questions,
    said,
    settle,
    skip_watching,
    told,
    walk_of,
    watched,
)

#: A page that sends by script asks to be told where to go on, instead of being sent there.
_STAYS = "X-Stays"

_ANSWERS = {"yes": AnswerState.GIVEN, "no": AnswerState.REFUSED, "later": None}


@blueprint.get("/walks/")
@visitors
def asked() -> str:
    """Show everything that this seat can be asked, answered or not."""
    return page("phone/walk/index.html", questions=questions(studio(), visiting(), now()), every=True)


@blueprint.post("/walks/")
@visitors
def begin_walk() -> ResponseReturnValue:
    """Begin to answer about one thing, or go on where it was left."""
    stage, subject = picked(Stage, "stage"), request.form.get("subject", "")
    return _on(begin(studio(), visiting(), stage, subject, tongue(), now()))


@blueprint.get("/walks/<walk_id>/")
@visitors
def walk(walk_id: str) -> str:
    """Show the one screen where the walk is, an earlier one, or what stands in the way of the last step."""
    found = walk_of(studio(), visiting(), walk_id)
    if request.args.get("then") == "meanwhile":
        return screens.meanwhile(found, noes="noes" in request.args)
    if why := request.args.get("why"):
        known = Refusal(why) if why in {*Refusal} else Refusal.NO_NOTICE
        return screens.refused(found, known, noes="noes" in request.args)
    return screens.Here.of(found, request.args.get("back", "")).page()


@blueprint.post("/walks/<walk_id>/watch")
@visitors
def watch_walk(walk_id: str) -> ResponseReturnValue:
    """Note that it was watched, or say how much is left."""
    going = walk_of(studio(), visiting(), walk_id)
    try:
        watched(studio(), visiting(), going.subject_id, now())
    except NotWatchedYet as early:
        return _on(going, left=max(1, early.left_ms))
    return _on(going)


@blueprint.post("/walks/<walk_id>/together")
@visitors
def watch_together(walk_id: str) -> ResponseReturnValue:
    """Go on unwatched, with the facilitator beside whose number was written."""
    going = walk_of(studio(), visiting(), walk_id)
    try:
        skip_watching(studio(), visiting(), going.subject_id, request.form.get("digits", "").strip(), now())
    except PresenceRefused:
        return _on(going, wrong="number")
    return _on(going)


@blueprint.post("/walks/<walk_id>/refuse")
@visitors
def refuse_walk(walk_id: str) -> ResponseReturnValue:
    """Write down a no to all that is asked, at once: nothing has to be watched or read back for that."""
    going = walk_of(studio(), visiting(), walk_id)
    for audience in going.audiences:
        going = said(studio(), visiting(), walk_id, audience, AnswerState.REFUSED, now())
    return _settled(going, going.stamp)


@blueprint.post("/walks/<walk_id>/learn")
@visitors
def learn_walk(walk_id: str) -> ResponseReturnValue:
    """Note that the cards were seen to their end."""
    return _on(learned(studio(), visiting(), walk_id, now()))


@blueprint.post("/walks/<walk_id>/language")
@visitors
def speak_walk(walk_id: str) -> ResponseReturnValue:
    """Go on in another language: the cards are looked at in that one."""
    going, tag = walk_of(studio(), visiting(), walk_id), request.form.get("language", "")
    if tag not in spoken_in():
        abort(400)
    choose_language(studio(), visiting(), tag)
    return _on(going)


@blueprint.post("/walks/<walk_id>/answer")
@visitors
def answer_walk(walk_id: str) -> ResponseReturnValue:
    """Draft yes, no or not now for one audience; a yes only in a language in which it can count."""
    going = walk_of(studio(), visiting(), walk_id)
    if request.form.get("answer") == "ask":
        return _ask_person()
    state = _answer()
    if state is AnswerState.GIVEN and (why := screens.why_not_here(going.stage)):
        return _on(going, why=why)
    try:
        return _on(said(studio(), visiting(), walk_id, picked_or_none(Audience, "audience"), state, now()))
    except NotWatchedYet as early:
        return _on(going, left=max(1, early.left_ms))


@blueprint.post("/walks/<walk_id>/how")
@visitors
def appear_walk(walk_id: str) -> ResponseReturnValue:
    """Draft how I appear. Nothing chosen, or two things that exclude each other: it is asked again."""
    going, boxes = walk_of(studio(), visiting(), walk_id), {*request.form.getlist("how")}
    wrong = "none" if not boxes else "both" if screens.AS_I_AM in boxes and len(boxes) > 1 else ""
    if wrong:
        return _on(going, back=Screen(Step.HOW).mark, wrong=wrong)
    treatments = frozenset() if screens.AS_I_AM in boxes else several(Treatment, "how")
    return _on(chosen(studio(), visiting(), walk_id, treatments, now()))


@blueprint.post("/walks/<walk_id>/name")
@visitors
def name_walk(walk_id: str) -> ResponseReturnValue:
    """Draft what I am called."""
    going = walk_of(studio(), visiting(), walk_id)
    return _on(named(studio(), visiting(), going.id, picked_or_none(Treatment, "name"), now()))


@blueprint.post("/walks/<walk_id>/languages")
@visitors
def languages_walk(walk_id: str) -> ResponseReturnValue:
    """Draft in which languages I am not to be read: of those offered, each whose tick was taken away."""
    offer = offered(studio(), visiting(), walk_of(studio(), visiting(), walk_id)).languages
    apart = {*offer} ^ {*request.form.getlist("language")}  # what is not offered stays, and is refused
    return _on(left_out(studio(), visiting(), walk_id, apart, now()))


@blueprint.post("/walks/<walk_id>/tell")
@visitors
def tell_walk(walk_id: str) -> ResponseReturnValue:
    """Note what was told back; what was not clear is looked at again."""
    going, choice = walk_of(studio(), visiting(), walk_id), request.form.get("choice", "")
    if not (choice.isdecimal() and choice.isascii()):
        abort(400)
    return _on(told(studio(), visiting(), going.id, int(choice[:3]), now()))


@blueprint.post("/walks/<walk_id>/settle")
@visitors
def settle_walk(walk_id: str) -> ResponseReturnValue:
    """Write down all that was read back; or go back to the first question; or leave it for another time."""
    going, answer = walk_of(studio(), visiting(), walk_id), request.form.get("answer")
    if answer == "ask":
        return _ask_person()
    if answer == "later":
        return _to(url_for(".my_films"))
    if answer == "no":
        return _on(going, back=Screen(Step.ASK, going.audiences[0]).mark)
    if answer != "yes":
        abort(400)
    return _settled(going, request.form.get("read", ""))


@blueprint.errorhandler(WalkOver)
def ended(over: WalkOver) -> ResponseReturnValue:
    """A form that is sent once more after the end: show what counts."""
    return _on(over.walk)


def _settled(going: Walk, read: str) -> ResponseReturnValue:
    try:
        settled = settle(studio(), visiting(), going.id, now(), read=read)
    except NotThereYet as early:
        return _on(early.walk)
    except AnsweredMeanwhile as changed:
        return _on(changed.walk, then="meanwhile", noes=len(changed.answers))
    if settled.refused:
        return _on(settled.walk, why=settled.refused.why, noes=len(settled.answers))
    return _on(settled.walk)


def _answer() -> AnswerState | None:
    answer = request.form.get("answer", "")
    if answer not in _ANSWERS:
        abort(400)
    return _ANSWERS[answer]


def _ask_person() -> ResponseReturnValue:
    """Send the same form on: it says about what, and where to come back to."""
    return redirect(url_for(".ask_person"), 307)


def _on(going: Walk, **more: Any) -> ResponseReturnValue:
    return _to(url_for(".walk", walk_id=going.id, **{k: v for k, v in more.items() if v}))


def _to(address: str) -> ResponseReturnValue:
    if _STAYS in request.headers:
        return Response(status=204, headers={_STAYS: address})
    return redirect(address, 303)
