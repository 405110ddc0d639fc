"""Secrets that people carry and type: letters and digits without look-alikes, kept as hashes only."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

#: Crockford's base 32: no I, L, O, U. Capitals and digits are also what a QR code holds most tightly.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 26 × 5 = 130 bits: nobody guesses a card.
_CARD = 26
#: 40 bits, good for ten minutes and once: a million guesses find one of a thousand open codes by 1 in 1100.
_CODE = 8
#: What a facilitator shows to say that they are there.
DIGITS = 6

#: What readers take for another letter, and what a Cyrillic keyboard has in its place.
_LOOK_ALIKES = str.maketrans("OILОІАВСЕНКМРТХ", "011" + "01" + "ABCEHKMPTX")


def new_secret() -> str:
    """Return what a card holds."""
    return _letters(_CARD)


def new_code() -> str:
    """Return what a facilitator's screen shows."""
    return _letters(_CODE)


def new_token() -> str:
    """Return what a browser keeps of its visit."""
    return secrets.token_urlsafe(32)


def new_digits() -> str:
    """Return digits to be typed on somebody else's phone."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def typed_code(text: str) -> str:
    """Return a card's or a screen's secret as it was meant: small letters, blanks, hyphens, O for 0."""
    letters = (one for one in unicodedata.normalize("NFKC", text[:200]).upper() if one.isalnum())
    return "".join(map(_digit, letters)).translate(_LOOK_ALIKES)


def typed_digits(text: str) -> str:
    """Return the digits in *text*, in whatever script they were typed."""
    return "".join(_digit(one) for one in text[:50] if one.isdecimal())


def digest(secret: str) -> str:
    """Return what is kept of *secret*."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _letters(number: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(number))


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
