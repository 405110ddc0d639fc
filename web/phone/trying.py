"""My own clip as it would look and sound with a treatment: for whoever is in it, before they decide.

It is made by a worker, ahead where somebody begins to watch. Until it is there nothing stands for it:
how far it is is said, and nobody has to wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from pvstudio.errors import NotFound
from pvstudio.model import Clip, Footage, Participant, Treatment
from web.phone.blueprint import blueprint
from web.phone.doors import visiting, visitors
from web.phone.media import OwnClip
from web.phone.showing import page
from web.sending.prepared import treated_proxy_of
from web.sending.queue import queue
from web.wording.showing import delivery, now, studio
from workflows.clips.trying import ask_trial, choices, ended_badly, try_ahead, trying
from workflows.mine import clip_for, clips_of, film_for
from workflows.playing import may_play
from workflows.queue import JobState

#: In addresses: the treatments of one choice, in order.
_AND = "."

_CHOICES = {_AND.join(sorted(some)): some for some in choices()}


class Stands(StrEnum):
    """What there is of a clip with a treatment."""

    READY = "ready"
    COMING = "coming"
    FAILED = "failed"
    CLOSED = "closed"  # the clip may not be played on this phone now, treated or not


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A clip with a treatment, as a page shows it."""

    clip_id: str
    treatments: str  # as in addresses
    stands: Stands
    percent: int | None = None  # None: it waits, nobody knows

    @property
    def address(self) -> str:
        """Where it stands alone."""
        return url_for("phone.as_treated", clip_id=self.clip_id, treatments=self.treatments)

    @property
    def video(self) -> str:
        """Where it can be watched."""
        return url_for("phone.treated_video", clip_id=self.clip_id, treatments=self.treatments)

    @property
    def hides(self) -> tuple[Treatment, ...]:
        """What is done to picture and sound."""
        return tuple(map(Treatment, self.treatments.split(_AND)))


@blueprint.get("/clips/<clip_id>/as/<treatments>/")
@visitors
def as_treated(clip_id: str, treatments: str) -> str:
    """Show my clip with treatments, or how far it is."""
    clip = clip_for(studio(), visiting(), clip_id)
    return page("phone/walk/trying.html", tried=_tried(clip, _chosen(treatments)))


@blueprint.post("/clips/<clip_id>/as/<treatments>/")
@visitors
def treat_again(clip_id: str, treatments: str) -> ResponseReturnValue:
    """Make it, also where it has failed before."""
    clip, wanted = clip_for(studio(), visiting(), clip_id), _chosen(treatments)
    if _tried(clip, wanted).stands is Stands.FAILED:
        ask_trial(studio(), queue(), visiting().workshop, clip.id, wanted)
    return redirect(url_for(".as_treated", clip_id=clip.id, treatments=treatments), 303)


@blueprint.get("/clips/<clip_id>/as/<treatments>/video.mp4")
@visitors
def treated_video(clip_id: str, treatments: str) -> Response:
    """Send my clip with treatments, for as long as the visit lasts and the clip may be played."""
    visit, clip, wanted = visiting(), clip_for(studio(), visiting(), clip_id), _chosen(treatments)
    with studio().documents.read(visit.workshop) as tx:
        footage = tx.get(Footage, clip.footage_id)
    path = treated_proxy_of(studio(), visit.workshop, clip, footage, wanted)
    if path is None:
        raise NotFound("video", clip.id)
    return delivery().deliver(OwnClip(visit, clip.id), path, "video/mp4")


@blueprint.context_processor
def previews() -> dict[str, Callable[..., Any]]:
    """Let templates show what a treatment would do to the thing that is answered about."""
    return {"tried_on": tried_on, "credited_as": credited_as}


def tried_on(subject_id: str, treatment: str) -> Tried | None:
    """Return how one treatment would look on a clip, or on mine in a film; None where nothing can show it."""
    if treatment not in _CHOICES:
        return None
    clip = _own_clip(subject_id)
    return _tried(clip, _CHOICES[treatment]) if clip else None


def make_ahead(subject_id: str) -> None:
    """Let a worker make what may be asked for in a moment, each treatment alone; what failed stays so."""
    if clip := _own_clip(subject_id):
        for treatments in (some for some in choices() if len(some) == 1):
            _tried(clip, treatments)


def credited_as() -> str:
    """Return the name that a film would end with."""
    with studio().documents.read(visiting().workshop) as tx:
        return tx.get(Participant, visiting().participant_id).pseudonym


def _chosen(treatments: str) -> frozenset[Treatment]:
    if treatments not in _CHOICES:
        raise NotFound("treatment", treatments)
    return _CHOICES[treatments]


def _own_clip(subject_id: str) -> Clip | None:
    """Return the clip that is answered about, or the first of mine in the film; None for anything else."""
    visit = visiting()
    with studio().documents.read(visit.workshop) as tx:
        mine = {clip.id: clip for clip in clips_of(tx, visit.participant_id)}
    if subject_id in mine:
        return mine[subject_id]
    try:
        items = film_for(studio(), visit, subject_id).items
    except NotFound:
        return None
    return next((mine[item.clip_id] for item in items if item.clip_id in mine), None)


def _tried(clip: Clip, treatments: frozenset[Treatment]) -> Tried:
    """Look what there is; what nobody has asked for yet is asked for."""
    visit, home = visiting(), studio()

    def so(stands: Stands, percent: float | None = None) -> Tried:
        return Tried(
            clip_id=clip.id,
            treatments=_AND.join(sorted(treatments)),
            stands=stands,
            percent=None if percent is None else round(percent),
        )

    with home.documents.read(visit.workshop) as tx:
        footage = tx.get(Footage, clip.footage_id)
        if not may_play(tx, visit.workshop, clip, visit.seat, now()):
            return so(Stands.CLOSED)
    if treated_proxy_of(home, visit.workshop, clip, footage, treatments):
        return so(Stands.READY)
    job = trying(queue(), clip.id, treatments)
    if ended_badly(job):
        return so(Stands.FAILED)
    if job is None:
        try_ahead(home, queue(), visit.workshop, clip.id, treatments)
    elif job.state is JobState.DONE:  # of the clip as it was cut then
        ask_trial(home, queue(), visit.workshop, clip.id, treatments)
    return so(Stands.COMING, job.percent if job else None)
