"""Is a receipt true, and does what it says still stand? Answered from the ledger and a public key alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from consent.deeds import Erasure, ErasureStep
from consent.events import Enrolment
from consent.ledger.checking import verify
from consent.ledger.entries import LedgerEntry, parsed
from consent.ledger.kinds import KINDS
from consent.ledger.rebuild import document
from consent.receipts.payload import Receipt
from consent.receipts.statement import Line, Recorded, answers_in, same_thing, statement_at
from consent.releases import Answer, Stage
from pvstudio.model import Audience

_E = TypeVar("_E", Erasure, Enrolment)


class Proof(StrEnum):
    """Whether a receipt is what the studio gave out."""

    GENUINE = "genuine"
    FOREIGN = "foreign"  # not signed by this studio: another's, or made up
    ALTERED = "altered"  # about a true entry, but what it says is not what the studio signed
    NOT_IN_LEDGER = "not-in-ledger"  # the studio signed it; this ledger does not know of it
    CONTRADICTED = "contradicted"  # the studio signed it; its ledger says otherwise
    LEDGER_BROKEN = "ledger-broken"  # nothing can be proved by this ledger


class Now(StrEnum):
    """What became of an answer since; the worse, the later."""

    STANDS = "stands"
    CHANGED = "changed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


#: Where several ledgers are asked about one receipt, the verdict that comes first here counts.
_KNOWS_MOST = (
    Proof.GENUINE, Proof.CONTRADICTED, Proof.ALTERED, Proof.LEDGER_BROKEN, Proof.NOT_IN_LEDGER, Proof.FOREIGN,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """One line of a receipt: for which audience, and what became of it."""

    audience: Audience | None
    now: Now


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of a receipt. *lines* and *now* are empty unless it is genuine.

    *recorded* is the entry that the receipt points to, for those who may see whose it is.
    """

    proof: Proof
    receipt: Receipt
    now: Now | None = None
    lines: tuple[Since, ...] = ()
    recorded: Recorded | None = None


def verify_receipt(
    receipt: Receipt, entries: Sequence[LedgerEntry], keys: Collection[str], *, at: datetime
) -> Verdict:
    """Compare *receipt* with the ledger *entries* of one workshop, from the first to the last.

    *keys* are the studio's public keys (hexadecimal) or their fingerprints, of before and of now, from
    the studio itself or from paper: never from the ledger that is to be judged. *at* is the moment for
    which expiry is told.
    """
    ledger = verify(entries, trusted=keys)
    if not ledger.whole:
        return Verdict(proof=Proof.LEDGER_BROKEN, receipt=receipt)
    said = list(answers_in(entries))
    found = next((one for one in said if one.hash == receipt.hash), None)
    # Where a fingerprint was given, the whole ledger, signed by accepted keys alone, has the key itself.
    signers = {*keys, *(key for _first, key in ledger.keys)}
    proof = _proof(receipt, found, said, ours=any(receipt.signed(key) for key in signers))
    if proof is not Proof.GENUINE or found is None:
        return Verdict(proof=proof, receipt=receipt, recorded=found)
    lines = _since(receipt, found, said, entries, at)
    return Verdict(
        proof=proof, receipt=receipt, recorded=found, lines=lines, now=_worst(line.now for line in lines)
    )


def _proof(receipt: Receipt, found: Recorded | None, said: Sequence[Recorded], *, ours: bool) -> Proof:
    if found is None:
        return Proof.NOT_IN_LEDGER if ours else Proof.FOREIGN
    if not ours:
        return Proof.ALTERED
    own = [one for one in said if one.answer.participant_id == found.answer.participant_id]
    true = statement_at(own, found, receipt.statement.language)
    return Proof.GENUINE if receipt.statement == true else Proof.CONTRADICTED


def _since(
    receipt: Receipt,
    found: Recorded,
    said: Sequence[Recorded],
    entries: Sequence[LedgerEntry],
    at: datetime,
) -> tuple[Since, ...]:
    about, day = found.answer, at.astimezone(UTC).date()
    own = [one for one in said if one.answer.participant_id == about.participant_id]
    newest = [one for one in own if same_thing(one.answer, about)][-1]
    today = statement_at(_counting(own, entries), newest, receipt.statement.language)
    left, gone = _left(own), _gone(about, entries)
    return tuple(
        Since(audience=then.audience, now=Now.ERASED if gone else _became(then, now, day, left=left))
        for then, now in zip(receipt.statement.lines, today.lines, strict=True)
    )


def _became(then: Line, today: Line, day: date, *, left: bool) -> Now:
    """Say what became of one answer; *left*: the person takes part, or is filmed, no more."""
    if then.opens and (left or (today.state is not None and not today.opens)):
        return Now.WITHDRAWN
    if then != today:
        return Now.CHANGED
    return Now.EXPIRED if then.expires and then.expires <= day else Now.STANDS


def _left(own: Iterable[Recorded]) -> bool:
    """Tell whether a no to taking part (S1) or being filmed (S2) stands, in whichever right it was said."""
    said = [one.answer for one in own if one.answer.stage in {Stage.S1, Stage.S2}]
    standing = {(one.stage, one.role, one.subject_id): one.state for one in said}
    return any(not state.is_yes for state in standing.values())


def _counting(own: Sequence[Recorded], entries: Iterable[LedgerEntry]) -> list[Recorded]:
    """Leave out each yes from before the person's age band changed: others are asked since."""
    enrolled = [one.age_changes for one in _about(own[0].answer.participant_id, Enrolment, entries)]
    return [
        one
        for one in own
        if not enrolled or not one.answer.state.is_yes or one.answer.age_changes == enrolled[-1]
    ]


def _gone(answer: Answer, entries: Iterable[LedgerEntry]) -> bool:
    """Tell whether the ledger says that what was answered about, or all of the person, is erased."""
    return any(
        one.what is ErasureStep.DONE
        and (one.everything or (answer.content and answer.content in one.content))
        for one in _about(answer.participant_id, Erasure, entries)
    )


def _about(participant_id: str, kind: type[_E], entries: Iterable[LedgerEntry]) -> Iterator[_E]:
    """Yield the events of one kind that are about one person."""
    for entry in entries:
        if participant_id in entry.text and f'"{KINDS[kind].event}"' in entry.text:
            one = document(parsed(entry.text), {})
            if isinstance(one, kind) and one.participant_id == participant_id:
                yield one


def _worst(states: Iterable[Now]) -> Now:
    order = list(Now)
    return max(states, key=order.index, default=Now.STANDS)


def verify_among(
    receipt: Receipt,
    ledgers: Iterable[tuple[str, Sequence[LedgerEntry]]],
    keys: Collection[str],
    *,
    at: datetime,
) -> tuple[str, Verdict] | None:
    """Compare *receipt* with several ledgers; return the name and verdict of the one that knows most of it.

    None when there are no ledgers at all.
    """
    verdicts = [(name, verify_receipt(receipt, entries, keys, at=at)) for name, entries in ledgers]
    return min(verdicts, key=lambda one: _KNOWS_MOST.index(one[1].proof), default=None)
