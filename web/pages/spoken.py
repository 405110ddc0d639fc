"""What people have said into their phones: listened to, then written down. Before, it counts for nothing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from consent.releases import Answer
from pvstudio.model import Clip, Cut, CutVersion, Participant, Workshop
from pvstudio.store import Reading
from web.security.access import allow
from web.security.session import signed_in
from web.sending.queue import queue
from web.sending.ranges import send
from web.wording.i18n import _
from web.wording.problems import teach
from web.wording.showing import ROLES, now, studio
from workflows.accounts import Role
from workflows.listening import playable
from workflows.queue import JobInfo, Work, job_id
from workflows.spoken import ChangedSince, Kind, NotTheirs, NotWatched, SpokenAnswer
from workflows.spoken import unclear as ask_again
from workflows.spoken_no import write_no

blueprint = Blueprint("spoken", __name__, url_prefix="/workshops/<workshop>/spoken")

_TYPES = {Kind.AUDIO: "audio/mp4", Kind.VIDEO: "video/mp4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One recording, as it is listed."""

    spoken: SpokenAnswer
    person: Participant
    title: str  # of the clip or film; "" for taking part and being filmed, and for what is gone
    ready: bool  # it can be played
    making: JobInfo | None  # as long as it cannot
    since: tuple[Answer, ...]  # what was answered about the same thing after it was said, newest first

    @property
    def failed(self) -> bool:
        """Whether it will not become playable by itself."""
        return not self.ready and (self.making is None or self.making.over)


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """Show what waits to be listened to, the oldest first; then what was, the newest first."""
    with studio().documents.read(workshop) as tx:
        said = sorted((_said(tx, workshop, one) for one in tx.find(SpokenAnswer)), key=lambda s: s.spoken.at)
        return render_template(
            "spoken/index.html",
            workshop=tx.get(Workshop, workshop),
            waiting=[one for one in said if one.spoken.written_at is None],
            done=[one for one in reversed(said) if one.spoken.written_at],
            ROLES=ROLES,
        )


def _said(tx: Reading, workshop: str, one: SpokenAnswer) -> Said:
    ready = playable(studio(), workshop, one) is not None
    same = tx.find(Answer, participant_id=one.participant_id, stage=one.stage, subject_id=one.subject_id)
    since = [each for each in same if each.at > one.at and each.role is one.role and not each.evidence]
    return Said(
        spoken=one,
        person=tx.get(Participant, one.participant_id),
        title=_title(tx, one.subject_id),
        ready=ready,
        making=None if ready else next(iter(queue().jobs([job_id(Work.VOICE, one.id)])), None),
        since=tuple(sorted(since, key=lambda each: -each.number)),
    )


def _title(tx: Reading, subject: str) -> str:
    for clip in tx.find(Clip, id=subject):
        return clip.title
    for film in tx.find(CutVersion, id=subject):
        return f"{tx.get(Cut, film.cut_id).title} · {film.number}"
    return ""


@blueprint.get("/<spoken_id>/recording")
@allow(Role.FACILITATOR, Role.OFFICER)
def recording(workshop: str, spoken_id: str) -> Response:
    """Send what can be listened to."""
    with studio().documents.read(workshop) as tx:
        spoken = tx.get(SpokenAnswer, spoken_id)
    path = playable(studio(), workshop, spoken)
    if path is None:
        raise NotFound(_("It is not playable yet."))
    return send(path, _TYPES[spoken.kind])


@blueprint.post("/<spoken_id>/prepare")
@allow(Role.FACILITATOR, Role.OFFICER)
def prepare(workshop: str, spoken_id: str) -> ResponseReturnValue:
    """Try again to make it playable."""
    with studio().documents.read(workshop) as tx:
        spoken = tx.get(SpokenAnswer, spoken_id)
    queue().ask(Work.VOICE, workshop, spoken.id)
    return _back(workshop)


@blueprint.post("/<spoken_id>/no")
@allow(Role.FACILITATOR, Role.OFFICER)
def no(workshop: str, spoken_id: str) -> ResponseReturnValue:
    """Write a no down, at once and for every audience."""
    write_no(studio(), workshop, spoken_id, by=signed_in().name, at=now())
    flash(_("The no is written down. It counts from now on."))
    return _back(workshop)


@blueprint.post("/<spoken_id>/unclear")
@allow(Role.FACILITATOR, Role.OFFICER)
def unclear(workshop: str, spoken_id: str) -> ResponseReturnValue:
    """Say on their phone that nothing clear was said, and that they are asked again."""
    ask_again(studio(), workshop, spoken_id, by=signed_in().name, at=now())
    flash(_("Their phone asks them to say it again."))
    return _back(workshop)


def _back(workshop: str) -> ResponseReturnValue:
    return redirect(url_for(".index", workshop=workshop), 303)


teach(
    NotTheirs,
    lambda _e: (
        _("This recording is of somebody else, or about something else."),
        _("Open the answer from the recording again."),
    ),
)
teach(
    NotWatched,
    lambda _e: (
        _("They had not watched it when they said this."),
        _("Let them watch it, and ask again. A no can still be written down."),
    ),
)
teach(
    ChangedSince,
    lambda _e: (
        _("What they said yes to was changed since they said it."),
        _("Let them watch it as it is now, and ask again. A no can still be written down."),
    ),
)
