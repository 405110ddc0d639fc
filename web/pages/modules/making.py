"""Modules are listed, made and sent; what has a film in it is sent like the film."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from consent.gate.policy import Reason
from pvstudio.errors import StudioError
from pvstudio.model import Cut, CutState, CutVersion, Kit, Workshop
from pvstudio.store import Reading
from web.forms import chosen
from web.pages.modules.desk import FORMATS, REACHES, blueprint
from web.security.access import allow
from web.security.session import signed_in
from web.sending.delivery import Showing
from web.sending.naming import attachment
from web.sending.ranges import send
from web.sending.zipped import Named, zipped
from web.wording.fields import day_of
from web.wording.i18n import _, language
from web.wording.problems import in_words, is_spoken
from web.wording.showing import delivery, now, studio
from workflows.accounts import Role
from workflows.agendas import agenda, agendas
from workflows.fields import FormRefused, Problem
from workflows.kits import is_over
from workflows.modules import (
    AUDIENCES,
    Format,
    Module,
    ModuleWish,
    NothingLeft,
    files_of_module,
    last_day_of,
    make,
    modules_of,
)
from workflows.papers import languages
from workflows.publish import gate_refuses


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """List the modules that were made, the latest first."""
    with studio().documents.read(workshop) as tx:
        return render_template(
            "modules/index.html",
            workshop=tx.get(Workshop, workshop),
            modules=modules_of(tx),
            kits={kit.id: kit for kit in tx.find(Kit)},
            FORMATS=FORMATS,
            agenda_titles=_agendas(),
            films=_films(tx),
        )


@blueprint.get("/new")
@allow(Role.FACILITATOR, Role.OFFICER)
def new(workshop: str) -> ResponseReturnValue:
    """Ask what a module is to hold, and where it goes."""
    return _form(workshop)


@blueprint.post("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def create(workshop: str) -> ResponseReturnValue:
    """Make a module; without the film where the gate says no, and it says so."""
    wish, wrong = _said()
    once = request.form.get("once", "")
    try:
        made = make(studio(), workshop, wish, by=signed_in().id, at=now(), once=once, also=wrong)
    except FormRefused as refused:
        return _form(workshop, wish, problems=refused.problems), 422
    except NothingLeft as left:
        return _form(workshop, wish, reasons=left.withheld.reasons), 409
    except StudioError as error:
        return _form(workshop, wish, stopped=(*in_words(error), not is_spoken(error))), 409
    return redirect(url_for(".show", workshop=workshop, module_id=made.id), 303)


@blueprint.get("/<module_id>/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, module_id: str) -> ResponseReturnValue:
    """Show what is in a module, what is not and why, and where to get it."""
    with studio().documents.read(workshop) as tx:
        module, kit = _module(tx, module_id)
        version = tx.get(CutVersion, module.version_id) if module.version_id else None
        refusal = gate_refuses(tx, workshop, version, module.audience) if version else None
        return render_template(
            "modules/show.html",
            workshop=tx.get(Workshop, workshop),
            module=module,
            kit=kit,
            film=_films(tx).get(module.version_id),
            reasons=refusal.reasons if refusal else (),
            agenda=agenda(module.agenda_id, language()) if module.agenda_id else None,
            is_over=_is_over(module, kit),
            FORMATS=FORMATS,
            REACHES=REACHES,
        )


@blueprint.get("/<module_id>/module.zip")
@allow(Role.FACILITATOR, Role.OFFICER)
def archive(workshop: str, module_id: str) -> Response:
    """Send the package. With a film in it the gate is asked before and while it goes, like for every film."""
    with studio().documents.read(workshop) as tx:
        module, kit = _module(tx, module_id)
        title, _number = _films(tx).get(module.version_id, ("", 0))
    if _has_passed(module) and not (kit and is_over(kit, now())):  # of a kit the gate says it
        raise Gone(_("This module has ended. Make a new one if it is still needed."))
    files = files_of_module(studio(), workshop, module)
    opening = partial(zipped, [Named(*one) for one in files.items()], "", module.at)
    mark = _mark(files)
    if module.kit_id:
        showing = Showing(workshop, module.version_id, module.audience, module.kit_id)
        answer = delivery().deliver(showing, opening, "application/zip", mark=mark)
    else:
        answer = send(opening, "application/zip", mark=mark)
    suffix = "zip" if module.format is Format.SCORM else "imscc"
    answer.headers["Content-Disposition"] = attachment(
        title, module.at.astimezone().date(), module.id, suffix
    )
    return answer


def _module(tx: Reading, module_id: str) -> tuple[Module, Kit | None]:
    """Return a module with the last day that it has by now, and the kit that its film left in."""
    module = tx.get(Module, module_id)
    kit = tx.get(Kit, module.kit_id) if module.kit_id else None
    return replace(module, until=last_day_of(module, kit)), kit


def _has_passed(module: Module) -> bool:
    return module.until is not None and module.until < now().astimezone().date()


def _is_over(module: Module, kit: Kit | None) -> bool:
    """Say whether its last day has passed, or the time of the kit that its film left in."""
    return _has_passed(module) or (kit is not None and is_over(kit, now()))


def _mark(files: Mapping[str, bytes | Path]) -> str:
    """Tell these bytes from others: pages are written anew for each request, and guides change."""
    told = hashlib.sha256()
    for name, content in files.items():
        told.update(name.encode())
        told.update(content if isinstance(content, bytes) else str(content.stat().st_mtime_ns).encode())
    return told.hexdigest()[:32]


def _said() -> tuple[ModuleWish, dict[str, Problem]]:
    """Return what was typed, and which fields hold what cannot be read."""
    form, wrong, until = request.form, dict[str, Problem](), None
    try:
        until = day_of(form.get("until", ""))
    except ValueError:
        wrong["until"] = Problem.NO_DATE
    audience = next((one for one in AUDIENCES if one == form.get("audience")), AUDIENCES[0])
    wish = ModuleWish(
        format=chosen(Format, "format"),
        languages=tuple(form.getlist("languages")),
        audience=audience,
        platform=form.get("platform", ""),
        agenda_id=form.get("agenda_id", ""),
        version_id=form.get("version_id", ""),
        until=until,
    )
    if audience != form.get("audience"):
        wrong["audience"] = Problem.NO_CHOICE
    return wish, wrong


def _agendas() -> dict[str, str]:
    return {one.id: one.title for one in agendas(language())}


def _films(tx: Reading) -> dict[str, tuple[str, int]]:
    """Return title and number of each film that is made, by version, the newest first."""
    titles = {cut.id: cut.title for cut in tx.find(Cut)}
    versions = sorted(tx.find(CutVersion), key=lambda one: (titles.get(one.cut_id, ""), -one.number))
    return {
        one.id: (titles.get(one.cut_id, ""), one.number)
        for one in versions
        if one.state is not CutState.DRAFT
    }


def _form(
    workshop: str,
    said: ModuleWish | None = None,
    *,
    problems: Mapping[str, Problem] | None = None,
    reasons: Sequence[Reason] = (),
    stopped: tuple[str, str, bool] | None = None,
) -> str:
    """Show the form; after a refusal with all that was typed."""
    with studio().documents.read(workshop) as tx:
        here = tx.get(Workshop, workshop)
        near = tuple(tag for tag in here.languages if tag in languages())
        return render_template(
            "modules/new.html",
            workshop=here,
            said=said or _blank(near),
            problems=problems or {},
            reasons=reasons,
            stopped=stopped,
            typed=request.form,
            once=request.form.get("once") or secrets.token_hex(8),
            tags=languages(),
            agenda_titles=_agendas(),
            films={id_: film for id_, film in _films(tx).items() if _is_made(tx, id_)},
            FORMATS=FORMATS,
            REACHES=REACHES,
        )


def _blank(near: tuple[str, ...]) -> ModuleWish:
    return ModuleWish(format=Format.SCORM, languages=near or ("en",), audience=AUDIENCES[0], platform="")


def _is_made(tx: Reading, version_id: str) -> bool:
    return tx.get(CutVersion, version_id).state is CutState.RENDERED
