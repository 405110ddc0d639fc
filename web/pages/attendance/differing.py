"""A record that somebody else changed meanwhile: what is kept beside what was typed, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pvstudio.gatherings import Tally
from pvstudio.model import Participant
from web.wording.gatherings import ACTIVITIES, AGE_GROUPS, GROUP_NAMES, SEX_NAMES, key_words
from web.wording.i18n import _
from workflows.attendance import Attendance


def both(
    kept: Attendance | None, typed: Attendance, people: Iterable[Participant]
) -> list[tuple[str, str, str]]:
    """Return the fields that differ: their labels, what is kept of each, what was typed."""
    names = {one.id: one.pseudonym for one in people}
    labels = (
        _("What"),
        _("Day"),
        _("Place"),
        _("Country"),
        _("Kind of activity"),
        _("Whom this workshop knows"),
        _("Everybody else, by number"),
    )
    theirs = _words(kept, names) if kept else ("",) * len(labels)
    rows = zip(labels, theirs, _words(typed, names), strict=True)
    return [row for row in rows if row[1] != row[2]]


def _words(one: Attendance, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        one.title,
        str(one.held_on),
        one.place,
        key_words("countries", one.country),
        str(ACTIVITIES[one.activity]),
        "\n".join(sorted(names.get(who, "") for who in one.participants)),
        "\n".join(sorted(map(_line, one.tallies))),
    )


def _line(tally: Tally) -> str:
    kind = (GROUP_NAMES[tally.group], SEX_NAMES[tally.sex], AGE_GROUPS[tally.age])
    first = f" ({_('Of these, here for the first time')}: {tally.first_time})" if tally.first_time else ""
    return f"{' · '.join(map(str, kind))}: {tally.people}{first}"
