"""The studio in the browser: an app factory, a blueprint for each noun."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, Response, after_this_request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from consent.errors import ConsentError
from pvstudio.config import Settings
from pvstudio.errors import NotFound, StudioError
from pvstudio.model import Workshop
from web.pages import BLUEPRINTS
from web.phone import blueprint as phone
from web.phone.problems import is_phone, phone_problem, to_the_clock
from web.security.access import NoVisit, keep_doors
from web.security.again import form_to_send_again
from web.security.guard import FormTooOld, guard
from web.security.limits import limit
from web.security.rooms import floors, overview
from web.security.session import NotSignedIn, signed_in_or_none
from web.security.trail import keep_trail
from web.sending.delivery import Delivery, FilmWithheld
from web.wording import i18n, showing
from web.wording.i18n import _
from web.wording.letters import LETTERS
from web.wording.problems import in_words, is_spoken, way_on
from web.wording.reasons import in_words as said
from workflows.accounts import Role
from workflows.accounts.errors import TooManyAttempts
from workflows.accounts.keeping import is_new
from workflows.errors import Withheld, WorkflowError
from workflows.wiring import Studio

#: What may be asked for; errors are pages only for those who want pages.
_KINDS = ["text/html", "video/mp4", "application/json"]


def create_app(settings: Settings) -> Flask:
    """Make the web application of the studio that *settings* describe."""
    app = Flask("web")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    studio = Studio.open(settings)
    app.extensions["studio"], app.extensions["delivery"] = studio, Delivery(studio)
    keep_trail(app)
    guard(app, settings.home)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(phone)
    keep_doors(app)
    limit(app)
    app.register_error_handler(NotSignedIn, _to_the_door)
    app.register_error_handler(NoVisit, lambda error: to_the_clock(is_half=error.is_half))
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(StudioError, _problem)
    i18n.teach(app)
    showing.teach(app.jinja_env)
    app.jinja_env.filters["said"] = said
    asked = {"signed_in": signed_in_or_none, "floors": floors, "overview": overview, "LETTERS": LETTERS}
    app.jinja_env.globals.update(asked)
    return app


def _to_the_door(_error: NotSignedIn) -> ResponseReturnValue:
    """Send people who look at pages to sign in; tell the others."""
    if is_phone():
        return to_the_clock(is_half=False)
    if request.method not in {"GET", "HEAD"} or not _wants_page() or _is_live():
        words, advice = _("You are signed out."), _("Sign in in another tab, then send this again.")
        return _kept(401, words, advice) or _page(401, words, advice)
    if is_new(showing.studio()):
        return redirect(url_for("entrance.welcome"))
    then = request.full_path.rstrip("?")
    return redirect(url_for("entrance.door", then=None if then == "/" else then))


def _problem(error: StudioError) -> ResponseReturnValue:
    """Show what happened, and what to do next; nothing was changed."""
    kinds = {NotFound: 404, TooManyAttempts: 429, ConsentError: 409, WorkflowError: 409}
    status = next((code for kind, code in kinds.items() if isinstance(error, kind)), 500)
    if is_phone():
        return phone_problem(status, error)
    words, advice = in_words(error)
    reasons = error.reasons if isinstance(error, Withheld) and _works_here() else ()
    return _page(
        status,
        words,
        advice,
        reasons,
        english=not is_spoken(error),
        advised=advice != error.advice,
        way=_way_on(error),
    )


def _way_on(error: StudioError) -> tuple[str, str] | None:
    workshop = _workshop_here()
    return way_on(error, workshop.id) if workshop else None


def _workshop_here() -> Workshop | None:
    """Return the workshop that the address names, for whoever works in it; None also if it cannot be read."""
    workshop, account = (request.view_args or {}).get("workshop"), signed_in_or_none()
    if not (workshop and account and _works_here() and account.may_enter(workshop)):
        return None
    with suppress(StudioError), showing.studio().documents.read(workshop) as tx:
        return tx.get(Workshop, workshop)
    return None


def _http_problem(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    if is_phone():
        return phone_problem(error.code)
    if isinstance(error, FormTooOld) and (kept := _kept(400, _("This form is too old."), "")):
        return kept
    reasons, advice = error.reasons if isinstance(error, FilmWithheld) else (), ""
    own = {
        403: _("This is not yours to do or to see."),
        404: _("There is no such page."),
        405: _("This cannot be done here."),
        413: _("This is too much at once. Send less of it."),
        500: _("Something went wrong in the studio itself. Go back, and look whether what you did was kept."),
    }
    if isinstance(error, FilmWithheld):
        own[403] = _("Somebody in this film does not agree to this now.")
        if not _works_here():  # who stands in the way, and that somebody does, is no business of a host
            own[403], reasons = _("It may not be shown now."), ()
            advice = _("Ask the studio before you show it.")
    plain = error.description == type(error).description or not error.description
    words = own.get(error.code, error.name) if plain else str(error.description)
    body, status = _page(error.code, words, advice, reasons)
    passed = {"content-range", "allow", "retry-after"}
    return body, status, {name: value for name, value in error.get_headers() if name.lower() in passed}


def _works_here() -> bool:
    """Say whether whoever asks works with the people in the films, and is not a host alone."""
    account = signed_in_or_none()
    return account is not None and bool(account.roles & {Role.FACILITATOR, Role.OFFICER})


def _kept(status: int, words: str, advice: str) -> tuple[str, int] | None:
    """Show a form that came too late, to be sent again; None where nothing is to be kept."""
    if _is_live() or not _wants_page() or (again := form_to_send_again()) is None:
        return None
    return render_template("again.html", words=words, advice=advice, again=again), status


def _page(
    status: int,
    words: str,
    advice: str,
    reasons: tuple[object, ...] = (),
    **more: object,
) -> tuple[str, int]:
    if not _wants_page() or (reasons and "text/html" not in request.headers.get("Accept", "")):
        return " ".join(filter(None, (words, advice))), status
    said = {"status": status, "words": words, "advice": advice, "reasons": reasons, **more}
    if _is_live():
        after_this_request(_at_the_top)
        return render_template("problem_part.html", **said), status
    return render_template("problem.html", **said, workshop=_workshop_here()), status


def _is_live() -> bool:
    """Say whether htmx asks, to change a part of a page."""
    return "HX-Request" in request.headers


def _at_the_top(response: Response) -> Response:
    """Let htmx tell a problem at the top of the page: nothing else there changes, nothing typed is lost."""
    told = {"HX-Retarget": "#problem", "HX-Reselect": ".stopped", "HX-Reswap": "innerHTML show:top"}
    response.headers.update(told)
    return response


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(_KINDS, "text/html") == "text/html"
