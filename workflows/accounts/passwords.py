"""Passwords: argon2id, and what is too easy."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflows.accounts.errors import PasswordTooEasy

#: OWASP's floor for argon2id: 2 passes, 19 MiB (84 ms on a field laptop).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: What is checked for names that nobody has, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")
SHORTEST = 10
_LONGEST = 1000
_KNOWN = frozenset(
    {
        *("1234567890", "0123456789", "12345678910", "1111111111", "0000000000", "123456789a"),
        *("qwertyuiop", "qwertzuiop", "asdfghjkl1", "abcdefghij", "abcd123456", "abc1234567"),
        *("password12", "password123", "password1234", "passwordpassword", "iloveyou123", "changeme123"),
        *("lozinka123", "lozinka1234", "sifra12345", "fjalekalimi", "administrator", "facilitator"),
    }
)


def hashed(password: str, *, name: str) -> str:
    """Return what is kept of *password*. Raises :class:`PasswordTooEasy`."""
    text = _normal(password)
    folded = text.casefold()
    easy = (
        len(text) < SHORTEST or folded in _KNOWN or len(set(folded)) < 4 or folded == _normal(name).casefold()
    )
    if easy or len(text) > _LONGEST:
        raise PasswordTooEasy(SHORTEST)
    return _HASHER.hash(text)


def matches(kept: str | None, password: str) -> bool:
    """Say whether *password* is the one that *kept* was made of; None (nobody) takes as long and is False."""
    try:
        return _HASHER.verify(kept or _NOBODY, _normal(password)[: _LONGEST + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(text: str) -> str:
    """Keyboards write the same letter in several ways (RFC 8265: NFC)."""
    return unicodedata.normalize("NFC", text)
