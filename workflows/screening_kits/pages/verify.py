"""VERIFY.html: a kit checked in a browser, without the studio."""

from __future__ import annotations

from collections.abc import Sequence

from consent.ledger.keys import fingerprint
from workflows.recall_lists.letters import PURPOSE as RECALL_PURPOSE
from workflows.screening_kits.checking import LITTER
from workflows.screening_kits.manifests import (
    BESIDE,
    FORM,
    MOST_BYTES,
    MOST_FILES,
    NAME,
    PURPOSE,
    SIGNATURE,
    SUMS,
)
from workflows.screening_kits.pages.making import page

SCRIPTS = ("words.js", "recalls.js", "vendor/bundle/vendored.js", "checking.js", "verify.js")

#: A list older than this many days is not said to be the latest.
OLD_DAYS = 14


def verify_page(key: str, *, languages: Sequence[str]) -> str:
    """Return the page that checks kits of the studio with this public *key* (hexadecimal).

    The manifest is read from the folder that is chosen, never from the page: one page checks every kit of
    a studio. *languages*: those in which the page may open (:func:`.making.page`).
    """
    data = {
        "key": key,
        "form": FORM,
        "purpose": PURPOSE.decode(),
        "recallPurpose": RECALL_PURPOSE.decode(),
        "manifest": NAME,
        "signature": SIGNATURE,
        "beside": sorted(BESIDE),
        "sums": SUMS,
        "litter": sorted(LITTER),
        "mostBytes": MOST_BYTES,
        "mostFiles": MOST_FILES,
        "oldDays": OLD_DAYS,
    }
    return page("verify", SCRIPTS, languages, data, fingerprint=grouped(fingerprint(key)))


def grouped(print_: str) -> str:
    """Return a fingerprint in groups of four, as people compare it."""
    return " ".join(print_[start : start + 4] for start in range(0, len(print_), 4))
