"""Texts that go into XML, and what papers say as plain text."""

from __future__ import annotations

import re

from workflows.papers.wording import say

#: What is no character of XML 1.0 (its production 2), and marks that would turn a platform's list about.
_NEVER = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)

#: SCORM 1.2 CAM, 2.3.2.5: a title has 200 letters at most; longer ones are refused by platforms.
LONGEST_TITLE = 200


def clean(text: str, *, longest: int = 0) -> str:
    """Return *text* as XML may hold it, on one line, cut to *longest* letters; never empty."""
    tidy = " ".join(_NEVER.sub("", text).split())
    if longest and len(tidy) > longest:
        tidy = tidy[: longest - 1].rstrip() + "…"
    return tidy or "–"


def title(text: str) -> str:
    """Return *text* as the title of an item."""
    return clean(text, longest=LONGEST_TITLE)


def plain(language: str, key: str, /, **values: object) -> str:
    """Return what papers say, without markup."""
    return clean(say(language, key, **values).striptags())
