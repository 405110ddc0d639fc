"""Cue text is data: whatever a person or an engine wrote, it cannot become another cue or a command."""

from __future__ import annotations

import re
import unicodedata

#: Everything that some reader takes for a line break (str.splitlines knows them all).
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")

#: Letters that no file may hold: noncharacters, lone surrogates.
_BAD = re.compile("[\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return *text* as a cue holds it: ``\\n`` between lines, no empty lines, no control characters."""
    lines = (_printable(line).strip() for line in _BREAKS.split(text))
    return "\n".join(line for line in lines if line)


def _printable(line: str) -> str:
    line = _BAD.sub("", line)
    return "".join(
        " " if letter == "\t" else letter for letter in line if letter == "\t" or not _control(letter)
    )


def _control(letter: str) -> bool:
    return letter == "\ufeff" or unicodedata.category(letter) == "Cc"
