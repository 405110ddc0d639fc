"""The door: setting the studio up, signing in and out, the language of the pages, one's own account."""

from __future__ import annotations

import re

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from pvstudio.errors import NotFound
from web.forms import secret, text
from web.security.access import allow, open_to_all
from web.security.session import COOKIE, forget, from_here, remember, signed_in, signed_in_or_none
from web.wording.i18n import COOKIE as LANGUAGE_COOKIE
from web.wording.i18n import _, known, language
from web.wording.problems import in_words
from web.wording.showing import now, studio
from workflows.accounts.errors import PasswordTooEasy, SignInRefused, TooManyAttempts
from workflows.accounts.keeping import account_named, change_account, is_new, set_password, set_up
from workflows.accounts.passwords import SHORTEST
from workflows.accounts.signing_in import check_own, sign_in, sign_out, sign_out_everywhere

blueprint = Blueprint("entrance", __name__)


@blueprint.get("/welcome")
@open_to_all
def welcome() -> ResponseReturnValue:
    """Ask for the first account, on the studio's own machine only."""
    if not is_new(studio()):
        return redirect(url_for(".door"))
    return render_template("entrance/welcome.html", here=from_here(request), shortest=SHORTEST)


@blueprint.post("/welcome")
@open_to_all
def begin() -> ResponseReturnValue:
    """Make the first account and sign it in."""
    if not from_here(request):
        abort(403, _("A studio is set up on its own computer, at http://localhost."))
    name, password = text("name", longest=80), secret("password")
    wrong = _("The two passwords are not the same.") if password != secret("again") else ""
    wrong = wrong if name else _("Write a name.")
    try:
        if not wrong:
            set_up(studio(), name, password, now(), language=language())
    except PasswordTooEasy as error:
        wrong = in_words(error)[0]
    if wrong:
        page = render_template("entrance/welcome.html", here=True, shortest=SHORTEST, wrong=wrong, name=name)
        return page, 422
    return _enter(name, password, url_for("workshops.index"))


@blueprint.get("/sign-in")
@open_to_all
def door() -> ResponseReturnValue:
    """Ask for name and password."""
    if is_new(studio()):
        return redirect(url_for(".welcome"))
    return render_template("entrance/sign_in.html", then=_own(request.args.get("then", "")))


@blueprint.post("/sign-in")
@open_to_all
def enter() -> ResponseReturnValue:
    """Let somebody in."""
    name, then = text("name", longest=80), _own(request.form.get("then", ""))
    try:
        return _enter(name, secret("password"), then or url_for("workshops.index"))
    except (SignInRefused, TooManyAttempts) as error:
        g.audited_about = {"tried": _id_of(name)}
        words, advice = in_words(error)
        status = 429 if isinstance(error, TooManyAttempts) else 422
        page = render_template("entrance/sign_in.html", then=then, wrong=words, advice=advice, name=name)
        return page, status


def _enter(name: str, password: str, then: str) -> Response:
    token, account = sign_in(studio(), name, password, now(), here=from_here(request))
    session.clear()  # the forms of before belong to nobody
    g.audited_as = account.id
    return remember(make_response(redirect(then, 303)), token)


@blueprint.post("/sign-out")
@allow()
def leave() -> ResponseReturnValue:
    """Sign out here, or in every browser."""
    if request.form.get("everywhere"):
        sign_out_everywhere(studio(), signed_in().id)
    sign_out(studio(), request.cookies.get(COOKIE, ""))
    session.clear()
    return forget(make_response(redirect(url_for(".door"), 303)))


@blueprint.post("/language")
@open_to_all
def speak() -> ResponseReturnValue:
    """Show pages in another language from now on, here and for whoever is signed in."""
    tag = known(request.form.get("language", ""))
    if tag is None:
        raise BadRequest(_("The studio does not speak this language yet."))
    account = signed_in_or_none()
    if account and account.language != tag:
        change_account(studio(), account.id, language=tag)
    response = make_response(redirect(_own(request.form.get("then", "")) or "/", 303))
    response.set_cookie(LANGUAGE_COOKIE, tag, max_age=365 * 86_400, httponly=True, samesite="Strict")
    return response


@blueprint.get("/me")
@allow()
def me() -> ResponseReturnValue:
    """Show one's own account."""
    return render_template("entrance/me.html", account=signed_in(), shortest=SHORTEST)


@blueprint.post("/me/password")
@allow()
def change_password() -> ResponseReturnValue:
    """Change one's own password; all browsers have to sign in again."""
    account = signed_in()
    try:
        check_own(studio(), account, secret("old"), now())
    except SignInRefused:
        raise BadRequest(_("This is not your password of now. Nothing was changed.")) from None
    if secret("password") != secret("again"):
        raise BadRequest(_("The two passwords are not the same."))
    set_password(studio(), account.id, secret("password"))
    flash(_("Your password is changed. Sign in with it."))
    return forget(make_response(redirect(url_for(".door"), 303)))


def _id_of(name: str) -> str:
    """Return the account that a name stands for; a name that nobody has is not kept."""
    try:
        return account_named(studio(), name).id
    except NotFound:
        return ""


def _own(address: str) -> str:
    """Return *address* if it is a path of the studio, else nothing: nobody is sent away from here."""
    own = re.fullmatch(r"/(?!/)[^\\\s]*", address) is not None and address.isprintable()
    return address if own else ""
