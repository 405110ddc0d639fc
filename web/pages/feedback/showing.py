"""Results as pictures, of the workshop, a kit, one screening; and what people said in their own words."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.errors import NotFound as NotHere
from pvstudio.model import Kit, Workshop
from web.pages.feedback.desk import EVERYBODY, INSIDE, blueprint, picture, title_of, words
from web.pages.feedback.listed import listed
from web.pages.feedback.ways import asked_here, ways_in
from web.pages.feedback.words import REMARKS
from web.pages.kits import is_inside, own_kit
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.feedback import Response, by_group, quotes_of, results
from workflows.feedback.questions import languages
from workflows.feedback.quotes import clear_quote, keep_here, take_words_out
from workflows.feedback.waiting import confirm, turn_away, waiting_of
from workflows.fields import ChangedMeanwhile
from workflows.screenings import Screening, screenings_of


@blueprint.get("/")
@allow(*INSIDE)
def index(workshop: str) -> ResponseReturnValue:
    """Show what people said in all screenings of a workshop, and where that was."""
    with studio().documents.read(workshop) as tx:
        kits = sorted(tx.find(Kit), key=lambda kit: kit.published_at, reverse=True)
        return render_template(
            "feedback/index.html",
            workshop=tx.get(Workshop, workshop),
            found=results(tx),
            groups=by_group(tx),
            kits=[
                (kit, title_of(tx, kit), results(tx, kit_id=kit.id), waiting_of(tx, kit.id)) for kit in kits
            ],
            quotes=quotes_of(tx, public=False),
            REMARKS=REMARKS,
            said=words(),
            picture=picture,
        )


@blueprint.get("/kits/<kit_id>/")
@allow(*EVERYBODY)
def show(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Show what people said of the film of one kit, and how more comes in; or at one screening of it.

    Hosts see no results: together with a report these could tell what one person answered.
    """
    kit, held = own_kit(workshop, kit_id), request.args.get("screening", "")
    return screening_page(workshop, kit, held) if held and is_inside() else kit_page(workshop, kit)


@blueprint.post("/kits/<kit_id>/came")
@allow(*EVERYBODY)
def came(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Say of what a phone has sent with the key that it was so; or, who works in the workshop, delete it.

    The form holds the ids of the answers that it showed: what came since then waits on.
    """
    own_kit(workshop, kit_id)
    held = request.form.get("screening", "")
    seen = {f"response-{one}" for one in request.form.get("answers", "").split()}
    match request.form.get("do"), is_inside():
        case "confirm", _anybody:
            confirm(studio(), workshop, kit_id, held, seen)
            flash(_("Kept."))
        case "delete", True:
            turn_away(studio(), workshop, kit_id, held, seen)
            flash(_("It is deleted."))
        case _unknown:
            raise BadRequest
    page = "kits.show" if request.form.get("back") == "kit" else ".show"
    return redirect(url_for(page, workshop=workshop, kit_id=kit_id), 303)


def kit_page(workshop: str, kit: Kit, **more: object) -> str:
    """Render the page of a kit; *more*: what became of a file, or what is wrong with a form."""
    with studio().documents.read(workshop) as tx:
        return render_template(
            "feedback/kit.html",
            workshop=tx.get(Workshop, workshop),
            kit=kit,
            title=title_of(tx, kit),
            found=results(tx, kit_id=kit.id),
            screenings=screenings_of(tx, kit.id),
            waiting=waiting_of(tx, kit.id),
            quotes=quotes_of(tx, public=not is_inside(), kit_id=kit.id),
            notes=listed(tx, workshop, kit_id=kit.id),
            asked=asked_here(tx, kit.id),
            languages=languages(),
            way=ways_in(workshop, kit),
            inside=is_inside(),
            REMARKS=REMARKS,
            said=words(),
            picture=picture,
            **{"brought": None, "wrong": (), "overtaken": {}, **more},
        )


def screening_page(workshop: str, kit: Kit, screening_id: str) -> str:
    """Render what people said at one screening. Raises ``NotFound`` for one of another kit."""
    with studio().documents.read(workshop) as tx:
        held = tx.get(Screening, screening_id)
        if held.kit_id != kit.id:
            raise NotHere("Screening", screening_id)
        return render_template(
            "feedback/screening.html",
            workshop=tx.get(Workshop, workshop),
            kit=kit,
            title=title_of(tx, kit),
            held=held,
            found=results(tx, kit_id=kit.id, screening_id=screening_id),
            quotes=quotes_of(tx, public=not is_inside(), kit_id=kit.id, screening_id=screening_id),
            notes=listed(tx, workshop, kit_id=kit.id, screening_id=screening_id),
            inside=is_inside(),
            REMARKS=REMARKS,
            said=words(),
            picture=picture,
        )


@blueprint.post("/quotes/<response_id>")
@allow(*INSIDE)
def quote(workshop: str, response_id: str) -> ResponseReturnValue:
    """Read somebody's words with care: they may go out, stay here, or be deleted."""
    with studio().documents.read(workshop) as tx:
        kit_id = tx.get(Response, response_id).kit_id
    match request.form.get("do"):
        case "clear":
            flash(_clear(workshop, response_id))
        case "here":
            keep_here(studio(), workshop, response_id)
            flash(_("It goes into no report."))
        case "delete":
            take_words_out(studio(), workshop, response_id)
            flash(_("It is deleted."))
        case _unknown:
            raise BadRequest
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id, _anchor="words"), 303)


def _clear(workshop: str, response_id: str) -> str:
    """Note that words were read; return what to say. Words that were put right meanwhile are read again."""
    sent = request.form.get("seen", "")
    try:
        clear_quote(studio(), workshop, response_id, by=signed_in().name, at=now(), sent=sent)
    except ChangedMeanwhile:
        return _("Read it with care first")
    return _("Kept: it gives nobody away.")
