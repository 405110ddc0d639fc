"""Notices: the texts by which people are asked, read and approved by somebody who speaks the language."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import BadRequest, NotFound

from consent.gate.reasons import isolated
from consent.notices import Notice, NoticeMissing, Topic, approve, drawing, notice
from consent.notices.narrations import Narration, newest, sound_file
from consent.notices.overview import overview, standings
from pvstudio.languages import language_name
from pvstudio.model import Workshop
from web.forms import text
from web.security.access import allow
from web.sending.ranges import send
from web.wording.i18n import _, lazy
from web.wording.showing import STAGES, now, studio
from workflows.accounts import Role

blueprint = Blueprint("notices", __name__, url_prefix="/workshops/<workshop>/notices")

#: What the facilitator calls the topics.
TOPICS = {
    **{Topic(stage): words for stage, words in STAGES.items()},
    Topic.WITHDRAWAL: lazy("Take it back"),
    Topic.ERASURE: lazy("Erase"),
    Topic.GUARDIAN: lazy("Guardians"),
    Topic.ASSENT: lazy("The child"),
}


def picture(name: str) -> Markup:
    """Return a drawing of a notice as markup: inside the page, so that it takes the colour of the words."""
    svg = drawing(name).read_text("utf-8")
    return Markup(svg.replace("<svg ", '<svg class="drawing" aria-hidden="true" ', 1))  # noqa: S704


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """Show every language: what may be used, what waits for a person, what is spoken."""
    with studio().documents.read(workshop) as tx:
        return render_template(
            "notices.html", workshop=tx.get(Workshop, workshop), languages=overview(tx), TOPICS=TOPICS
        )


@blueprint.get("/<language>/<topic>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, language: str, topic: str) -> ResponseReturnValue:
    """Show one notice as people are shown it, and who stands up for its words."""
    with studio().documents.read(workshop) as tx:
        [one] = standings(tx, [_notice(topic, language)])
        return render_template(
            "notice.html",
            workshop=tx.get(Workshop, workshop),
            standing=one,
            notice=one.notice,
            topic=TOPICS[one.notice.topic],
            picture=picture,
        )


@blueprint.get("/<language>/<topic>/narration.m4a")
@allow(Role.FACILITATOR, Role.OFFICER)
def narration(workshop: str, language: str, topic: str) -> Response:
    """Play the notice as somebody speaks it."""
    with studio().documents.read(workshop) as tx:
        spoken = newest(tx.find(Narration)).get(_notice(topic, language).reference)
    if spoken is None:
        raise NotFound(_("Nobody has spoken this notice yet."))
    return send(sound_file(studio().folder(workshop), spoken.sha256), "audio/mp4")


@blueprint.post("/<language>/<topic>/approval")
@allow(Role.FACILITATOR, Role.OFFICER)
def approval(workshop: str, language: str, topic: str) -> ResponseReturnValue:
    """Record that somebody who speaks the language has read exactly this text and finds it right."""
    read = _notice(topic, language)
    if text("notice", longest=300) != read.reference:
        raise BadRequest(_("The text has changed since this page was opened. Read it again."))
    if not (by := text("by")):
        raise BadRequest(_("Who has read it? Write the name down."))
    with studio().book(workshop) as book:
        approve(book, read, by=by, at=now(), kept=studio().folder(workshop) / "notices")
    approved = isolated(f"{TOPICS[read.topic]}, {language_name(read.language)}")
    flash(_("Approved: {what}", what=approved))
    return redirect(url_for(".show", workshop=workshop, language=read.language, topic=read.topic))


def _notice(topic: str, language: str) -> Notice:
    try:
        return notice(topic, language)
    except NoticeMissing as missing:
        raise NotFound(str(missing)) from missing
