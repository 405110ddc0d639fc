"""Which results may be shown, so that nothing of fewer than five people can be worked out from them.

What is shown lies in a tree: a workshop, its kits, their screenings. Whoever sees a whole and all its parts
but one knows that one too. So a part is hidden when it is small, and a further part, the smallest, for as
long as what is hidden together is small; nothing is shown of the parts of what is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping

#: As in every table of this studio (CONSENT: small cells).
FEWEST = 5


def shown_parts(parts: Mapping[str, int]) -> frozenset[str]:
    """Return which of *parts* (people, by name) may be shown beside their sum; none if the sum is small."""
    if sum(parts.values()) < FEWEST:
        return frozenset()
    by_size = sorted((people, name) for name, people in parts.items() if people)
    hidden = [one for one in by_size if one[0] < FEWEST]
    rest = by_size[len(hidden) :]
    while hidden and rest and sum(people for people, _name in hidden) < FEWEST:
        hidden.append(rest.pop(0))
    return frozenset(name for _people, name in rest)
