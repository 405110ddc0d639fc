"""People come into a workshop, grow up, and have guardians: each an event of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from consent.errors import ConsentError
from consent.events import Enrolment, GuardianshipEnded
from consent.ledger.book import Book
from consent.releases import Guardian
from pvstudio.model import AgeBand, Participant, new_id


def enrol(tx: Book, participant: Participant, *, by: str = "", now: datetime | None = None) -> Participant:
    """Keep *participant*, somebody new or somebody about whom something changed, and return them as kept.

    A new pseudonym or age band is an event. With the age band change those who are asked: no yes
    from before holds any longer, also when the band is changed back.
    """
    known = tx.find(Participant, id=participant.id)
    before = known[0] if known else None
    changes = before.age_changes if before else 0
    if before and before.age_band is not participant.age_band:
        changes += 1
    person = replace(participant, age_changes=changes)
    if before is None or _name_and_age(before) != _name_and_age(person):
        tx.put(
            Enrolment(
                id=new_id("enrolment"),
                at=now or datetime.now(UTC),
                participant_id=person.id,
                pseudonym=person.pseudonym,
                age_band=person.age_band,
                age_changes=changes,
                by=by,
            )
        )
    tx.put(person)
    return person


def _name_and_age(person: Participant) -> tuple[str, AgeBand, int]:
    return person.pseudonym, person.age_band, person.age_changes


def add_guardian(
    tx: Book,
    participant_id: str,
    pseudonym: str,
    *,
    relation: str = "",
    languages: Sequence[str] = (),
    now: datetime | None = None,
) -> Guardian:
    """Note who answers for a minor, and return it. Raises :class:`~pvstudio.errors.NotFound`."""
    person = tx.get(Participant, participant_id)
    if person.age_band is AgeBand.ADULT:
        raise ConsentError(
            f"{person.pseudonym} is an adult and has no guardian.",
            advice="If the age band is a mistake, change it first: pvstudio person PERSON --age minor",
        )
    if not pseudonym.strip():
        raise ConsentError(f"By what pseudonym is the guardian of {person.pseudonym} known?")
    guardian = Guardian(
        id=new_id("guardian"),
        at=now or datetime.now(UTC),
        participant_id=person.id,
        pseudonym=pseudonym,
        relation=relation,
        languages=tuple(languages),
    )
    tx.put(guardian)
    return guardian


def end_guardianship(
    tx: Book, guardian_id: str, *, by: str, reason: str, now: datetime | None = None
) -> GuardianshipEnded:
    """Note that somebody no longer answers for a minor: what they said, yes or no, counts no more.

    For the safeguarding officer (*by*). Raises :class:`~pvstudio.errors.NotFound`.
    """
    guardian = tx.get(Guardian, guardian_id)
    if not by.strip() or not reason.strip():
        raise ConsentError(
            f"Who says that {guardian.pseudonym} no longer answers for the child, and why?",
            advice="The safeguarding officer does; both go on record.",
        )
    ended = GuardianshipEnded(
        id=new_id("ended"),
        at=now or datetime.now(UTC),
        guardian_id=guardian.id,
        participant_id=guardian.participant_id,
        by=by,
        reason=reason,
    )
    tx.put(ended)
    return ended
