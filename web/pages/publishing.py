"""Publishing: a finished film becomes a kit for each audience that everybody in it agrees to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from secrets import token_hex
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.gate.policy import Reason, withheld
from consent.gate.records import Records
from consent.gate.until import holds_until
from pvstudio.errors import StudioError
from pvstudio.model import Audience, Cut, CutVersion, Kit, Quality, Workshop
from pvstudio.store import Reading
from web.forms import chosen_or_none, several, text
from web.security.access import allow
from web.security.session import signed_in
from web.sending.queue import queue
from web.wording.fields import PROBLEMS
from web.wording.i18n import _, lazy, ngettext
from web.wording.problems import in_words, is_spoken
from web.wording.showing import now, studio
from workflows.accounts import Account, Role
from workflows.accounts.keeping import accounts
from workflows.errors import Withheld
from workflows.fields import Problem, one_line
from workflows.guides.inhand import in_hand
from workflows.guides.keeping import guides_of
from workflows.papers import called, languages, nearest
from workflows.papers.wording import SOURCE
from workflows.screening_kits.errors import KitTakenBack
from workflows.screening_kits.ordering import order_kit, orders_of
from workflows.screening_kits.wishes import KitWish, WishRefused, Wrong, ending

blueprint = Blueprint("publishing", __name__, url_prefix="/workshops/<workshop>/films/<version_id>/publish")


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def show(workshop: str, version_id: str) -> ResponseReturnValue:
    """Show what the gate says to each audience, and ask for whom a kit is made."""
    return _page(workshop, version_id)


@blueprint.post("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def make(workshop: str, version_id: str) -> ResponseReturnValue:
    """Order a kit for each chosen audience; what the gate refuses is said, and nothing of it is made."""
    audiences = [one for one in Audience if one in several(Audience, "audiences")]
    host = next((one for one in _hosts(workshop) if one.id == request.form.get("host")), None)
    recipient = host.name if host else text("recipient")
    wish, wrongs = _wish(workshop, version_id)
    if not audiences:
        wrongs["who"] = _("Choose an audience.")
    elif not recipient:
        wrongs["who"] = _("Choose a host, or write who gets the kit.")
    if wrongs:
        return _page(workshop, version_id, wrongs=wrongs), 422
    made, failed = _order(workshop, version_id, audiences, wish, recipient, host)
    if made:
        flash(
            ngettext(
                "{n} kit is being made for {name}.",
                "{n} kits are being made for {name}.",
                len(made),
                name=recipient,
            )
        )
    wrongs = dict(_WRONGS[error.wrong] for _who, error in failed if isinstance(error, WishRefused))
    others = [(who, error) for who, error in failed if not isinstance(error, WishRefused)]
    if failed:
        page = _page(workshop, version_id, failed=others, made=made, wrongs=wrongs)
        return page, 422 if wrongs else 409
    return redirect(_after(workshop, list(made.values())), 303)


def _order(
    workshop: str,
    version_id: str,
    audiences: Sequence[Audience],
    wish: KitWish,
    recipient: str,
    host: Account | None,
) -> tuple[dict[Audience, str], list[tuple[Audience, StudioError]]]:
    """Order a kit for each audience; return the ids of what is made, and why the others are not."""
    made: dict[Audience, str] = {}
    failed: list[tuple[Audience, StudioError]] = []
    for audience in audiences:
        try:
            made[audience] = order_kit(
                studio(),
                queue(),
                workshop,
                version_id,
                audience,
                wish,
                recipient=recipient,
                host=host.id if host else "",
                by=signed_in().id,
                press=text("press"),
            )
        except StudioError as error:  # what was ordered before it stays, and is told with it
            failed.append((audience, error))
    return made, failed


def _wish(workshop: str, version_id: str) -> tuple[KitWish, dict[str, Any]]:
    """Return what the form wishes for, and what of it cannot be read, by field."""
    wrongs: dict[str, Any] = {}
    with studio().documents.read(workshop) as tx:
        also = _also(tx, tx.get(CutVersion, version_id))
    wish = KitWish(
        languages=tuple(request.form.getlist("languages")),
        quality=chosen_or_none(Quality, "quality") or Quality.FULL,
        burned=text("burned"),
        event=one_line(text("event")),
        event_on=_day("event_on", wrongs),
        until=_day("until", wrongs),
        papers=tuple(one for one in also if one in request.form.getlist("papers")),
        event_time=text("event_time"),
        event_place=one_line(text("event_place")),
    )
    return wish, wrongs


def _day(name: str, wrongs: dict[str, Any]) -> date | None:
    typed = text(name)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        wrongs[name] = PROBLEMS[Problem.NO_DATE]
        return None


#: At which field stands what cannot be.
_WRONGS: dict[Wrong, tuple[str, Any]] = {
    Wrong.OVER: ("until", lazy("This day has passed.")),
    Wrong.EVENT_PAST: ("event_on", lazy("This day has passed.")),
    Wrong.EVENT_AFTER_END: (
        "event_on",
        lazy("The kit ends before that day, or a yes that it rests on does."),
    ),
    Wrong.EVENT_TOO_LONG: ("event", PROBLEMS[Problem.TOO_LONG]),
    Wrong.NO_TIME: ("event_time", PROBLEMS[Problem.NO_TIME]),
    Wrong.PLACE_TOO_LONG: ("event_place", PROBLEMS[Problem.TOO_LONG]),
}


def _after(workshop: str, made: Sequence[str]) -> str:
    if len(made) == 1:
        return url_for("kits.show", workshop=workshop, kit_id=made[0])
    return url_for("kits.index", workshop=workshop)


def _page(
    workshop: str,
    version_id: str,
    *,
    wrongs: Mapping[str, Any] = {},
    failed: Sequence[tuple[Audience, StudioError]] = (),
    made: Collection[Audience] = (),
) -> str:
    """Show the form; after a refusal with all that was typed, but what was *made* is not asked for again."""
    at = now()
    with studio().documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        records = Records.for_version(tx, workshop, version)
        asked = [(one, withheld(version, one, None, at, records=records)) for one in Audience]
        ends = {one: holds_until(version, one, at, records=records) for one, why in asked if not why}
        taken_back = any(isinstance(error, KitTakenBack) for _who, error in failed)  # the next is another kit
        kept = request.form if request.method == "POST" else None
        home = tx.get(Workshop, workshop)
        return render_template(
            "kits/publish.html",
            workshop=home,
            papers=in_hand(
                tx, version.cut_id, version.languages or home.languages or ("en",), at.astimezone().date()
            ),
            version=version,
            cut=tx.get(Cut, version.cut_id),
            asked=asked,
            ends=ends,
            kits=tx.find(Kit, cut_version_id=version_id),
            orders=orders_of(tx, version_id),
            hosts=_hosts(workshop),
            wrongs=wrongs,
            failed=[_told(audience, error) for audience, error in failed],
            kept=kept,
            press=text("press") if kept and not taken_back else token_hex(8),
            today=at.astimezone().date(),
            ends_on=ending(KitWish(), studio().settings.retention.kits, at).until,
            also=_also(tx, version),
            called=called,
            wanted=[one for one in request.form.getlist("audiences") if one not in made],
        )


def _also(tx: Reading, version: CutVersion) -> list[str]:
    """Return the languages for papers alone: all that papers speak, and those of guides that are written."""
    written = [one.language for one in guides_of(tx, version.cut_id)]
    near = {nearest(tag) for tag in version.languages} - {SOURCE}  # their papers are what those languages get
    spoken = [tag for tag in languages() if tag not in near]
    return [tag for tag in dict.fromkeys((*spoken, *written)) if tag not in version.languages]


def _told(audience: Audience, error: StudioError) -> tuple[Audience, Sequence[Reason], str, str, bool]:
    """Return why nothing was made: reasons of the gate, or words and advice, and whether they are English."""
    if isinstance(error, Withheld):
        return audience, error.reasons, "", "", False
    return audience, (), *in_words(error), not is_spoken(error)


def _hosts(workshop: str) -> list[Account]:
    """Return the accounts of hosts who may enter this workshop."""
    return [
        one
        for one in accounts(studio())
        if Role.HOST in one.roles and not one.closed_at and one.may_enter(workshop)
    ]
