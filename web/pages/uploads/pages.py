"""The page for bringing files in: what is on its way, what broke off, what came in and as what."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consent.gate.reasons import isolated
from pvstudio.errors import NotFound, StudioError
from pvstudio.model import Footage, Workshop
from web.pages.uploads.bodies import Body
from web.pages.uploads.plain import PlainForm
from web.security.access import allow
from web.security.guard import checks_token_itself, require_token
from web.security.session import signed_in
from web.sending.queue import queue
from web.wording.i18n import _
from web.wording.problems import in_words
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.uploads import receiving
from workflows.uploads.errors import UploadError, UploadWhole
from workflows.uploads.records import Upload, UploadState

blueprint = Blueprint("uploads", __name__, url_prefix="/workshops/<workshop>/upload")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A file that is whole in the studio, and what became of it."""

    upload: Upload
    footage: Footage | None  # None: it is not taken in yet, was refused, or was erased since

    @property
    def waits(self) -> bool:
        """Whether more is about to be known of it."""
        return self.upload.state is UploadState.ARRIVING


@blueprint.get("/")
@allow(Role.FACILITATOR)
def index(workshop: str) -> ResponseReturnValue:
    """Show the place to drop files on, what broke off, and what has come in lately."""
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return render_template(
        "uploads/index.html",
        workshop=home,
        unfinished=[one for one in _unfinished(workshop) if one[1] != one[0].size_bytes],
        arrived=_arrived(workshop),
    )


@blueprint.get("/arrived")
@allow(Role.FACILITATOR)
def arrived(workshop: str) -> ResponseReturnValue:
    """Show what has come in lately, for the page to renew."""
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    return render_template("uploads/_arrived.html", workshop=home, arrived=_arrived(workshop))


@blueprint.post("/plain")
@checks_token_itself
@allow(Role.FACILITATOR)
def plain(workshop: str) -> ResponseReturnValue:
    """Take one file by a form; if the link breaks, nothing of it stays."""
    form = PlainForm(Body())
    require_token(form.fields.get("token", ""))
    try:
        upload = _received(workshop, form)
    except StudioError as refused:
        flash(" ".join(filter(None, in_words(refused))))
    else:
        flash(_("“{name}” is here. It is safe to close this page.", name=isolated(upload.name)))
    return redirect(url_for(".index", workshop=workshop), 303)


def _received(workshop: str, form: PlainForm) -> Upload:
    upload = receiving.begin(
        studio(),
        workshop,
        name=form.file.filename or "",
        size_bytes=None,
        by=signed_in().id,
        mime=form.file.headers.get("Content-Type", ""),
        language=form.fields.get("language", ""),
    )
    try:
        receiving.append(studio(), queue(), workshop, upload, 0, form)
        if not form.whole:
            raise BrokenOff(upload.name)
        return receiving.complete(studio(), queue(), workshop, upload)
    except StudioError:
        with suppress(UploadWhole):  # what is whole is taken in all the same
            receiving.cancel(studio(), workshop, upload)
        raise


class BrokenOff(UploadError):
    """The link broke while a plain form was sent."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” did not come whole: the link broke.", advice="Send it again.")
        self.name = name


@blueprint.post("/<upload_id>/delete")
@allow(Role.FACILITATOR)
def give_up(workshop: str, upload_id: str) -> Response:
    """Delete what is here of a file that nobody will go on with."""
    try:
        upload, _offset = receiving.find(studio(), workshop, upload_id, by=signed_in().id)
    except NotFound:
        pass  # it is gone: what was wanted
    else:
        receiving.cancel(studio(), workshop, upload)
        flash(_("What was here of “{name}” is deleted.", name=isolated(upload.name)))
    return _back(workshop)


def _back(workshop: str) -> Response:
    response = redirect(url_for(".index", workshop=workshop), 303)
    assert isinstance(response, Response)  # noqa: S101 - Flask's own kind
    return response


def _unfinished(workshop: str) -> list[tuple[Upload, int]]:
    with studio().documents.read(workshop) as tx:
        mine = receiving.arriving(tx, signed_in().id)
    return [(one, receiving.pieces_of(studio(), workshop, one.id).size) for one in mine if one.size_bytes]


def _arrived(workshop: str) -> list[Arrived]:
    """Return what the account has brought in whole, newest first."""
    whole = [one for one, size in _unfinished(workshop) if size == one.size_bytes]
    with studio().documents.read(workshop) as tx:
        ended = [one for one in tx.find(Upload, by=signed_in().id) if one.state is not UploadState.ARRIVING]
        footage = {one.id: one for one in tx.find(Footage)}
    found = [Arrived(upload=one, footage=footage.get(one.footage_id)) for one in [*whole, *ended]]
    return sorted(found, key=lambda one: one.upload.began_at, reverse=True)
