"""What is asked with a kit, the page for phones as a file, the forms on paper."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from web.pages.feedback.desk import EVERYBODY, asked_with, blueprint, title_of
from web.pages.feedback.showing import kit_page
from web.pages.feedback.ways import ways_in
from web.pages.kits import own_kit
from web.pages.papers import paper_answer
from web.security.access import allow
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.feedback.keys import renew
from workflows.feedback.pages import feedback_page, feedback_paper
from workflows.feedback.questions import MOST_ASKED, languages, questions
from workflows.feedback.responses import AskedWith


@blueprint.post("/kits/<kit_id>/questions")
@allow(*EVERYBODY)
def choose(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Choose what is asked with a kit."""
    kit = own_kit(workshop, kit_id)
    chosen = tuple(name for name in questions() if name in request.form.getlist("questions"))
    if not 1 <= len(chosen) <= MOST_ASKED:
        wrong = _("Choose one question, or up to {n}.", n=MOST_ASKED)
        return kit_page(workshop, kit, wrong=(wrong, _("More tire people, and they touch anything."))), 422
    with studio().documents.write(workshop) as tx:
        tx.put(AskedWith(id=kit.id, questions=chosen))
    flash(_("Kept. Phones that have opened the page already ask what they asked before."))
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id), 303)


@blueprint.post("/kits/<kit_id>/key")
@allow(*EVERYBODY)
def new_key(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Make the key anew: squares and pages with the old one send nothing any more."""
    own_kit(workshop, kit_id)
    renew(studio(), workshop, kit_id, at=now())
    flash(_("The old square sends nothing any more. What is on phones can be saved as a file."))
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id), 303)


@blueprint.get("/kits/<kit_id>/page.html")
@allow(*EVERYBODY)
def phone_page(workshop: str, kit_id: str) -> Response:
    """Give the page for a phone without a connection, as a file."""
    kit = own_kit(workshop, kit_id)
    way = ways_in(workshop, kit)
    with studio().documents.read(workshop) as tx:
        asked, title = asked_with(tx, kit.id), title_of(tx, kit)
    spoken = (*kit.languages, *(tag for tag in languages() if tag not in kit.languages))
    made = feedback_page(
        kit,
        spoken,
        asked,
        title=title,
        key=way.key if way else "",
        addresses=[way.home] if way and way.home else [],
    )
    answer = Response(made, mimetype="text/html")
    answer.headers["Content-Disposition"] = 'attachment; filename="feedback.html"'
    return answer


@blueprint.get("/kits/<kit_id>/form/<language>")
@allow(*EVERYBODY)
def form(workshop: str, kit_id: str, language: str) -> Response:
    """Show the forms on paper, or give them as a PDF."""
    kit = own_kit(workshop, kit_id)
    if language not in (*languages(), *kit.languages):
        raise NotFound(_("There are no texts in “{name}”.", name=language))
    with studio().documents.read(workshop) as tx:
        made = feedback_paper(language, asked_with(tx, kit.id), title=title_of(tx, kit))
    return paper_answer(made, f"feedback-{language}", as_pdf="pdf" in request.args)
