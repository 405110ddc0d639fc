"""Kits: films that were handed to a host, published or recalled.

Facilitators and officers see every kit of their workshops; hosts those that were handed to their account.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, Conflict, NotFound

from consent.ledger.keys import fingerprint
from pvstudio.errors import NotFound as NotHere
from pvstudio.model import Cut, CutVersion, Kit, Workshop
from web.pages.work import advice_on
from web.security.access import allow
from web.security.session import signed_in
from web.sending.delivery import Showing
from web.sending.naming import attachment
from web.sending.queue import queue
from web.sending.zipped import files_of, zipped
from web.wording.i18n import _
from web.wording.showing import delivery, now, studio
from workflows.accounts import Role
from workflows.attendance import attendance_of
from workflows.feedback.waiting import waiting_of
from workflows.guides.inhand import in_hand
from workflows.kits import confirmed_by, is_over
from workflows.publish import call_back, gate_refuses, kit_folder
from workflows.queue import Work
from workflows.screening_kits.filling import names_later_day
from workflows.screening_kits.ordering import forget_order, orders_of, work_of
from workflows.screening_kits.pages.verify import grouped
from workflows.screening_kits.wishes import KitOrder
from workflows.screenings import screenings_of

blueprint = Blueprint("kits", __name__, url_prefix="/workshops/<workshop>/kits")

#: Who sees kits that are not their own.
_INSIDE = frozenset({Role.FACILITATOR, Role.OFFICER})


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """List the kits of a workshop, the newest first."""
    with studio().documents.read(workshop) as tx:
        cuts = {cut.id: cut.title for cut in tx.find(Cut)}
        return render_template(
            "kits/index.html",
            workshop=tx.get(Workshop, workshop),
            kits=sorted(tx.find(Kit), key=lambda kit: kit.published_at, reverse=True),
            orders=orders_of(tx),
            versions={one.id: (cuts[one.cut_id], one.number) for one in tx.find(CutVersion)},
        )


@blueprint.get("/<kit_id>/")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def show(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Show one kit: to whom it went, and whether it may still be shown; or how far the making of it is."""
    if is_inside() and (order := _order(workshop, kit_id)):
        return making(workshop, order)
    return page(workshop, own_kit(workshop, kit_id))


