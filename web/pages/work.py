"""The studio's work in the background: how far it is, why something waits, stop and try again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.model import Clip, Footage, Workshop
from web.security.access import allow
from web.sending.prepared import poster_of
from web.sending.queue import queue
from web.wording.i18n import _, lazy, ngettext
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.at_work import Line, at_work, hear, job_of, unheard
from workflows.queue import JobInfo, JobState, Work

blueprint = Blueprint("work", __name__, url_prefix="/workshops/<workshop>/work")

#: What is done to something, as long as no step of it is known.
_KINDS: dict[str, Any] = {
    Work.TAKE_IN: lazy("Taking in"),
    Work.INGEST: lazy("Preparing"),
    Work.PREPARE: lazy("Preparing"),
    Work.PREVIEW: lazy("Trying a treatment"),
    Work.TRY: lazy("Trying a treatment"),
    Work.VOICE: lazy("Preparing a spoken answer"),
    Work.NOTE: lazy("Writing a spoken note down"),
    Work.SUBTITLE: lazy("Transcribing"),
    Work.ASSEMBLE: lazy("Rendering"),
    Work.PHONE_COPY: lazy("A copy for phones"),
    Work.KIT: lazy("Making a kit"),
    Work.WITHDRAW: lazy("Carrying out a withdrawal"),
    Work.ERASE: lazy("Erasing"),
}
#: The steps that are named in `running.job(…)`.
_STEPS: dict[str, Any] = {
    "take in": lazy("checking and keeping the file"),
    "look inside": lazy("looking into the file"),
    "normalise": lazy("making the form that films are cut from"),
    "copy for phones": lazy("making the small copy for phones"),
    "prepare the kit": lazy("making the film and the test clip of a kit"),
    "papers of the kit": lazy("making the papers of a kit"),
    "poster": lazy("drawing pictures"),
    "sprite": lazy("drawing pictures"),
    "listen": lazy("listening"),
    "render": lazy("rendering the film"),
    "try the treatment": lazy("treating picture and sound"),
    "make playable": lazy("making it playable"),
    "keep other people's clips": lazy("keeping other people's clips"),
}
_STATES: dict[JobState, Any] = {
    JobState.WAITING: lazy("Waits"),
    JobState.RUNNING: lazy("Under way"),
    JobState.DONE: lazy("Done"),
    JobState.FAILED: lazy("Failed"),
    JobState.CANCELLED: lazy("Stopped"),
    JobState.DEAD_LETTER: lazy("Set aside"),
}
#: What became of a file that was looked at and is refused.
_REFUSED: dict[str, Any] = {Work.TAKE_IN: lazy("Not kept"), Work.INGEST: lazy("Could not be used")}
#: What to do about a failure, by the kind of error.
_ADVICE: dict[str, Any] = {
    "DiskFull": lazy("The computer's disk is full. Make room on it, then try again: nothing was lost."),
    "StorageFailed": lazy("The computer's disk has failed. Copy the studio to another one first."),
    "KeyGone": lazy("It was erased, or its key is not on this computer."),
    "KeysAway": lazy("Whoever looks after the studio must put the folder “keys” back. Then try again."),
    "Withheld": lazy("Ask the people named, or leave their clips out; then make the film again."),
}
_ANY_ADVICE = lazy("Try again. Should it fail again, show this page to whoever looks after the studio.")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """Show all work of a workshop, and what could be transcribed."""
    with studio().documents.read(workshop) as tx:
        home, silent = tx.get(Workshop, workshop), unheard(tx)
    lines = _lines(workshop)
    busy = {line.job.about for line in lines if not line.job.over and line.job.work == Work.SUBTITLE}
    return render_template(
        "work/index.html",
        workshop=home,
        lines=lines,
        pictures=_pictures(workshop, lines),
        unheard=[clip for clip in silent if clip.id not in busy],
        **_words(),
    )


@blueprint.get("/lines")
@allow(Role.FACILITATOR, Role.OFFICER)
def lines(workshop: str) -> ResponseReturnValue:
    """Show the lines alone, for the page to renew."""
    found = _lines(workshop)
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return render_template(
        "work/_lines.html", workshop=home, lines=found, pictures=_pictures(workshop, found), **_words()
    )


@blueprint.post("/<job_id>/cancel")
@allow(Role.FACILITATOR)
def cancel(workshop: str, job_id: str) -> ResponseReturnValue:
    """Stop a piece of work; a withdrawal and an erasure are never stopped."""
    job = job_of(queue(), workshop, job_id)
    if job.work in {Work.WITHDRAW, Work.ERASE}:
        raise BadRequest(_("A withdrawal or an erasure is not stopped."))
    if not job.over:
        queue().cancel(job_id)
        flash(_("It stops within a second. What was finished stays."))
    return redirect(url_for(".index", workshop=workshop), 303)


@blueprint.post("/<job_id>/again")
@allow(Role.FACILITATOR)
def again(workshop: str, job_id: str) -> ResponseReturnValue:
    """Try again what failed or was stopped."""
    job = job_of(queue(), workshop, job_id)
    if job.over and job.state is not JobState.DONE:
        queue().retry(job_id)
        flash(_("It is tried again."))
    return redirect(url_for(".index", workshop=workshop), 303)


@blueprint.post("/transcribe")
@allow(Role.FACILITATOR)
def transcribe(workshop: str) -> ResponseReturnValue:
    """Let the machine listen to the clips that were ticked."""
    with studio().documents.read(workshop) as tx:
        known, there = tx.get(Workshop, workshop).languages, {one.id for one in tx.find(Clip)}
    language = request.form.get("language", "")
    if language and language not in known:
        raise BadRequest(_("This language is not one of the workshop."))
    chosen = [one for one in request.form.getlist("clip") if one in there]
    asked = hear(studio(), queue(), workshop, chosen, language)
    flash(
        ngettext("{n} clip is being transcribed.", "{n} clips are being transcribed.", len(asked))
        if asked
        else _("Tick at least one clip.")
    )
    return redirect(url_for(".index", workshop=workshop), 303)


def _lines(workshop: str) -> list[Line]:
    return at_work(studio(), queue(), workshop, at=now())


def _pictures(workshop: str, lines: list[Line]) -> set[str]:
    """Return the clips of these lines that have a picture by now."""
    wanted = {line.clip_id for line in lines if line.clip_id}
    with studio().documents.read(workshop) as tx:
        footage = {one.id: one for one in tx.find(Footage)}
        clips = [clip for clip in tx.find(Clip) if clip.id in wanted]
    return {clip.id for clip in clips if poster_of(studio(), workshop, clip, footage[clip.footage_id])}


def _words() -> dict[str, Any]:
    """Return how work is said."""

    def step(line: Line) -> str:
        words = _STEPS.get(line.job.step) if line.job.step else None
        return str(words or _KINDS[line.job.work])

    return {
        "kind_of": lambda line: str(_KINDS[line.job.work]),
        "step_of": step,
        "state_of": lambda line: str(_STATES[line.job.state]),
        "refusal_of": lambda line: str(_REFUSED[line.job.work]),
        "advice_for": lambda line: advice_on(line.job),
        "rest_of": _rest,
        "stoppable": lambda line: line.job.work not in {Work.WITHDRAW, Work.ERASE},
    }


def advice_on(job: JobInfo) -> str:
    """Say what to do about work that failed."""
    return str(_ADVICE.get(job.error, _ANY_ADVICE))


def _rest(seconds: float | None) -> str:
    """Say how long something will take, roughly."""
    if seconds is None:
        return ""
    if seconds < 90:
        return ngettext("about {n} second left", "about {n} seconds left", max(1, round(seconds)))
    return ngettext("about {n} minute left", "about {n} minutes left", round(seconds / 60))
