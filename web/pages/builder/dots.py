"""Voting with dots: a page to tap on, a page for the wall, and the order that comes of it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from consent.gate.policy import clip_withheld
from consent.gate.records import Records
from pvstudio.editing.recipe import Recipe, clips_of
from pvstudio.model import Audience, Clip, Cut, CutItem, Footage, Participant, Workshop
from pvstudio.store import Reading
from web.pages.builder.changing import cut_of
from web.pages.builder.desk import blueprint, builders
from web.security.session import signed_in
from web.sending.prepared import poster_of
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.cutting.cuts import change_cut, revision
from workflows.cutting.dots import MOST_DOTS, begin, by_dots, close, dots_of, place


@blueprint.get("/<cut_id>/dots/")
@builders
def dots(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Show the clips to one person after the other, who place their dots."""
    with studio().documents.read(workshop) as tx:
        people = sorted(tx.find(Participant), key=lambda one: one.pseudonym.casefold())
        seen = _seen(tx, workshop, cut_id)
        return render_template(
            "builder/dots.html", people=people, most=MOST_DOTS, turn=secrets.token_urlsafe(9), **seen
        )


@blueprint.get("/<cut_id>/dots/wall")
@builders
def wall(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Show the sums to the whole room, once the vote is closed; until then how many have voted."""
    with studio().documents.read(workshop) as tx:
        return render_template("builder/dots_wall.html", **_seen(tx, workshop, cut_id))


@blueprint.post("/<cut_id>/dots/")
@builders
def put_dots(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Take the dots of one person; go on with the next one."""
    with studio().documents.read(workshop) as tx:
        _cut, recipe = cut_of(tx, cut_id)
        clips = {clip.id for clip in clips_of(recipe, tx.find(Clip))}
    placed = {
        name.removeprefix("dots-"): _whole(value)
        for name, value in request.form.items()
        if name.startswith("dots-")
    }
    turn, who = request.form.get("turn", ""), request.form.get("person", "")
    if not 1 <= len(turn) <= 40:
        raise BadRequest(_("This form is too old to be taken. Go back, reload the page, send it again."))
    place(studio(), workshop, cut_id, clips, placed, turn, who)
    flash(_("Thank you. Now the next one."))
    return redirect(url_for(".dots", workshop=workshop, cut_id=cut_id), 303)


@blueprint.post("/<cut_id>/dots/begin")
@builders
def begin_dots(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Begin a vote anew."""
    with studio().documents.read(workshop) as tx:
        tx.get(Cut, cut_id)
    each, by_name = _whole(request.form.get("each", "")), bool(request.form.get("by_name"))
    begin(studio(), workshop, cut_id, each, by_name=by_name)
    return redirect(url_for(".dots", workshop=workshop, cut_id=cut_id), 303)


@blueprint.post("/<cut_id>/dots/close")
@builders
def close_dots(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Close the vote, and show its sums."""
    with studio().documents.read(workshop) as tx:
        tx.get(Cut, cut_id)
    close(studio(), workshop, cut_id)
    return redirect(url_for(".wall", workshop=workshop, cut_id=cut_id), 303)


@blueprint.post("/<cut_id>/dots/order")
@builders
def order(workshop: str, cut_id: str) -> ResponseReturnValue:
    """Put the parts of the film in the order of their dots; it can be taken back. That closes the vote."""
    with studio().documents.read(workshop) as tx:
        tx.get(Cut, cut_id)
        clips = tx.find(Clip)
    vote = close(studio(), workshop, cut_id)

    def ordered(recipe: Recipe) -> Recipe:
        return by_dots(recipe, clips, vote)

    change_cut(studio(), workshop, cut_id, request.form.get("revision", ""), ordered, by=signed_in().name)
    return redirect(url_for(".show", workshop=workshop, cut_id=cut_id), 303)


def _seen(tx: Reading, workshop: str, cut_id: str) -> dict[str, Any]:
    cut, recipe = cut_of(tx, cut_id)
    vote = dots_of(tx, cut_id)
    clips = list({clip.id: clip for clip in clips_of(recipe, tx.find(Clip))}.values())
    return {
        "workshop": tx.get(Workshop, workshop),
        "cut": cut,
        "vote": vote,
        "by_dots": sorted(clips, key=lambda clip: -vote.on(clip.id)) if vote.closed else clips,
        "film_order": clips,
        "posters": _shown_to_the_group(tx, workshop, clips),
        "revision": revision(cut),
    }


def _shown_to_the_group(tx: Reading, workshop: str, clips: list[Clip]) -> frozenset[str]:
    """Return the clips whose raw picture the whole room may see: everybody agreed, without conditions."""
    records = Records.for_clips(tx, workshop, [clip.id for clip in clips])
    return frozenset(
        clip.id
        for clip in clips
        if not clip_withheld(CutItem(clip_id=clip.id), Audience.GROUP, None, now(), records)
        and poster_of(studio(), workshop, clip, tx.get(Footage, clip.footage_id))
    )


def _whole(value: str) -> int:
    if not value.isdecimal() or len(value) > 3:
        raise BadRequest(_("“{value}” is no number of dots.", value=value))
    return int(value)