@blueprint.get("/<kit_id>/making")
@allow(Role.FACILITATOR, Role.OFFICER)
def line(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Show how far the making of a kit is, for its page to renew."""
    if order := _order(workshop, kit_id):
        return render_template("kits/_making.html", **_progress(workshop, order))
    kit = own_kit(workshop, kit_id)
    return render_template("kits/_making.html", workshop=_home(workshop), kit=kit, order=None)


@blueprint.post("/<kit_id>/forget")
@allow(Role.FACILITATOR, Role.OFFICER)
def forget(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Stop making a kit that was ordered."""
    order = _order(workshop, kit_id)
    if not forget_order(studio(), queue(), workshop, kit_id) or order is None:  # it was out before that
        return redirect(url_for(".show", workshop=workshop, kit_id=kit_id), 303)
    flash(_("This kit is not made."))
    address = url_for("publishing.show", workshop=workshop, version_id=order.cut_version_id)
    return redirect(address, 303)


@blueprint.post("/<kit_id>/again")
@allow(Role.FACILITATOR, Role.OFFICER)
def again(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Try again to make a kit whose making failed or was stopped; or say why the gate says no."""
    with studio().documents.read(workshop) as tx:
        order = tx.get(KitOrder, kit_id)
        refusal = gate_refuses(tx, workshop, tx.get(CutVersion, order.cut_version_id), order.audience)
    if refusal is None:
        queue().ask(Work.KIT, workshop, kit_id)
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id), 303)


def making(workshop: str, order: KitOrder) -> str:
    """Render the page of a kit that is being made."""
    return render_template("kits/making.html", **_progress(workshop, order))


def _progress(workshop: str, order: KitOrder) -> dict[str, object]:
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, order.cut_version_id)
        refusal = gate_refuses(tx, workshop, version, order.audience)
        cut = tx.get(Cut, version.cut_id)
    job = work_of(queue(), [order]).get(order.id)
    return {
        "workshop": _home(workshop),
        "order": order,
        "job": job,
        "cut": cut,
        "reasons": refusal.reasons if refusal else (),
        "advice": advice_on(job) if job else "",
    }


def _order(workshop: str, kit_id: str) -> KitOrder | None:
    with studio().documents.read(workshop) as tx:
        return next(iter(tx.find(KitOrder, id=kit_id)), None)


def _home(workshop: str) -> Workshop:
    with studio().documents.read(workshop) as tx:
        return tx.get(Workshop, workshop)


def page(workshop: str, kit: Kit, **form: object) -> str:
    """Render the page of a kit; *form*: what is wrong with a report of a screening, and what was typed."""
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, kit.cut_version_id)
        cut, home = tx.get(Cut, version.cut_id), tx.get(Workshop, workshop)
        screenings, waiting = screenings_of(tx, kit.id), waiting_of(tx, kit.id)
        today, tags = now().astimezone().date(), kit.languages or home.languages or ("en",)
        papers = in_hand(tx, cut.id, tags, today)
        confirmed = confirmed_by(tx).get(kit.id, "")
        records = {one.id: attendance_of(tx, screening_id=one.id) for one in screenings}
    folder, inside, me = kit_folder(studio(), workshop, kit.id), is_inside(), signed_in().id
    counted = {id_: one for id_, one in records.items() if one and (inside or one.account == me)}
    return render_template(
        "kits/show.html",
        workshop=home,
        kit=kit,
        version=version,
        cut=cut,
        reasons=_showing(workshop, kit).reasons(studio()),
        size=sum(path.stat().st_size for path in files_of(folder)) if folder.is_dir() else 0,
        inside=inside,
        over=is_over(kit, now()),
        later=names_later_day(folder, kit),
        confirmed_by=confirmed,
        letters=grouped(fingerprint(studio().signing_key.public)),
        papers=papers,
        screenings=screenings,
        waiting=waiting,
        counted=counted,
        today=today,
        **form,
    )


@blueprint.get("/<kit_id>/film.mp4")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def film(workshop: str, kit_id: str) -> Response:
    """Send the film of the kit."""
    return _send(workshop, kit_id, "film.mp4", "video/mp4")


@blueprint.get("/<kit_id>/poster.jpg")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def poster(workshop: str, kit_id: str) -> Response:
    """Send the poster of the kit."""
    return _send(workshop, kit_id, "poster.jpg", "image/jpeg")


@blueprint.get("/<kit_id>/subtitles/<language>.vtt")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def subtitles(workshop: str, kit_id: str, language: str) -> Response:
    """Send the subtitles of the kit in one language."""
    return _send(workshop, kit_id, f"film.{language}.vtt", "text/vtt", language)


@blueprint.get("/<kit_id>/kit.zip")
@allow(Role.FACILITATOR, Role.OFFICER, Role.HOST)
def archive(workshop: str, kit_id: str) -> Response:
    """Send the whole kit as one file: the gate is asked before and while it goes, like for every film.

    Not one whose pages name a later day than everybody in it agrees to: what left cannot be changed.
    """
    kit = own_kit(workshop, kit_id)
    folder = kit_folder(studio(), workshop, kit.id)
    if not folder.is_dir():
        raise NotFound(_("The files of this kit are not here."))
    showing = _showing(workshop, kit)
    if not showing.reasons(studio()) and names_later_day(folder, kit):
        raise Conflict(
            _("The pages in this kit name a later day than people in it agree to. Make a new kit.")
        )
    files = list(files_of(folder))
    opening = partial(zipped, files, kit.id, kit.published_at)
    answer = delivery().deliver(showing, opening, "application/zip", mark=_mark(kit, files))
    answer.headers["Content-Disposition"] = attachment(
        _film(workshop, kit), kit.published_at.astimezone().date(), kit.id, "zip"
    )
    return answer


def _film(workshop: str, kit: Kit) -> str:
    """Return what the film of a kit is called."""
    with studio().documents.read(workshop) as tx:
        return tx.get(Cut, tx.get(CutVersion, kit.cut_version_id).cut_id).title


def _mark(kit: Kit, files: Sequence[Path]) -> str:
    """Return what tells these very bytes from all others, so that a download that broke off goes on."""
    found = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return sha256(repr((kit.id, found)).encode()).hexdigest()[:32]


@blueprint.post("/<kit_id>/recall")
@allow(Role.FACILITATOR, Role.OFFICER)
def recall(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Recall the kit: nobody fetches or watches it any more, and its host is told to delete it."""
    if request.form.get("sure") != "yes":
        raise BadRequest(_("Say that it is meant: a kit that was recalled is never shown again."))
    kit = call_back(studio(), workshop, kit_id)
    flash(_("It is recalled. {name} must delete every copy and say so here.", name=kit.recipient))
    return redirect(url_for(".show", workshop=workshop, kit_id=kit_id), 303)


def is_inside() -> bool:
    """Tell whether whoever asks works in the workshop, and is not a host alone."""
    return bool(signed_in().roles & _INSIDE)


def own_kit(workshop: str, kit_id: str) -> Kit:
    """Return a kit that is the business of whoever asks; another's is not there."""
    with studio().documents.read(workshop) as tx:
        kit = tx.get(Kit, kit_id)
    if not is_inside() and kit.host != signed_in().id:
        raise NotHere("Kit", kit_id)
    return kit


def _send(workshop: str, kit_id: str, name: str, mimetype: str, language: str | None = None) -> Response:
    kit = own_kit(workshop, kit_id)
    if language is not None and language not in kit.languages:
        raise NotFound(_("The kit has no subtitles in {language}.", language=language))
    path = kit_folder(studio(), workshop, kit.id) / name
    return delivery().deliver(_showing(workshop, kit), path, mimetype)


def _showing(workshop: str, kit: Kit) -> Showing:
    return Showing(workshop, kit.cut_version_id, kit.audience, kit.id)
