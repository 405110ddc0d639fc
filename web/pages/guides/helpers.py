"""Who helps near a screening: contacts of a workshop, looked after by those who work in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pvstudio.model import Workshop
from web.pages.guides.desk import blueprint, guiding
from web.security.session import signed_in
from web.wording.fields import day_of, languages_of
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, seen
from workflows.guides.model import Referral
from workflows.guides.referrals import (
    STALE_AFTER,
    call_was_right,
    contact,
    is_stale,
    keep,
    referrals_of,
    take_out,
)
from workflows.papers import languages


@blueprint.get("/help/")
@guiding
def helpers(workshop: str) -> ResponseReturnValue:
    """Show who helps, with a form for one more; "which" opens that of a contact."""
    which = request.args.get("which", "")
    with studio().documents.read(workshop) as tx:
        said = tx.get(Referral, which) if which else _nobody()
    return _page(workshop, said)


@blueprint.post("/help/")
@guiding
def keep_helper(workshop: str) -> ResponseReturnValue:
    """Keep a contact, a new one or one that was changed."""
    said, wrong = _said()
    sent = request.form.get("seen") if said.id else None
    try:
        keep(studio(), workshop, said, also=wrong, sent=sent)
    except ChangedMeanwhile:
        return _page(workshop, said, overtaken=True), 409
    except FormRefused as refused:
        return _page(workshop, said, problems=refused.problems, sent=sent), 422
    flash(_("Saved."))
    return redirect(url_for(".helpers", workshop=workshop), 303)


@blueprint.post("/help/<referral_id>/called")
@guiding
def called(workshop: str, referral_id: str) -> ResponseReturnValue:
    """Write down that somebody called a contact today, and it was right."""
    call_was_right(studio(), workshop, referral_id, by=signed_in().id, at=now())
    flash(_("Saved."))
    return redirect(url_for(".helpers", workshop=workshop), 303)


@blueprint.post("/help/<referral_id>/delete")
@guiding
def delete_helper(workshop: str, referral_id: str) -> ResponseReturnValue:
    """Forget a contact."""
    take_out(studio(), workshop, referral_id)
    flash(_("Saved."))
    return redirect(url_for(".helpers", workshop=workshop), 303)


def _nobody() -> Referral:
    return Referral(id="", name="", what_for="", changed_at=now(), by=signed_in().id)


def _said() -> tuple[Referral, dict[str, Problem]]:
    """Return what was typed, and whether the day is none."""
    form, wrong = request.form, dict[str, Problem]()
    checked_on: date | None = None
    try:
        checked_on = day_of(form.get("checked_on", ""))
    except ValueError:
        wrong["checked_on"] = Problem.NO_DATE
    said = Referral(
        id=form.get("id", ""),
        name=form.get("name", ""),
        what_for=form.get("what_for", ""),
        phone=form.get("phone", ""),
        languages=languages_of(form),
        hours=form.get("hours", ""),
        checked_on=checked_on,
        changed_at=now(),
        by=signed_in().id,
    )
    return said, wrong


def _page(
    workshop: str,
    said: Referral,
    *,
    problems: Mapping[str, Problem] | None = None,
    overtaken: bool = False,
    sent: str | None = None,
) -> str:
    """Show the contacts and the form; *sent* stays what it first showed, unless theirs is shown as well."""
    today = now().astimezone().date()
    with studio().documents.read(workshop) as tx:
        found = referrals_of(tx)
        kept = next((one for one in found if one.id == said.id), None)
        return render_template(
            "guides/helpers.html",
            workshop=tx.get(Workshop, workshop),
            helpers=[(one, is_stale(one, today)) for one in found],
            said=said,
            seen=seen(contact(kept)) if sent is None else sent,
            problems=problems or {},
            meanwhile=_both(kept, said) if overtaken and kept else (),
            days=STALE_AFTER.days,
            today=today,
            printed=languages(),
        )


def _both(kept: Referral, said: Referral) -> list[tuple[str, str, str]]:
    """Return the fields that differ: their labels, what is kept of each, what was typed."""
    labels = {
        "name": _("Name"),
        "what_for": _("What for"),
        "phone": _("Phone"),
        "hours": _("When they are there"),
        "languages": _("Languages"),
        "checked_on": _("Called, and it was right, on"),
    }
    both = [(label, _text(getattr(kept, name)), _text(getattr(said, name))) for name, label in labels.items()]
    return [row for row in both if row[1] != row[2]]


def _text(value: str | date | tuple[str, ...] | None) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value or "")
