"""The phone page of a person: each seat, how it stands, and what a facilitator can do for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consent.releases import Guardian, Role
from pvstudio.errors import NotFound
from pvstudio.model import Participant, Workshop
from pvstudio.store import Reading
from web.pages.phones.blueprint import blueprint
from web.pages.phones.entrances import entrance, home_now, homes_now
from web.phone.passages import passages, spoken
from web.phone.wording import SOURCE, suiting
from web.security.access import allow
from web.security.session import signed_in
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.accounts import Role as AccountRole
from workflows.phones import PhoneState, Seat, end_visits, once_code, seats_of, state_of, unlock
from workflows.phones.seat import CODE_LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who may hold a phone: their seat, what they are called here, what they understand."""

    seat: Seat
    name: str
    relation: str = ""  # of a guardian to the child
    languages: tuple[str, ...] = ()  # BCP 47

    @property
    def key(self) -> str:
        """What a form calls this seat."""
        return " ".join((self.seat.participant_id, self.seat.role, self.seat.guardian_id)).strip()


class Voice(NamedTuple):
    """How many of the passages of a language somebody has spoken."""

    language: str
    spoken: int
    all: int


def holders(tx: Reading, person: Participant) -> list[Holder]:
    """Return who may hold a phone for *person*, under their pseudonyms."""
    known = {one.id: one for one in tx.find(Guardian, participant_id=person.id)}
    return [_holder(person, known, seat) for seat in seats_of(tx, person.id)]


def _holder(person: Participant, guardians: dict[str, Guardian], seat: Seat) -> Holder:
    if seat.role is not Role.GUARDIAN:
        return Holder(seat=seat, name=person.pseudonym, languages=person.languages)
    one = guardians[seat.guardian_id]
    spoken = one.languages or person.languages
    return Holder(seat=seat, name=one.pseudonym, relation=one.relation, languages=spoken)


def state_now(workshop: str, seat: Seat) -> PhoneState:
    """Return how a seat stands now."""
    return state_of(studio(), workshop, seat, now())


@blueprint.get("/people/<person_id>/phone/")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def show(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show who may hold a phone for a person, and how each of them gets in."""
    return person_page(workshop, person_id)


def person_page(workshop: str, person_id: str, *, shown_before: bool = False) -> str:
    """Show the phone page; *shown_before*: the card that is asked for again was made and shown already."""
    with studio().documents.read(workshop) as tx:
        home, person = tx.get(Workshop, workshop), tx.get(Participant, person_id)
        found = holders(tx, person)
    return render_template(
        "phones/show.html",
        workshop=home,
        person=person,
        seats=[(one, state_now(workshop, one.seat), _voice(workshop, one)) for one in found],
        homes=homes_now(),
        shown_before=shown_before,
        made=made,
    )


def _voice(workshop: str, one: Holder) -> Voice:
    """Return how much somebody hears who does not read: the passages of their first language."""
    language = next(iter(suiting(one.languages)), SOURCE)
    return Voice(language, len(spoken(workshop, language)), len(passages(language)))


@blueprint.post("/people/<person_id>/phone/code")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def code(workshop: str, person_id: str) -> ResponseReturnValue:
    """Show a code to hold up to a phone: in this answer alone. Sent again, it is another one."""
    seat, at = seat_of(workshop, person_id).seat, now()
    home_now()
    secret = once_code(studio(), workshop, seat, by=signed_in().name, at=at)
    return render_template(
        "phones/code.html",
        shown=entrance(secret),
        until=at + CODE_LASTS,
        back=url_for(".show", workshop=workshop, person_id=person_id),
    )


@blueprint.post("/people/<person_id>/phone/unlock")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def open_again(workshop: str, person_id: str) -> ResponseReturnValue:
    """Forget the pictures of a seat: whoever holds it chooses new ones, let in by a code."""
    seat = seat_of(workshop, person_id).seat
    unlock(studio(), workshop, seat, by=signed_in().name, at=now())
    flash(_("The old pictures are forgotten. Show a code now: they choose new ones."))
    return _back(workshop, person_id)


@blueprint.post("/people/<person_id>/phone/end")
@allow(AccountRole.FACILITATOR, AccountRole.OFFICER)
def end(workshop: str, person_id: str) -> ResponseReturnValue:
    """Put the phone out that is in at a seat."""
    end_visits(studio(), workshop, seat_of(workshop, person_id).seat)
    flash(_("The visit is over. The phone shows nothing any more."))
    return _back(workshop, person_id)


def seat_of(workshop: str, person_id: str) -> Holder:
    """Return the seat that the form names, or raise :class:`NotFound`. The trail keeps which one it was."""
    role, guardian = request.form.get("role", ""), request.form.get("guardian", "")
    with studio().documents.read(workshop) as tx:
        for one in holders(tx, tx.get(Participant, person_id)):
            if (one.seat.role, one.seat.guardian_id) == (role, guardian):
                g.audited_about = {"role": role, "guardian_id": guardian}
                return one
    raise NotFound("seat", guardian or person_id)


def made(state: PhoneState) -> str:
    """Return what a form sends back of the card that it saw: when that was made, "" where there was none."""
    return state.card_at.isoformat() if state.card_at else ""


def _back(workshop: str, person_id: str) -> ResponseReturnValue:
    return redirect(url_for(".show", workshop=workshop, person_id=person_id), 303)
