"""What was handed to a host: what must be deleted before anything else, their kits; the list of recalls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consent.ledger.keys import fingerprint
from pvstudio.errors import NotFound
from pvstudio.model import Cut, CutVersion, Kit, KitState, Workshop
from pvstudio.store import Reading
from web.pages.recalls import require_sure
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Account
from workflows.attention.closing import ENDING_DAYS
from workflows.kits import acknowledge, confirmed_by, in_every_workshop, reopen
from workflows.papers.making import square
from workflows.publish import kit_folder
from workflows.recall_lists import recall_list, squares, write
from workflows.screening_kits.filling import names_later_day
from workflows.screening_kits.pages.verify import grouped

blueprint = Blueprint("hosting", __name__, url_prefix="/kits")


class Handed(NamedTuple):
    """A kit with the names that a host knows it by. *may_enter*: its workshop is still their business."""

    kit: Kit
    home: Workshop
    title: str
    may_enter: bool = True
    confirmed: bool = False  # somebody said that every copy is deleted

    @property
    def is_to_delete(self) -> bool:
        """Whether it was recalled and its host has not said yet that every copy is deleted."""
        return self.kit.state is KitState.RECALLED and self.kit.acknowledged_at is None

    @property
    def has_ended(self) -> bool:
        """Whether its day has passed."""
        return self.kit.expires_at is not None and self.kit.expires_at <= now()

    @property
    def ends_soon(self) -> bool:
        """Whether its day is near."""
        until = self.kit.expires_at
        return until is not None and now() < until <= now() + timedelta(days=ENDING_DAYS)

    @property
    def names_later_day(self) -> bool:
        """Whether the pages in its copies name a later day: a yes was shortened since."""
        return names_later_day(kit_folder(studio(), self.home.id, self.kit.id), self.kit)


@blueprint.get("/")
@allow()
def index() -> ResponseReturnValue:
    """List the kits of whoever asks; while one of them must be deleted, nothing but that.

    A recall finds its host also when their account was taken out of the workshop: the copies are with
    them all the same.
    """
    found, unread = _handed(signed_in())
    if recalled := [one for one in found if one.is_to_delete]:
        return render_template("kits/to_delete.html", found=recalled, unread=unread)
    found = [one for one in found if one.may_enter]
    found.sort(key=lambda one: one.kit.published_at, reverse=True)
    found.sort(key=lambda one: one.kit.state is KitState.RECALLED)
    return render_template("kits/hosting.html", found=found, unread=unread)


@blueprint.post("/<kit_id>/deleted")
@allow()
def deleted(kit_id: str) -> ResponseReturnValue:
    """Note that whoever asks says: every copy of their kit is deleted."""
    mine = _own(kit_id)
    require_sure()
    acknowledge(studio(), mine.home.id, kit_id, by=signed_in().name)
    flash(_("Thank you. The studio knows that every copy is deleted."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/<kit_id>/still-out")
@allow()
def still_out(kit_id: str) -> ResponseReturnValue:
    """Note that whoever asks confirmed by mistake: a copy of their kit is out."""
    mine = _own(kit_id)
    reopen(studio(), mine.home.id, kit_id, by=signed_in().name)
    flash(_("It is open again: copies may still be out."))
    return redirect(url_for(".index"), 303)


def _own(kit_id: str) -> Handed:
    mine = next((one for one in _handed(signed_in())[0] if one.kit.id == kit_id), None)
    if mine is None:
        raise NotFound("Kit", kit_id)
    return mine


@blueprint.get("/recalls/")
@allow()
def recalled() -> ResponseReturnValue:
    """Show the signed list of recalled kits as squares: who checks a kit elsewhere photographs them."""
    made = recall_list(studio(), now())
    return render_template(
        "kits/recall_list.html",
        made=made,
        squares=[square(text) for text in squares(made)],
        fingerprint=grouped(fingerprint(made.key)),
    )


@blueprint.get("/recalls.pvrecall")
@allow()
def recall_file() -> Response:
    """Give the signed list of recalled kits as a file."""
    made = recall_list(studio(), now())
    answer = Response(write(made), mimetype="application/octet-stream")
    name = f"recalls-{made.at.astimezone():%Y-%m-%d}.pvrecall"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _handed(account: Account) -> tuple[list[Handed], int]:
    """Return every kit of a host, the oldest recall first, and in how many workshops there may be more."""

    def look(workshop: str, tx: Reading) -> Iterator[Handed]:
        for kit in tx.find(Kit, host=account.id):
            title = tx.get(Cut, tx.get(CutVersion, kit.cut_version_id).cut_id).title
            home, confirmed = tx.get(Workshop, workshop), kit.id in confirmed_by(tx)
            yield Handed(kit, home, title, account.may_enter(workshop), confirmed)

    found, unread = in_every_workshop(studio(), look)
    return sorted(found, key=lambda one: one.kit.recalled_at or one.kit.published_at), unread
