"""VERIFY.html: a kit checked in a browser, without the studio."""

from __future__ import annotations

from collections.abc import Sequence


def verify_page(key: str, *, kit_id: str, languages: Sequence[str]) -> str:
    """Return the page that checks a kit against the studio's public *key* (hexadecimal).

    The manifest itself is read from the folder that is chosen, never from the page.
    *languages*: of the page itself; the first that the papers speak is the one it opens in.
    """
    raise NotImplementedError
