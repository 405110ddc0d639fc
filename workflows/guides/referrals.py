"""Who helps near a screening: contacts of a workshop, and how long ago somebody made sure of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from pvstudio.languages import canonical
from pvstudio.model import new_id
from pvstudio.store import Reading
from workflows.fields import YEARS, FormRefused, Problem, check_unchanged, measured, one_line
from workflows.guides.model import Referral
from workflows.wiring import Studio

#: A contact that nobody has called for so long is marked: offices move, lines are closed.
STALE_AFTER = timedelta(days=90)
_NONE: Mapping[str, Problem] = MappingProxyType({})


def referrals_of(tx: Reading) -> list[Referral]:
    """Return the contacts of a workshop, by what they are for."""
    return sorted(tx.find(Referral), key=lambda one: (one.what_for.casefold(), one.name.casefold(), one.id))


def is_stale(referral: Referral, today: date) -> bool:
    """Say whether nobody made sure of a contact in the last 90 days."""
    return referral.checked_on is None or today - referral.checked_on > STALE_AFTER


def contact(referral: Referral | None) -> tuple[object, ...]:
    """Return what a form shows of a contact, for :func:`~workflows.fields.seen`."""
    if referral is None:
        return ()
    facts = (referral.name, referral.what_for, referral.phone, referral.languages, referral.hours)
    return (*facts, referral.checked_on)


def keep(
    studio: Studio,
    workshop: str,
    typed: Referral,
    *,
    also: Mapping[str, Problem] = _NONE,
    sent: str | None = None,
) -> Referral:
    """Keep a contact, a new one where *typed* has no id; *also* is what of it could not be read.

    *sent* stands for what the form showed (:func:`~workflows.fields.seen` of :func:`contact`). Raises
    :class:`~workflows.fields.FormRefused`, :class:`~workflows.fields.ChangedMeanwhile`, and
    :class:`~pvstudio.errors.NotFound` for a contact that is gone.
    """
    tidy = _checked(typed, also)
    with studio.documents.write(workshop) as tx:
        if tidy.id:
            check_unchanged(contact(tx.get(Referral, tidy.id)), contact(tidy), sent)
        else:
            tidy = replace(tidy, id=new_id("referral"))
        tx.put(tidy)
    return tidy


def call_was_right(studio: Studio, workshop: str, referral_id: str, *, by: str, at: datetime) -> Referral:
    """Write down that a contact was called today and is right. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.write(workshop) as tx:
        known = tx.get(Referral, referral_id)
        checked = replace(known, checked_on=at.astimezone().date(), changed_at=at, by=by)
        tx.put(checked)
    return checked


def take_out(studio: Studio, workshop: str, referral_id: str) -> None:
    """Forget a contact. Raises :class:`~pvstudio.errors.NotFound`."""
    with studio.documents.write(workshop) as tx:
        tx.delete(Referral, tx.get(Referral, referral_id).id)


def _checked(typed: Referral, also: Mapping[str, Problem]) -> Referral:
    """Return a contact tidy, or raise :class:`FormRefused`."""
    tags = dict.fromkeys(canonical(tag) for tag in typed.languages)
    tidy = replace(
        typed,
        name=one_line(typed.name),
        what_for=one_line(typed.what_for),
        phone=one_line(typed.phone),
        hours=one_line(typed.hours),
        languages=tuple(tag for tag in tags if tag),
    )
    fields = {"name": tidy.name, "what_for": tidy.what_for, "phone": tidy.phone, "hours": tidy.hours}
    problems = measured(fields, needed="name") | measured({"what_for": tidy.what_for}, needed="what_for")
    if None in tags:
        problems["languages"] = Problem.NO_LANGUAGE
    if tidy.checked_on and not (
        tidy.checked_on.year in YEARS and tidy.checked_on <= tidy.changed_at.astimezone().date()
    ):
        problems["checked_on"] = Problem.NO_DATE
    if problems or also:
        raise FormRefused({**problems, **also})
    return tidy
