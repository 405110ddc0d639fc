"""Films: one page a cut version, with what it holds and what the gate says to each audience."""

from __future__ import annotations

import re

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from consent.gate.policy import Moment, withheld
from consent.gate.records import Records
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Kit, Workshop
from web.pages.vetoes import standing as vetoes_on
from web.security.access import allow
from web.sending.delivery import Showing
from web.sending.prepared import parts_of
from web.sending.queue import queue
from web.wording.i18n import _, lazy
from web.wording.showing import delivery, now, studio
from workflows.accounts import Role
from workflows.publish import film_folder
from workflows.queue import JobInfo, JobState, Work, job_id
from workflows.subtitles.states import states

STATES = {
    CutState.DRAFT: lazy("Not rendered"),
    CutState.RENDERED: lazy("Rendered"),
    CutState.RECALLED: lazy("Recalled"),
}

blueprint = Blueprint("cuts", __name__, url_prefix="/workshops/<workshop>/films/<version_id>")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, version_id: str) -> ResponseReturnValue:
    """Show one version: the film, its parts, and for each audience who stands in the way."""
    at = now()
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        records = Records.for_version(tx, workshop, version)
        asked = [(one, withheld(version, one, None, at, records=records)) for one in Audience]
        return render_template(
            "cut.html",
            workshop=tx.get(Workshop, workshop),
            version=version,
            cut=tx.get(Cut, version.cut_id),
            clips={clip.id: clip for clip in tx.find(Clip)},
            asked=asked,
            preview=withheld(version, version.audience, None, at, records=records, moment=Moment.ASK),
            parts=parts_of(film_folder(studio(), workshop, version_id)),
            words=states(tx, frozenset(item.clip_id for item in version.items)),
            at_ms=request.args.get("at", 0, type=int),
            made=(film_folder(studio(), workshop, version_id) / "film.mp4").exists(),
            kits=tx.find(Kit, cut_version_id=version_id),
            others=[one for one in tx.find(CutVersion, cut_id=version.cut_id) if one.id != version_id],
            job=_job(version),
            step=_step,
            vetoes=vetoes_on(tx, version_id),
            STATES=STATES,
        )


def _job(version: CutVersion) -> JobInfo | None:
    """Return how far the render of a version is; None where there is none to be looked for."""
    if version.state is not CutState.DRAFT:
        return None
    return next(iter(queue().jobs([job_id(Work.ASSEMBLE, version.id)])), None)


def _step(job: JobInfo) -> str:
    """Say what a render does now."""
    if job.state is JobState.WAITING:
        return _("It waits for its turn.")
    if clip := re.search(r"\((\d+) of (\d+)\)", job.step):
        return _("Preparing clip {n} of {all}", n=clip[1], all=clip[2])
    return _("Putting the film together")


@blueprint.post("/render")
@allow(Role.FACILITATOR, Role.OFFICER)
def render(workshop: str, version_id: str) -> ResponseReturnValue:
    """Render the version, or try again what failed or was stopped."""
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
    if version.state is CutState.DRAFT:
        queue().ask(Work.ASSEMBLE, workshop, version.id)
    return redirect(url_for(".show", workshop=workshop, version_id=version_id), 303)


@blueprint.post("/stop")
@allow(Role.FACILITATOR, Role.OFFICER)
def stop(workshop: str, version_id: str) -> ResponseReturnValue:
    """Stop the render; what was prepared stays for the next one."""
    with studio().documents.read(workshop) as tx:
        job = _job(tx.get(CutVersion, version_id))
    if job and not job.over:
        queue().cancel(job.id)
    return redirect(url_for(".show", workshop=workshop, version_id=version_id), 303)


@blueprint.get("/film.mp4")
@allow(Role.FACILITATOR, Role.OFFICER)
def film(workshop: str, version_id: str) -> Response:
    """Send the film, to be watched with the people in it before they answer about it."""
    return _send(workshop, version_id, "film.mp4", "video/mp4")


@blueprint.get("/poster.jpg")
@allow(Role.FACILITATOR, Role.OFFICER)
def poster(workshop: str, version_id: str) -> Response:
    """Send the picture that stands for the film."""
    return _send(workshop, version_id, "poster.jpg", "image/jpeg")


@blueprint.get("/subtitles/<language>.vtt")
@allow(Role.FACILITATOR, Role.OFFICER)
def subtitles(workshop: str, version_id: str, language: str) -> Response:
    """Send the film's subtitles in one language."""
    return _send(workshop, version_id, f"film.{language}.vtt", "text/vtt", language)


def _send(workshop: str, version_id: str, name: str, mimetype: str, language: str | None = None) -> Response:
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
    if language is not None and language not in version.languages:
        raise NotFound(f"The film has no subtitles in {language}.")
    showing = Showing(workshop, version.id, version.audience)
    return delivery().deliver(showing, film_folder(studio(), workshop, version.id) / name, mimetype)
