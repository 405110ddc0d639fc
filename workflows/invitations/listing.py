"""Who registered, for those who work in the workshop: read, and made a participant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pvstudio.errors import NotFound
from pvstudio.model import Participant
from pvstudio.store import Reading
from workflows.invitations.model import Listed, Registration
from workflows.invitations.sealing import opened, shred
from workflows.participants import Person, welcome
from workflows.wiring import INVITATIONS, Studio


def registered(studio: Studio, workshop: str, *, at: datetime | None = None) -> Sequence[Listed]:
    """Return who registered: who has a place first, then who waits, each as they came.

    *at*: without those whose day has come by then, and who are still to be deleted.
    """
    with studio.documents.read(INVITATIONS) as tx:
        found = [one for one in tx.find(Registration, invitation=workshop) if not (at and one.is_over(at))]
    found.sort(key=lambda one: (one.taken_at is None, one.order))
    return [Listed(registration=one, who=opened(studio, one.id, one.sealed)) for one in found]


def make_participant(
    studio: Studio, workshop: str, registration: str, said: Person, *, by: str, at: datetime
) -> Participant:
    """Make a participant of somebody who registered, in the languages that they named; give them a place.

    Pressed twice, or again after a crash, it is done once: who they will be stands in the registration. What
    they wrote is deleted: nobody but the safeguarding officer may know who stands behind a pseudonym. Raises
    :class:`~workflows.fields.FormRefused`, and :class:`~pvstudio.errors.NotFound`.
    """
    with studio.documents.read(INVITATIONS) as tx:
        one = _own(tx, workshop, registration, at)
    if one.participant_id:
        with studio.documents.read(workshop) as tx:
            return tx.get(Participant, one.participant_id)
    who = opened(studio, one.id, one.sealed)
    spoken = replace(said, languages=who.languages if who else ())
    person = welcome(studio, workshop, spoken, by=by, as_id=one.will_be)
    return _noted(studio, one, person, at)


def _noted(studio: Studio, one: Registration, person: Participant, at: datetime) -> Participant:
    with studio.documents.write(INVITATIONS) as tx:
        shred(studio, one.id)  # first: a crash leaves what nobody can read, and pressing again ends it
        for kept in tx.find(Registration, id=one.id):  # it may have been taken back meanwhile
            tx.put(replace(kept, sealed="", participant_id=person.id, taken_at=kept.taken_at or at))
    studio.documents.erase_traces()
    return person


def _own(tx: Reading, workshop: str, registration: str, at: datetime) -> Registration:
    for one in tx.find(Registration, id=registration, invitation=workshop):
        if not one.is_over(at):
            return one
    raise NotFound("Registration", registration)
