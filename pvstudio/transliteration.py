"""Bosnian, Croatian, Montenegrin and Serbian between Latin and Cyrillic.

Cyrillic to Latin is one to one. The other way, *lj*, *nj* and *dž* are one letter each, except
where a prefix ends between the two (*nad·živeti*, *in·jekcija*): :data:`APART` lists those stems.
Addresses and words with q, w, x or y are left in Latin; other foreign names come out letter by
letter (*Facebook*: *Фацебоок*), which a person has to mend.
"""

from __future__ import annotations

import re

from pvstudio.languages import script_of, subtags

#: Latin and Cyrillic letters, the digraphs first.
PAIRS = (
    ("lj", "љ"), ("nj", "њ"), ("dž", "џ"),
    ("a", "а"), ("b", "б"), ("c", "ц"), ("č", "ч"), ("ć", "ћ"), ("d", "д"), ("đ", "ђ"), ("e", "е"),
    ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "ј"), ("k", "к"), ("l", "л"), ("m", "м"),
    ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("š", "ш"), ("t", "т"), ("u", "у"),
    ("v", "в"), ("z", "з"), ("ž", "ж"),
)  # fmt: skip

#: Stems in which the two letters stay apart, shown by a dot.
APART = (
    "an·jon", "in·jekc", "in·jekt", "in·jicir", "kon·jug", "kon·junk", "kon·jukt", "tan·jug", "van·jezič",
    "nad·živ", "nad·žanj", "nad·žnj", "nad·žup", "od·žal", "od·živ", "od·žvak", "pod·žanr", "pod·žup",
    "pred·živ",
)  # fmt: skip

_LATIN = dict(PAIRS)
_CYRILLIC = {cyrillic: latin for latin, cyrillic in PAIRS}
_APART = re.compile("|".join(stem.replace("·", "") for stem in APART))
_APART_AT = {stem.replace("·", ""): stem.index("·") for stem in APART}
_WORD = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|@|^www\.|\.(?:com|org|net|rs|ba|hr|me)\b", re.IGNORECASE)
_FOREIGN = re.compile(r"[qwxy]", re.IGNORECASE)


def to_cyrillic(text: str) -> str:
    """Return Latin *text* in Cyrillic letters."""
    return _WORD.sub(lambda found: _word_to_cyrillic(found[0]), text)


def to_latin(text: str) -> str:
    """Return Cyrillic *text* in Latin letters; what is Latin already stays."""
    return "".join(_letter_to_latin(text, at) for at in range(len(text)))


def _word_to_cyrillic(word: str) -> str:
    if _ADDRESS.search(word) or _FOREIGN.search(word):
        return word
    lower = word.lower()
    apart = {found.start() + _APART_AT[found[0]] for found in _APART.finditer(lower)}
    result, at = "", 0
    while at < len(word):
        pair = lower[at : at + 2]
        length = 2 if len(pair) == 2 and pair in _LATIN and at + 1 not in apart else 1
        letter = _LATIN.get(lower[at : at + length], word[at])
        result += letter.upper() if word[at] != lower[at] else letter
        at += length
    return result


def _letter_to_latin(text: str, at: int) -> str:
    letter = text[at]
    latin = _CYRILLIC.get(letter.lower())
    if latin is None:
        return letter
    if letter == letter.lower():
        return latin
    around = text[at + 1 : at + 2] or text[at - 1 : at] if at else text[1:2]
    return latin.upper() if len(latin) == 1 or (around.isalpha() and around.isupper()) else latin.capitalize()


#: Languages that are written in both scripts.
TWO_SCRIPTS = frozenset({"bs", "cnr", "hr", "sh", "sr"})


def in_script(text: str, language: str) -> str:
    """Return *text* in the script that *language* (BCP 47) asks for; other languages' text stays."""
    if subtags(language)[0] not in TWO_SCRIPTS:
        return text
    return to_cyrillic(text) if script_of(language) == "Cyrl" else to_latin(text)
