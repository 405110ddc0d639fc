"""The entries as people read them: who, about what, and what it says, in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.ledger.entries import LedgerEntry, is_hex, parsed
from pvstudio.model import Clip, CutVersion, Participant, Workshop
from pvstudio.store import Reading

#: Where an entry says whom or what it is about.
_SUBJECTS = ("subject_id", "clip_id", "cut_version_id", "kit_id", "veto_id")

#: What is said elsewhere in the line, is for programs, or says nothing when it is as usual.
_UNSAID = frozenset(
    {"schema_version", "entry", "previous", "workshop", "recorded_at", "event_type", "event_time"}
    | {"record_id", "pii_principal_id", "commitments", "number", "watched", "content", "processing_object"}
    | {"privacy_notice", "evidence", "guardian_id", *_SUBJECTS}
)
_USUAL = {"how": "on-screen", "entity_role": "self", "teach_back": "not-asked"}
_FIRST = ("purpose", "event_state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry: *body* is all that it says, the rest is for people."""

    number: int
    at: datetime
    event: str
    who: str
    about: str
    says: str
    hash: str
    body: dict[str, Any]

    def is_about(self, id: str) -> bool:  # noqa: A002
        """Whether the entry names this participant, clip or version."""
        return id in {self.body.get("pii_principal_id"), *map(self.body.get, _SUBJECTS)}


def shown(tx: Reading, count: int) -> Iterator[Shown]:
    """Yield the first *count* entries of a workshop; names are those of today, an id where there is none."""
    names = _names(tx)
    for entry in tx.find(LedgerEntry)[:count]:
        body = parsed(entry.text)
        subject = next(filter(None, map(body.get, _SUBJECTS)), "")
        person = body.get("pii_principal_id", "")
        yield Shown(
            number=body["entry"],
            at=datetime.fromisoformat(body["recorded_at"]),
            event=body["event_type"],
            who=names.get(person, person),
            about=names.get(subject, subject),
            says=_says(body),
            hash=entry.hash,
            body=body,
        )


def _names(tx: Reading) -> dict[str, str]:
    return (
        {one.id: one.pseudonym for one in tx.find(Participant)}
        | {one.id: one.title for one in tx.find(Clip)}
        | {one.id: f"version {one.number}" for one in tx.find(CutVersion)}
        | {one.id: "the workshop" for one in tx.find(Workshop)}
    )


def _says(body: Mapping[str, Any]) -> str:
    terms = [term for term in body if term not in _UNSAID and body[term] not in ("", None, [], 0, False)]
    terms.sort(key=lambda term: _FIRST.index(term) if term in _FIRST else len(_FIRST))
    return " · ".join(_said(term, body[term]) for term in terms if _USUAL.get(term) != body[term])


def _said(term: str, value: Any) -> str:
    match term, value:
        case _, True:
            return term.replace("_", " ")
        case "languages_left_out", list():
            return f"without {', '.join(value)}"
        case "validity", str():
            return f"until {value[:10]}"
        case _, list():
            return ", ".join(map(str, value))
        case _, str() if is_hex(value, 32):
            return f"{term.replace('_', ' ')} {value[:8]}…"
    return value if isinstance(value, str) else f"{term.replace('_', ' ')} {value}"
