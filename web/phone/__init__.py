"""The participant's phone: the pages at /p/…, each of one person who is in the films, and for them alone."""

import web.pages  # noqa: F401 - before ours: some pages of the studio show the phone's words and drawings
from web.phone import (
    entry,
    everything,
    films,
    leaving,
    mind,
    pin,
    receipts,
    sound,
    speaking,
    taking,
    trying,
    walking,
)
from web.phone.blueprint import blueprint

__all__ = [
    "blueprint",
    "entry",
    "everything",
    "films",
    "leaving",
    "mind",
    "pin",
    "receipts",
    "sound",
    "speaking",
    "taking",
    "trying",
    "walking",
]
