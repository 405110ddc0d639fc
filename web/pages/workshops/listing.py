"""All workshops: as cards for those who work in them, as figures for the office."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consent.gate.states import ReleaseState
from pvstudio.model import Clip, CutVersion, Participant, Workshop
from web.pages.workshops.desk import attention, blueprint, open_jobs
from web.security.access import allow
from web.security.session import signed_in
from web.wording.needs import URGENCIES
from web.wording.showing import now, studio
from workflows.accounts import Account, Role
from workflows.attention import Urgency
from workflows.figures import SMALL, figures
from workflows.workshops import may_begin

#: Who works inside workshops; the others see figures, or the kits that were handed to them.
INSIDE = frozenset({Role.FACILITATOR, Role.OFFICER})


@blueprint.get("/")
@allow()
def index() -> ResponseReturnValue:
    """List the workshops of whoever asks, in the way that is theirs to see."""
    account = signed_in()
    if account.roles & INSIDE:
        return _cards(account)
    if Role.OFFICE in account.roles:
        return figures_page()
    if "hosting.index" in current_app.view_functions:
        return redirect(url_for("hosting.index"))
    return render_template("workshops/index.html", workshops=[], may_begin=False)


@blueprint.get("/figures/")
@allow(Role.FACILITATOR, Role.OFFICER, Role.OFFICE)
def figures_page() -> ResponseReturnValue:
    """Show all workshops in numbers: no pictures, no names, no small cells."""
    rows, at = [], now()
    jobs = open_jobs(at)
    for workshop in _own(signed_in()):
        with studio().documents.read(workshop) as tx:
            found = attention(tx, workshop, at, jobs)
            rows.append((figures(tx, workshop, at), found))
    return render_template(
        "workshops/figures.html",
        rows=sorted(rows, key=lambda row: _order(row[0].workshop)),
        states=list(ReleaseState),
        urgent=Urgency.NOW,
        small=SMALL,
    )


def _cards(account: Account) -> ResponseReturnValue:
    found, at = [], now()
    jobs = open_jobs(at)
    for id_ in _own(account):
        with studio().documents.read(id_) as tx:
            counts = (len(tx.find(Participant)), len(tx.find(Clip)), len(tx.find(CutVersion)))
            found.append((tx.get(Workshop, id_), counts, attention(tx, id_, at, jobs)))
    return render_template(
        "workshops/index.html",
        workshops=sorted(found, key=lambda row: _order(row[0])),
        may_begin=may_begin(account),
        urgencies=URGENCIES,
        urgent=Urgency.NOW,
    )


def _own(account: Account) -> Iterator[str]:
    return (one for one in studio().workshops() if account.may_enter(one))


def _order(workshop: Workshop) -> tuple[int, str]:
    """The newest first; those without a date after them."""
    return -workshop.starts.toordinal() if workshop.starts else 0, workshop.title.casefold()
