"""Heads that others keep: where a ledger stood, on paper or on a second device.

Whoever owns the laptop could write the ledger anew, or cut off its end; not so that it still has the
hash that somebody else has noted. A head holds nothing personal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from consent.errors import ConsentError
from consent.ledger.entries import LedgerEntry, parsed
from consent.ledger.keys import fingerprint, signed

_MARK = "pvstudio-ledger-head/1"
_CODE = re.compile(
    re.escape(_MARK) + r" (?P<workshop>[\w.-]+) (?P<at>\S+) (?P<entries>[1-9]\d{0,9})"
    r" (?P<hash>[0-9a-f]{64}) (?P<key>[0-9a-f]{64}) (?P<signature>[0-9a-f]{128})\b",
    re.ASCII,
)
_GROUPS = r"(?P<hash>(?:[0-9a-f]{4}[\s-]*){16})(?![0-9a-f])"
_PRINTED = re.compile(rf"entries\W+(?P<entries>[1-9]\d{{0,9}})\b.*?\bhash\W+{_GROUPS}", re.DOTALL | re.ASCII)
_TYPED = re.compile(rf"\s*(?P<entries>[1-9]\d{{0,9}})[\s:,]+{_GROUPS}\s*", re.ASCII)


class HeadUnreadable(ConsentError):
    """What was given is no head of a ledger, or not as it was printed."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"This is no head of a ledger: {problem}.",
            advice="Give the text of its QR code, the file that `pvstudio ledger head` made, or what is "
            "printed: the number of entries, then the hash, like “57 ab12 cd34 …”.",
        )
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The ledger had so many *entries*, and the last one this *hash*.

    *key* and *signature* show that the studio itself said so; they are empty in what was typed by
    hand, and so are *workshop* and *at* (when the last entry was recorded, ISO 8601).
    """

    entries: int
    hash: str
    workshop: str = ""
    at: str = ""
    key: str = ""
    signature: str = ""

    @classmethod
    def of(cls, last: LedgerEntry) -> Head:
        """Return the head of a ledger that ends with *last*."""
        body = parsed(last.text)
        return cls(
            entries=body["entry"],
            hash=last.hash,
            workshop=body["workshop"],
            at=body["recorded_at"],
            key=last.key,
            signature=last.signature,
        )

    @classmethod
    def parse(cls, text: str) -> Head:
        """Return the head in *text*: its code, the printed words, or what somebody typed from them."""
        if found := _CODE.search(text):
            return _signed_head(found)
        text = text.strip().lower()
        found = _TYPED.fullmatch(text) or _PRINTED.search(text)
        if not found:
            raise HeadUnreadable("neither its code nor a number of entries with a hash is in it")
        return cls(entries=int(found["entries"]), hash=re.sub(r"[\s-]", "", found["hash"]))

    @property
    def code(self) -> str:
        """All of it in one line: what the QR code holds."""
        return " ".join(
            (_MARK, self.workshop, self.at, str(self.entries), self.hash, self.key, self.signature)
        )

    def printed(self) -> str:
        """Return it for a terminal or a text file: to be compared by eye, and read back by :meth:`parse`."""
        return (
            f"workshop     {self.workshop}\nentries      {self.entries}\nrecorded     {self.at}\n"
            f"hash         {in_fours(self.hash[:32])}\n             {in_fours(self.hash[32:])}\n"
            f"key          {in_fours(fingerprint(self.key))}\n\n{self.code}"
        )


def _signed_head(found: re.Match[str]) -> Head:
    if not signed(found["key"], found["hash"], found["signature"]):
        raise HeadUnreadable("the key that it names did not sign it")
    return Head(
        entries=int(found["entries"]),
        hash=found["hash"],
        workshop=found["workshop"],
        at=found["at"],
        key=found["key"],
        signature=found["signature"],
    )


def in_fours(hexadecimal: str) -> str:
    """Return a hash or fingerprint in groups of four, to be compared by eye."""
    return " ".join(hexadecimal[at : at + 4] for at in range(0, len(hexadecimal), 4))
