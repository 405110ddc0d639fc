"""The documents of consent again, from the ledger alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from consent.events import Enrolment
from consent.ledger.entries import LedgerEntry, PersonalValue, parsed, value_id
from consent.ledger.kinds import EVENTS, KINDS
from consent.ledger.layouts import edited_layouts
from consent.releases import Confirmation
from pvstudio.model import Clip, Participant
from pvstudio.store import Reading, Writing
from pvstudio.store.codec import decode, encode


def documents(entries: Iterable[LedgerEntry], values: Iterable[PersonalValue]) -> Iterator[Any]:
    """Yield the document of each entry, in order; an erased value is an empty text."""
    known = {one.id: one.value for one in values}
    for entry in entries:
        yield document(parsed(entry.text), known)


def document(body: Mapping[str, Any], known: Mapping[str, str]) -> Any:
    """Return the document that an entry's body stands for; *known* are personal values by id."""
    kind = EVENTS[body["event_type"]]
    number = body["entry"]
    fields = {
        name: known.get(value_id(number, name), "") if name in kind.personal else body[kind.term(name)]
        for name in kind.names
        if name in kind.personal or kind.term(name) in body  # a field that came later has its default
    }
    return decode(kind.type, fields)


def derived(tx: Reading) -> dict[tuple[str, str], Any]:
    """Return what the ledger says that the documents of consent are, by kind and id."""
    stand: dict[tuple[str, str], Any] = {}
    for one in documents(tx.find(LedgerEntry), tx.find(PersonalValue)):
        stand[type(one).__name__, one.id] = one  # the last put of an id stands
        if ends := KINDS[type(one)].ends:
            ended, name = ends
            stand.pop((ended.__name__, getattr(one, name)), None)
    return stand


def rebuild(tx: Writing) -> int:
    """Replace every derived document by what the ledger says; return how many there are."""
    stand = derived(tx)
    for kind in KINDS:
        for old in tx.find(kind):
            if (kind.__name__, old.id) not in stand:
                tx.delete(kind, old.id)
    for one in stand.values():
        tx.put(one)
    for clip in _misjudged(tx, stand.values()):
        tx.put(replace(clip, people_complete=not clip.people_complete))
    for person in _aged(tx, stand.values()):
        tx.put(person)
    for version in edited_layouts(tx, stand.values()):
        tx.put(version)
    return len(stand)


def differences(tx: Reading) -> list[tuple[str, str]]:
    """Return kind and id of every document of consent that is not what the ledger says."""
    stand = derived(tx)
    kept = {(kind.__name__, one.id): one for kind in KINDS for one in tx.find(kind)}
    wrong = [key for key in stand.keys() | kept.keys() if _body(stand.get(key)) != _body(kept.get(key))]
    wrong += [("Clip", clip.id) for clip in _misjudged(tx, stand.values())]
    wrong += [("Participant", person.id) for person in _aged(tx, stand.values())]
    wrong += [("CutVersion", version.id) for version in edited_layouts(tx, stand.values())]
    return sorted(wrong)


def _misjudged(tx: Reading, stand: Iterable[Any]) -> list[Clip]:
    """Return the clips whose “everybody is logged” is not what was confirmed last."""
    complete = {one.clip_id for one in stand if isinstance(one, Confirmation) and one.complete}
    return [clip for clip in tx.find(Clip) if clip.people_complete is not (clip.id in complete)]


def _aged(tx: Reading, stand: Iterable[Any]) -> list[Participant]:
    """Return as they should be the people whose age band is not what they were enrolled with last."""
    enrolled = {one.participant_id: one for one in stand if isinstance(one, Enrolment)}
    found = [
        replace(person, age_band=last.age_band, age_changes=last.age_changes)
        for person in tx.find(Participant)
        if (last := enrolled.get(person.id))
    ]
    return [one for one in found if one != tx.get(Participant, one.id)]


def _body(one: Any) -> Any:
    return None if one is None else encode(one)
