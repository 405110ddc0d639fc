"""The studio in the browser: an app factory, a blueprint for each noun."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from consent.errors import ConsentError
from pvstudio.config import Settings
from pvstudio.errors import NotFound, StudioError
from web import (
    clips,
    cuts,
    erasures,
    kits,
    notices,
    people,
    recalls,
    receipts,
    showing,
    treatments,
    workshops,
)
from web.delivery import Delivery, FilmWithheld
from web.guard import guard
from workflows.wiring import Studio


def create_app(settings: Settings) -> Flask:
    """Make the web application of the studio that *settings* describe."""
    app = Flask("web")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    studio = Studio.open(settings)
    app.extensions["studio"], app.extensions["delivery"] = studio, Delivery(studio)
    guard(app)
    app.before_request(_known_workshop)
    for noun in (workshops, clips, people, cuts, treatments, kits, notices, receipts, recalls, erasures):
        app.register_blueprint(noun.blueprint)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(StudioError, _problem)
    showing.teach(app.jinja_env)
    return app


def _known_workshop() -> None:
    """Nothing is opened, and no lock is made, for a workshop that is not there."""
    workshop = (request.view_args or {}).get("workshop")
    if workshop is not None and workshop not in showing.studio().documents.workshops():
        raise NotFound("workshop", workshop)


def _problem(error: StudioError) -> ResponseReturnValue:
    """Show what happened, and what to do next; nothing was changed."""
    status = 404 if isinstance(error, NotFound) else 409 if isinstance(error, ConsentError) else 500
    return _page(status, str(error), error.advice)


def _http_problem(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    reasons = error.reasons if isinstance(error, FilmWithheld) else ()
    body, status = _page(error.code, error.description or error.name, "", reasons)
    headers = {
        name: value for name, value in error.get_headers() if name.lower() in {"content-range", "allow"}
    }
    return body, status, headers


def _page(status: int, words: str, advice: str, reasons: tuple[object, ...] = ()) -> tuple[str, int]:
    wants_page = request.accept_mimetypes.best_match(["text/html", "video/mp4"]) == "text/html"
    if not wants_page and reasons:
        return words, status
    return render_template("problem.html", status=status, words=words, advice=advice, reasons=reasons), status
