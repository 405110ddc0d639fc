"""The check of a module: what everybody has to know, and what its own agenda is for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from workflows.agendas import Exercise, Kind
from workflows.modules.texts import plain

#: Questions of workflows/papers/words: "modules_q<n>", its right answer, and two that are wrong.
_ALWAYS = 4
#: How many questions come from the agenda, and of which exercises one can ask.
_OF_AGENDA = 3
_ASKED = frozenset({Kind.TRAINING, Kind.FILMING, Kind.GAME, Kind.WATCHING, Kind.TALK})

#: So many of a hundred have to be right.
MASTERY = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its options; *right* is the place of the right one."""

    id: str
    text: str
    options: tuple[str, ...]
    right: int


def questions(exercises: Sequence[Exercise], language: str) -> tuple[Question, ...]:
    """Return the check in *language*: safeguarding always, then the aims of some of *exercises*.

    The same in each language, and each time: which is right stands in the same place.
    """
    always = [_always(number, language) for number in range(1, _ALWAYS + 1)]
    return (*always, *_of_agenda(exercises, language))


def _always(number: int, language: str) -> Question:
    key = f"modules_q{number}"
    options = [plain(language, f"{key}_{which}") for which in ("right", "wrong1", "wrong2")]
    return _shuffled(f"q{number}", plain(language, key), options)


def _of_agenda(exercises: Sequence[Exercise], language: str) -> list[Question]:
    """Ask what some exercises are for; the others' aims are the wrong answers."""
    asked = list({one.id: one for one in exercises if one.kind in _ASKED}.values())
    if len(asked) <= _OF_AGENDA:
        return []
    step = len(asked) // _OF_AGENDA
    found = []
    for place in range(0, step * _OF_AGENDA, step):
        one, others = asked[place], (asked[(place + 1) % len(asked)], asked[(place + 2) % len(asked)])
        text = plain(language, "modules_q_aim", title=one.title)
        found.append(_shuffled(one.id, text, [one.aim, *(other.aim for other in others)]))
    return found


def _shuffled(id_: str, text: str, options: Sequence[str]) -> Question:
    """Put the first option, which is right, in a place that is the same each time."""
    right = hashlib.sha256(id_.encode()).digest()[0] % len(options)
    wrong = list(options[1:])
    return Question(id=id_, text=text, options=(*wrong[:right], options[0], *wrong[right:]), right=right)
