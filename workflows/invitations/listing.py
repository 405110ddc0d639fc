"""Who registered, for those who work in the workshop: read, and made a participant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pvstudio.errors import NotFound
from pvstudio.model import Participant
from workflows.fields import FormRefused
from workflows.invitations.model import Listed, Registration
from workflows.invitations.sealing import opened, shred
from workflows.participants import Person, welcome
from workflows.wiring import INVITATIONS, Studio


def registered(studio: Studio, workshop: str) -> Sequence[Listed]:
    """Return who registered: who has a place first, then who waits, each as they came."""
    with studio.documents.read(INVITATIONS) as tx:
        found = tx.find(Registration, invitation=workshop)
    found.sort(key=lambda one: (one.taken_at is None, one.order))
    return [Listed(registration=one, who=opened(studio, one.id, one.sealed)) for one in found]


def make_participant(
    studio: Studio, workshop: str, registration: str, said: Person, *, by: str, at: datetime
) -> Participant:
    """Make a participant of somebody who registered, in the languages that they named; give them a place.

    Pressed twice, it is done once. What they wrote is deleted: nobody but the safeguarding officer may know
    who stands behind a pseudonym. Raises :class:`~workflows.fields.FormRefused`, and
    :class:`~pvstudio.errors.NotFound`.
    """
    one = _own(studio, workshop, registration)
    if not one.participant_id:
        who = opened(studio, one.id, one.sealed)
        try:
            person = welcome(studio, workshop, replace(said, languages=who.languages if who else ()), by=by)
        except FormRefused:
            if not _own(studio, workshop, registration).participant_id:  # else: another press was quicker
                raise
        else:
            return _noted(studio, one, person, at)
    with studio.documents.read(workshop) as tx:
        return tx.get(Participant, _own(studio, workshop, registration).participant_id)


def _noted(studio: Studio, one: Registration, person: Participant, at: datetime) -> Participant:
    with studio.documents.write(INVITATIONS) as tx:
        for kept in tx.find(Registration, id=one.id):  # it may have been taken back meanwhile
            tx.put(replace(kept, sealed="", participant_id=person.id, taken_at=kept.taken_at or at))
    shred(studio, one.id)
    studio.documents.erase_traces()
    return person


def _own(studio: Studio, workshop: str, registration: str) -> Registration:
    with studio.documents.read(INVITATIONS) as tx:
        for one in tx.find(Registration, id=registration, invitation=workshop):
            return one
    raise NotFound("Registration", registration)
