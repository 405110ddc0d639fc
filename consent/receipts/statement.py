"""What a receipt says: where one person stands on one thing after one answer. In codes, without any name.

It is computed from the ledger alone, by everybody in the same way: so a receipt needs to name no
more than the last entry that it rests on, whose hash vouches for all entries before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import NamedTuple

from consent.gate.records import Records
from consent.ledger.entries import LedgerEntry, parsed
from consent.ledger.rebuild import document
from consent.receipts.errors import NothingAnswered
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import Audience, Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The answer for one audience (None: S1 and S2 ask about none); *state* None is silence, a no."""

    audience: Audience | None = None
    state: AnswerState | None = None
    treatments: frozenset[Treatment] = frozenset()
    languages_left_out: frozenset[str] = frozenset()
    expires: date | None = None

    @property
    def opens(self) -> bool:
        """Whether it is a yes."""
        return self.state is not None and self.state.is_yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All that a card shows. *day* is that of the last answer, in UTC; *language* is the card's (BCP 47)."""

    stage: Stage
    day: date
    language: str
    lines: tuple[Line, ...]


class Recorded(NamedTuple):
    """An answer as the ledger holds it."""

    number: int  # of the entry
    hash: str
    answer: Answer


def answers_of(entries: Iterable[LedgerEntry], participant_id: str) -> list[Recorded]:
    """Return what a participant answered, in the order of the ledger."""
    own = answers_in(entry for entry in entries if participant_id in entry.text)
    return [one for one in own if one.answer.participant_id == participant_id]


def answers_in(entries: Iterable[LedgerEntry]) -> Iterator[Recorded]:
    """Yield the answers among *entries*."""
    for entry in entries:
        if '"answer"' in entry.text:  # parsing is what takes time
            body = parsed(entry.text)
            if body["event_type"] == "answer":
                yield Recorded(body["entry"], entry.hash, document(body, {}))


def same_thing(one: Answer, other: Answer) -> bool:
    """Tell whether two answers are by one person, in one right, about one thing: they share a receipt."""
    return _thing(one) == _thing(other)


def latest(said: Sequence[Recorded]) -> list[Recorded]:
    """Return the last answer about each thing, newest first: each is worth a receipt."""
    found = {_thing(one.answer): one for one in said}
    return sorted(found.values(), key=lambda one: -one.number)


def statement_at(said: Sequence[Recorded], last: Recorded, language: str) -> Statement:
    """Return where the person stood after *last*; *said* are that person's answers, later ones too."""
    answer = last.answer
    audiences = list(Audience) if answer.stage in {Stage.S3, Stage.S4} else [None]
    records = Records.of(workshop_id="", answers=[one.answer for one in said if one.number <= last.number])
    thing = (answer.participant_id, answer.role, answer.stage, answer.subject_id)
    return Statement(
        stage=answer.stage,
        day=answer.at.astimezone(UTC).date(),
        language=language,
        lines=tuple(
            _line(audience, records.answer(*thing, audience, answer.guardian_id)) for audience in audiences
        ),
    )


def find(said: Iterable[Recorded], hash_: str) -> Recorded:
    """Return the answer whose entry has this hash, or a hash that begins so."""
    for one in said:
        if hash_ and one.hash.startswith(hash_):
            return one
    raise NothingAnswered(f"with the hash {hash_}")


def _thing(answer: Answer) -> tuple[str, ...]:
    return answer.participant_id, answer.role, answer.guardian_id, answer.stage, answer.subject_id


def _line(audience: Audience | None, answer: Answer | None) -> Line:
    if answer is None:
        return Line(audience=audience)
    yes = answer.state.is_yes  # conditions of a no mean nothing
    return Line(
        audience=audience,
        state=answer.state,
        treatments=answer.treatments if yes else frozenset(),
        languages_left_out=answer.languages_left_out if yes else frozenset(),
        expires=answer.expires_at.astimezone(UTC).date() if yes and answer.expires_at else None,
    )
