"""Letters of a film that name people: titles, cards, credits, as the recipe and the render have them.

Who asks for no credit is named nowhere in them. Who asks to be credited by pseudonym is called by no other
name on the card of a clip that they are in. Names are compared as people read them: capitals, accents and
the two alphabets of Bosnian and Serbian make no difference, and its cases are known ("Amrin vrt"). Real
names are sealed, so what free text says of somebody by another name only people can see, who watch the film.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat

from consent.gate.records import Records
from pvstudio.editing.errors import EditingError
from pvstudio.editing.recipe import Part, Recipe
from pvstudio.model import CutItem, CutVersion, Participant, Treatment
from pvstudio.transliteration import to_latin

#: Endings of Bosnian and Serbian names, after a vowel that falls away and after a consonant; and the
#: least that must be left of a name to look for them: shorter ones are other words.
_AFTER_VOWEL, _AFTER_CONSONANT = (
    "a|e|i|o|u|om|in|ina|ine|ino|inu|inom",
    "a|e|i|u|om|em|ov|ova|ove|ovo|ovi|ima",
)
_STEM = 3

#: What may stand between pseudonyms on a card, in the languages of workshops.
_AND = frozenset({"and", "i", "и", "a", "dhe", "et", "ve", "و", "او", "اور"})

#: Letters that Arabic, Persian and Urdu keyboards write differently.
_ARABIC = str.maketrans({"ی": "ي", "ى": "ي", "ې": "ي", "ک": "ك", "ہ": "ه", "ۀ": "ه", "ـ": None})


def naming(person: Participant, film: CutVersion, records: Records, *, rendered: bool) -> str | None:
    """Return the letters of *film* that name *person* by their pseudonym, or None.

    *rendered* False leaves out whom the automatic credits named: the film is not made yet.
    """
    credited = [records.people[one].pseudonym for one in film.credited if one in records.people]
    said = [*_letters(film), *(credited if rendered else ())]
    found = _looked_for(person.pseudonym)
    return next((text for text in said if found.search(_plain(text))), None)


def other_name(person: Participant, film: CutVersion, records: Records) -> str | None:
    """Return the name on a card of a clip with *person* in it that is nobody's pseudonym, or None."""
    recipe = _parsed(film.recipe)
    for part, item in _parts(recipe, film) if recipe else ():
        inside = records.appearing.get(item.clip_id, ())
        if person.id in inside and _is_other(
            part.name, [records.people[p] for p in inside if p in records.people]
        ):
            return part.name
    return None


def readable(film: CutVersion) -> bool:
    """Tell whether the letters of *film* are known: a recipe that cannot be read may say anything."""
    return _parsed(film.recipe) is not None


def says(text: str, name: str) -> bool:
    """Tell whether *text* has *name* in it, in any of its cases."""
    return bool(folded(name).strip()) and _looked_for(name).search(folded(text)) is not None


def folded(text: str) -> str:
    """Return *text* as it is compared: the same for all ways of writing that people read as the same."""
    return _plain(text)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Recipe | None:
    try:
        return Recipe.parse(text)
    except EditingError:
        return None


def _parts(recipe: Recipe, film: CutVersion) -> Iterator[tuple[Part, CutItem]]:
    """Yield each part whose name is shown, with its item: who wants no credit is not named on the card.

    A part without an item is rendered by nobody; its name counts all the same.
    """
    items = (*film.items, *repeat(CutItem(clip_id=""), len(recipe.parts)))
    for part, item in zip(recipe.parts, items, strict=False):
        if part.name and Treatment.NO_CREDIT not in item.treatments:
            yield part, item


def _letters(film: CutVersion) -> Iterator[str]:
    recipe = _parsed(film.recipe)
    if recipe is None:
        return
    yield from (line.text for line in recipe.titles)
    if recipe.opening:
        yield from (line.text for line in recipe.opening.lines)
    for part in recipe.parts:
        yield from (part.title, part.place)
    yield from (part.name for part, _item in _parts(recipe, film))
    if recipe.credits:
        yield recipe.credits.title
        yield from (line.text for line in recipe.credits.lines)


def _is_other(name: str, people: list[Participant]) -> bool:
    rest = _plain(name)
    for person in sorted(people, key=lambda one: -len(one.pseudonym)):
        rest = _looked_for(person.pseudonym).sub(" ", rest)
    return any(word not in _AND for word in re.findall(r"\w+", rest))


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Return *text* as it is compared."""
    apart = unicodedata.normalize("NFKD", to_latin(text)).translate(_ARABIC)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


@lru_cache(maxsize=1024)
def _looked_for(pseudonym: str) -> re.Pattern[str]:
    """Return what finds *pseudonym* in plain text: whole words, or anywhere where words grow together."""
    name = _plain(pseudonym).strip()
    if any("\u0590" <= letter <= "\u08ff" for letter in name):
        return re.compile(re.escape(name))  # “and Samira” is one word in Arabic
    stem, endings = (name[:-1], _AFTER_VOWEL) if name.endswith("a") else (name, _AFTER_CONSONANT)
    forms = rf"{re.escape(name)}|{re.escape(stem)}(?:{endings})" if len(stem) >= _STEM else re.escape(name)
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)")
