"""Printed cards: of one seat, or of all who have none. Each is shown once, in the answer that makes it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from pvstudio.languages import direction
from pvstudio.model import Participant, Workshop
from web.pages.phones.blueprint import blueprint
from web.pages.phones.entrances import Entrance, entrance, home_now, homes_now
from web.pages.phones.seats import Holder, holders, made, person_page, seat_of, state_now
from web.phone.wording import SOURCE, filled, phrases, suiting
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role
from workflows.phones import PhoneState, new_card


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card as it is printed: no name, no title. *number* stands on it and beside the name on the screen."""

    holder: Holder
    way: Entrance
    number: int
    again: bool  # there was one before, which is dead now
    rests: bool  # it opens once the pictures are chosen, by a code

    @property
    def language(self) -> str:
        """The first language of its holder that phones speak."""
        return next(iter(suiting(self.holder.languages)), SOURCE)

    @property
    def direction(self) -> str:
        """Return ``rtl`` or ``ltr``."""
        return direction(self.language)

    def say(self, key: str) -> Markup:
        """Return words of the phone in the card's language, in English where it lacks them."""
        held = phrases(self.language)
        if held.get(key) is not None:
            return filled(held, key, {})
        return Markup('<span lang="en" dir="ltr">{}</span>').format(filled(phrases(SOURCE), key, {}))


@blueprint.post("/people/<person_id>/phone/card")
@allow(Role.FACILITATOR, Role.OFFICER)
def card(workshop: str, person_id: str) -> ResponseReturnValue:
    """Make a card and show it. A page that is loaded again makes none: it would kill the printed one."""
    holder = seat_of(workshop, person_id)
    state = state_now(workshop, holder.seat)
    if request.form.get("seen", "") != made(state):
        return person_page(workshop, person_id, shown_before=True), 409
    home_now()
    back = url_for(".show", workshop=workshop, person_id=person_id)
    return _printed(workshop, [(1, holder, state)], back)


@blueprint.get("/cards/")
@allow(Role.FACILITATOR, Role.OFFICER)
def everybody(workshop: str) -> ResponseReturnValue:
    """List who has a card and who has none."""
    with studio().documents.read(workshop) as tx:
        home = tx.get(Workshop, workshop)
    found = _everybody(workshop)
    return render_template("phones/everybody.html", workshop=home, seats=found, homes=homes_now())


@blueprint.post("/cards/")
@allow(Role.FACILITATOR, Role.OFFICER)
def for_all(workshop: str) -> ResponseReturnValue:
    """Make the first card of everybody who was ticked; whoever has one meanwhile keeps it."""
    home_now()
    ticked = set(request.form.getlist("seat"))
    wanted = [(one, state) for one, state in _everybody(workshop) if one.key in ticked and not state.card_at]
    if not wanted:
        flash(_("Everybody who was ticked has a card already. Make a new one on the page of a person."))
        return redirect(url_for(".everybody", workshop=workshop), 303)
    g.audited_about = {"cards": len(wanted)}
    numbered = [(number, *one) for number, one in enumerate(wanted, 1)]
    return _printed(workshop, numbered, url_for(".everybody", workshop=workshop))


def _everybody(workshop: str) -> list[tuple[Holder, PhoneState]]:
    with studio().documents.read(workshop) as tx:
        people = sorted(tx.find(Participant), key=lambda one: one.pseudonym.casefold())
        found = [holder for person in people for holder in holders(tx, person)]
    return [(one, state_now(workshop, one.seat)) for one in found]


def _printed(workshop: str, wanted: list[tuple[int, Holder, PhoneState]], back: str) -> str:
    by, at = signed_in().name, now()
    cards = [
        Card(
            holder=holder,
            way=entrance(new_card(studio(), workshop, holder.seat, by=by, at=at)),
            number=number,
            again=state.card_at is not None,
            rests=not state.has_pin,
        )
        for number, holder, state in wanted
    ]
    return render_template("phones/cards.html", cards=cards, back=back)
