"""Is a receipt true, and does what it says still stand? Answered from the ledger and a public key alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from consent.ledger.entries import BEGINNING, LedgerEntry, digest, parsed
from consent.ledger.keys import signed
from consent.receipts.payload import Receipt
from consent.receipts.statement import Line, Recorded, answers_in, same_thing, statement_at
from consent.releases import Answer, Stage
from pvstudio.model import Audience


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

    *keys* are the studio's public keys (hexadecimal), from the studio itself or from paper: never
    from the ledger that is to be judged. *at* is the moment for which expiry is told.
    """
    ours = any(receipt.signed(key) for key in keys)
    try:
        bodies = _whole(entries, keys)
        said = list(answers_in(zip(entries, bodies, strict=True)))
    except (ValueError, LookupError):
        return Verdict(proof=Proof.LEDGER_BROKEN if ours else Proof.FOREIGN, receipt=receipt)
    found = next((one for one in said if one.hash == receipt.hash), None)
    proof = _proof(receipt, found, said, ours=ours)
    if proof is not Proof.GENUINE or found is None:
        return Verdict(proof=proof, receipt=receipt, recorded=found)
    lines = _since(receipt, found, said, bodies, at)
    return Verdict(
        proof=proof, receipt=receipt, recorded=found, lines=lines, now=_worst(line.now for line in lines)
    )


def _whole(entries: Sequence[LedgerEntry], keys: Collection[str]) -> list[Mapping[str, Any]]:
    """Return what the entries say, or raise ``ValueError``; the last signature vouches for the chain."""
    previous, bodies = BEGINNING, list[Mapping[str, Any]]()
    for number, entry in enumerate(entries, 1):
        body = parsed(entry.text)
        if digest(entry.text) != entry.hash or (body["entry"], body["previous"]) != (number, previous):
            raise ValueError(f"entry {number} is not what it was")
        bodies.append(body)
        previous = entry.hash
    if entries and not any(signed(key, previous, entries[-1].signature) for key in keys):
        raise ValueError("the last entry is not signed by the studio")
    return bodies


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
    bodies: Sequence[Mapping[str, Any]],
    at: datetime,
) -> tuple[Since, ...]:
    own = [one for one in said if one.answer.participant_id == found.answer.participant_id]
    newest = [one for one in own if same_thing(one.answer, found.answer)][-1]
    today = statement_at(own, newest, receipt.statement.language)
    left, gone, day = _left(own), _erased(found.answer, bodies), at.astimezone(UTC).date()
    return tuple(
        Since(
            audience=then.audience,
            now=Now.ERASED if gone else _became(then, now, day, left=left),
        )
        for then, now in zip(receipt.statement.lines, today.lines, strict=True)
    )


def _became(then: Line, today: Line, day: date, *, left: bool) -> Now:
    """Say what became of one answer; *left*: the person takes part, or is filmed, no more."""
    if then.opens and (left or not today.opens):
        return Now.WITHDRAWN
    if then != today:
        return Now.CHANGED
    return Now.EXPIRED if then.expires and then.expires <= day else Now.STANDS


def _left(own: Iterable[Recorded]) -> bool:
    """Tell whether a no to taking part (S1) or being filmed (S2) stands, in whichever right it was said."""
    said = [one.answer for one in own if one.answer.stage in {Stage.S1, Stage.S2}]
    standing = {(one.stage, one.role, one.subject_id): one.state for one in said}
    return any(not state.is_yes for state in standing.values())


def _erased(answer: Answer, bodies: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether the ledger says that what the answer is about, or all of the person, was erased."""
    meant = {answer.subject_id, answer.participant_id}
    return any(
        body["event_type"] == "erasure" and meant & {body.get("subject_id"), body.get("pii_principal_id")}
        for body in bodies
    )


def _worst(states: Iterable[Now]) -> Now:
    order = list(Now)
    return max(states, key=order.index, default=Now.STANDS)
