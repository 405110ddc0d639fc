"""What a ledger may be found to be, for those who asked for something that needs it whole."""

from __future__ import annotations

from collections.abc import Sequence

from consent.errors import ConsentError
from consent.ledger.chain import Fault, Wrong

_KEY = (
    "If the workshop was carried here, or a key was lost, give the old public key: for once with --key, "
    "for good with `pvstudio ledger keys --accept`. From paper, or from who signed with it, never from "
    "this ledger. If nobody knows that key, the ledger may be forged: compare it with heads and receipts."
)
_BACKUP = "Keep the ledger as it is. Compare it with a backup, an export and the heads that others have kept."
_ADVICE = {
    Wrong.EVENT: "Was it written by a newer PVStudio? Then update this one. " + _BACKUP,
    Wrong.KEY: _KEY,
    Wrong.KEY_CHANGE: _KEY,
    Wrong.VALUE_MISSING: "If somebody asked for it to be erased, record the erasure. Else: " + _BACKUP,
    Wrong.DERIVED: "`pvstudio ledger rebuild` shows what differs, and makes it what the ledger says.",
}


class LedgerBroken(ConsentError):
    """A ledger does not verify; *fault* names the first broken entry."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"Entry {fault.number} {fault.words}.", advice=_ADVICE.get(fault.wrong, _BACKUP))
        self.fault = fault


class NoLedger(ConsentError):
    """The workshop has documents of consent, and no ledger that they could rest on."""

    def __init__(self, documents: int) -> None:
        super().__init__(
            f"There is no ledger, but there are {documents} documents of consent.",
            advice="Nothing was changed. Restore the workshop's documents from a backup.",
        )
        self.documents = documents


class WouldForget(ConsentError):
    """Documents that no entry stands for would be removed: *named*, as kind and id."""

    def __init__(self, named: Sequence[str]) -> None:
        super().__init__(
            f"No entry stands for these, and rebuilding would remove them: {', '.join(named)}.",
            advice="Nothing was changed. If the ledger lost its end, they are all that is left of what "
            "people said, a no perhaps: compare it with a head that somebody kept. Forged? --forget.",
        )
        self.named = tuple(named)


class ValuesUnreadable(ConsentError):
    """A file of personal values holds a line that is none, counted from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} is no personal value as an export writes it.",
            advice="Give the file that `pvstudio ledger export … --with-personal` made, unchanged.",
        )
        self.line = line
