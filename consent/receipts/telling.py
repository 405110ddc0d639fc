"""A verdict in words, for whoever holds the card in their hand."""

from __future__ import annotations

from collections.abc import Iterator

from consent.gate.standing import SPOKEN_OF
from consent.receipts.statement import Line
from consent.receipts.verifying import Now, Proof, Verdict
from consent.releases import AnswerState, Stage

_PROOF = {
    Proof.GENUINE: "This receipt is genuine: the studio signed it, and its ledger says the same.",
    Proof.FOREIGN: "This studio did not sign this receipt: it is another studio's, or somebody made it up.",
    Proof.ALTERED: "This receipt was altered: the ledger holds what it is about, but the studio signed "
    "something else. Go by the ledger.",
    Proof.NOT_IN_LEDGER: "The studio signed this receipt, but this ledger does not hold what it is about.",
    Proof.CONTRADICTED: "The studio signed this receipt, but its ledger says something else.",
    Proof.LEDGER_BROKEN: "Nothing can be proved by this ledger: it is not what the studio wrote.",
}
_ADVICE = {
    Proof.NOT_IN_LEDGER: "Is it of another workshop, or was an older copy of this one brought back? If "
    "neither, the ledger was written anew, and the card is right: compare it with a head that was printed.",
    Proof.CONTRADICTED: "Somebody with the studio's key signed what nobody said: tell the safeguarding "
    "officer.",
    Proof.LEDGER_BROKEN: "`pvstudio ledger verify` names the first broken entry. Keep the card: it is "
    "evidence.",
}
_NOW = {
    Now.STANDS: "It still stands.",
    Now.CHANGED: "It was changed since: ask, or look at the newest answer.",
    Now.EXPIRED: "It has expired: ask again.",
    Now.WITHDRAWN: "It was taken back since.",
    Now.ERASED: "It is erased.",
}
_BECAME = {
    Now.STANDS: "still so",
    Now.CHANGED: "changed since",
    Now.EXPIRED: "expired",
    Now.WITHDRAWN: "taken back since",
    Now.ERASED: "erased",
}
_ANSWERS = {
    None: "no answer, so no",
    AnswerState.GIVEN: "yes",
    AnswerState.LIMITED: "yes, on conditions",
    AnswerState.REFUSED: "no",
    AnswerState.WITHDRAWN: "taken back",
}
_ASKED = {Stage.S1: "taking part", Stage.S2: "being filmed"}


def told(verdict: Verdict) -> str:
    """Return the verdict in a sentence or two."""
    proof = _PROOF[verdict.proof]
    return f"{proof} {_NOW[verdict.now]}" if verdict.now else proof


def advice(verdict: Verdict) -> str:
    """Return what to do next; empty where nothing needs to be done."""
    return _ADVICE.get(verdict.proof, "")


def told_lines(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    """Yield for each line of a genuine receipt: about whom or what, what was said, what became of it."""
    for line, since in zip(verdict.receipt.statement.lines, verdict.lines, strict=False):
        yield _about(line, verdict.receipt.statement.stage), _answer(line), _BECAME[since.now]


def _about(line: Line, stage: Stage) -> str:
    return SPOKEN_OF[line.audience] if line.audience else _ASKED[stage]


def _answer(line: Line) -> str:
    conditions = [each.replace("-", " ") for each in sorted(line.treatments)]
    conditions += [f"without {language}" for language in sorted(line.languages_left_out)]
    conditions += [f"until {line.expires}"] if line.expires else []
    return f"{_ANSWERS[line.state]} ({', '.join(conditions)})" if conditions else _ANSWERS[line.state]
