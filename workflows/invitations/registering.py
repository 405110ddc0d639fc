"""Somebody without an account registers, looks how they stand, and takes it back.

First come, first served: who comes when all places are taken waits, and moves up by themselves when
somebody leaves.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime

from pvstudio.languages import canonical
from pvstudio.model import Participant, new_id
from pvstudio.store import Reading, Writing
from workflows.fields import FormRefused, Problem, measured, one_line, several_lines
from workflows.invitations.errors import ListFull, NoInvitation, NotRegistered
from workflows.invitations.model import Applicant, Invitation, Registration, Standing
from workflows.invitations.sealing import sealed, shred
from workflows.phones.codes import ALPHABET, digest, typed_code
from workflows.wiring import INVITATIONS, Studio

#: 16 × 5 = 80 bits: nobody guesses whose registration it is.
_LETTERS = 16
#: Longer than any waiting list that somebody could work through.
MOST = 1000
#: What is typed on one line, and what may be said besides.
LONGEST_NAME, LONGEST_NEEDS = 80, 600
#: So many languages may be ticked.
_MOST_LANGUAGES = 20


def new_letters() -> str:
    """Return what somebody will hold who registers: made with the form, so that it counts once."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_LETTERS))


def register(
    studio: Studio,
    invitation: str,
    letters: str,
    said: Applicant,
    *,
    at: datetime,
    promised: date | None = None,
) -> Registration:
    """Note that somebody who will hold *letters* wants to come to the workshop *invitation*.

    The same letters again are the same registration: it keeps its place, and what was written is
    replaced; not that of a participant. *promised* is the day of deletion that their form named: it holds
    although it was made later meanwhile. Raises :class:`~workflows.fields.FormRefused`,
    :class:`NoInvitation` and :class:`ListFull`.
    """
    tidy, letters = checked(said), typed_code(letters)
    if len(letters) != _LETTERS or not set(letters) <= set(ALPHABET):
        raise FormRefused({"letters": Problem.NO_CHOICE})
    with studio.documents.write(INVITATIONS) as tx:
        home = next((one for one in tx.find(Invitation, id=invitation) if one.is_open(at)), None)
        if home is None:
            raise NoInvitation
        known = _held(tx, letters)
        if known and (known.invitation != home.id or known.is_over(at)):
            raise NoInvitation
        if not known and len(tx.find(Registration, invitation=home.id)) >= MOST:
            raise ListFull(MOST)
        if known and known.participant_id:
            return known  # nothing is written down anew beside a pseudonym
        new = known or _new(letters, home, at, promised)
        tx.put(replace(new, sealed=sealed(studio, new.id, tidy)))
        fill(tx, home, at)
        return tx.get(Registration, new.id)


def is_full(studio: Studio, invitation: Invitation) -> bool:
    """Say whether whoever registers now waits: all places are taken."""
    with studio.documents.read(INVITATIONS) as tx:
        found = tx.find(Registration, invitation=invitation.id)
    return sum(one.taken_at is not None for one in found) >= invitation.places


def standing(studio: Studio, letters: str, at: datetime) -> Standing:
    """Return how whoever holds *letters* stands. Raises :class:`NotRegistered`."""
    with studio.documents.read(INVITATIONS) as tx:
        found = _held(tx, typed_code(letters))
        home = next(iter(tx.find(Invitation, id=found.invitation)), None) if found else None
        if found is None or home is None or found.is_over(at):
            raise NotRegistered
        waiting = [one for one in waiting_list(tx, home.id) if one.order < found.order]
    return Standing(invitation=home, registration=found, ahead=0 if found.taken_at else len(waiting))


def take_back(studio: Studio, letters: str, *, at: datetime) -> bool:
    """Delete the registration of whoever holds *letters*, at once; tell whether they stay a participant.

    Raises :class:`NotRegistered`.
    """
    with studio.documents.read(INVITATIONS) as tx:
        found = _held(tx, typed_code(letters))
    if found is None:
        raise NotRegistered
    remove(studio, found.invitation, found.id, at=at)
    with studio.documents.read(found.invitation) as tx:
        return bool(tx.find(Participant, id=found.will_be))


def remove(studio: Studio, invitation: str, registration: str, *, at: datetime) -> None:
    """Delete one registration and its traces; who waits longest moves up. Once more is no error."""
    with studio.documents.write(INVITATIONS) as tx:
        if not tx.find(Registration, id=registration, invitation=invitation):
            return
        shred(studio, registration)
        tx.delete(Registration, registration)
        for home in tx.find(Invitation, id=invitation):
            fill(tx, home, at)
    studio.documents.erase_traces()


def fill(tx: Writing, invitation: Invitation, at: datetime) -> list[Registration]:
    """Give the places that are free to who waits longest; return them."""
    found = tx.find(Registration, invitation=invitation.id)
    free = invitation.places - sum(one.taken_at is not None for one in found)
    moved = [replace(one, taken_at=at) for one in waiting_list(tx, invitation.id)[: max(0, free)]]
    for one in moved:
        tx.put(one)
    return moved


def waiting_list(tx: Reading, invitation: str) -> list[Registration]:
    """Return who waits for a place, who came first first."""
    found = tx.find(Registration, invitation=invitation, taken_at=None)
    return sorted(found, key=lambda one: one.order)


def checked(said: Applicant) -> Applicant:
    """Return what somebody wrote, tidy, or raise :class:`~workflows.fields.FormRefused`."""
    tags = dict.fromkeys(canonical(tag) for tag in said.languages[: _MOST_LANGUAGES + 1])
    tidy = Applicant(
        name=one_line(said.name),
        contact=one_line(said.contact),
        languages=tuple(tag for tag in tags if tag),
        needs=several_lines(said.needs),
    )
    problems = measured({"name": tidy.name, "contact": tidy.contact}, longest=LONGEST_NAME, needed="name")
    problems |= measured({"needs": tidy.needs}, longest=LONGEST_NEEDS)
    if "name" not in problems and not any(sign.isalnum() for sign in tidy.name):
        problems["name"] = Problem.MISSING
    if None in tags:
        problems["languages"] = Problem.NO_LANGUAGE
    elif len(tags) > _MOST_LANGUAGES:
        problems["languages"] = Problem.TOO_LONG
    if problems:
        raise FormRefused(problems)
    return tidy


def _new(letters: str, home: Invitation, at: datetime, promised: date | None) -> Registration:
    named = promised if promised and promised > at.astimezone().date() else home.delete_on
    return Registration(
        id=_id_of(letters),
        invitation=home.id,
        at=at,
        sealed="",
        delete_on=min(home.delete_on, named),
        will_be=new_id("person"),
    )


def _held(tx: Reading, letters: str) -> Registration | None:
    return next(iter(tx.find(Registration, id=_id_of(letters))), None)


def _id_of(letters: str) -> str:
    return f"registration-{digest(letters)[:32]}"
