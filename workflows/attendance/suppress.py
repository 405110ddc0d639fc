"""Which numbers of people are told, so that nobody can be told apart: pure, and proved.

A **unit** is one workshop in one month that is over. Units are decided on one by one and never again (what
was told is kept: :mod:`workflows.attendance.tellings`), each presence is in one of them, and
whatever is shown (of a quarter, of all workshops) is a sum of what they tell: so nothing that is
shown tells more than the units do, however it is added up, filtered or subtracted.

In a unit each table divides everybody in it. A table is told value by value, in an order that no number
has a say in: *this value | all that follow*. Where one of the two sides is **small** the rest of the table
is told as one number only. Small is: not nobody, and fewer than five different people, or one to four of
them new; a side that is or may be divided further needs six, so that one can be told from the other five.

The proof. Say w is any cell of such a rest of A attendances and P new people; A is 6 or more, P is nought
or 6 or more. There is a world with the same tellings in which w holds A - 1 attendances and all the new
people but at most one, and a cell across the division holds the one attendance that is left: that side is
small, so the rest is withheld there too. In w are five or more. Another such world puts that one into w
itself. In both worlds nobody is known by name, so that as many people stand behind a number as the number
says, no two months are tied together, and the values of all tables of a unit can be dealt out to the same
attendances in any way. Countries divide each part of another table, its rest too, which is six or more: dealt
out within a part, they leave it as it is. A unit that is not told at all may hold five people, and so may
its new people. Hence nobody who knows the rule and every number that is told can say of a withheld cell that
it is under five. Decision 0112 says what this does not protect.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

#: Fewer people than this in a cell could be told apart (CONSENT: who sees what).
SMALL = 5


@dataclass(frozen=True, slots=True)
class Sum:
    """What is told: how often somebody came, and how many of them were new (counted here, nowhere else)."""

    attendances: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Who stands behind a number: never shown itself.

    *known* are the ids of those whom the workshop knows; *unknown* how often somebody else was there.
    """

    attendances: int = 0
    people: int = 0
    known: frozenset[str] = frozenset()
    unknown: int = 0

    @property
    def sum(self) -> Sum:
        """What may be told of it, if anything."""
        return Sum(self.attendances, self.people)

    @property
    def heads(self) -> int:
        """How many different people that were, as far as can be known."""
        return len(self.known) + self.unknown

    def is_small(self, least: int, *, new_too: bool) -> bool:
        """Say whether it is somebody, but fewer than *least* people, or with *new_too* so few new ones."""
        return self.attendances > 0 and (self.heads < least or (new_too and 0 < self.people < least))


@dataclass(frozen=True, slots=True)
class Told(Generic[K]):
    """One table of a unit: the *cells* that are told, and all others as one number, if there are any."""

    cells: tuple[tuple[K, Sum], ...] = ()
    rest: Sum | None = None

    def of(self, key: K) -> Sum | None:
        """Return what is told of a cell; None: it is withheld. Of what is no cell, nobody came."""
        return dict(self.cells).get(key, None if self.rest else Sum())


def together(crowds: Iterable[Crowd]) -> Crowd:
    """Return several crowds as one: whoever is known and in two of them counts as one head."""
    some = list(crowds)
    return Crowd(
        attendances=sum(one.attendances for one in some),
        people=sum(one.people for one in some),
        known=frozenset().union(*(one.known for one in some)),
        unknown=sum(one.unknown for one in some),
    )


def tell_whole(whole: Crowd) -> tuple[bool, bool]:
    """Say of a unit whether its attendances are told at all, and whether its new people are."""
    least = SMALL + 1
    return not whole.is_small(least, new_too=False), not whole.is_small(least, new_too=True)


def tell(cells: Sequence[tuple[K, Crowd]], *, new_too: bool, divided: bool = False) -> Told[K]:
    """Tell of *cells* as many as can be told, in their order, which must come from no number.

    They divide a crowd that is told itself and is not small. *divided*: each cell is divided further.
    *new_too*: the new people of that crowd are told as well.
    """
    for place in range(len(cells) - 1):
        others = [crowd for _, crowd in cells[place + 1 :]]
        this = cells[place][1].is_small(SMALL + divided, new_too=new_too)
        if this or together(others).is_small(SMALL + (divided or len(others) > 1), new_too=new_too):
            rest = together([cells[place][1], *others])
            return Told(tuple((key, crowd.sum) for key, crowd in cells[:place]), rest.sum)
    return Told(tuple((key, crowd.sum) for key, crowd in cells))
