"""Which screens a walk goes through, in order, and which of them is shown. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consent.releases import Stage
from pvstudio.model import Audience
from workflows.walks import Offered, Step, Walk

#: Languages to leave out are asked only where something is left that may be read.
_LANGUAGES_WORTH_ASKING = 2


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of a walk; *audience* is whom it asks about, with ASK alone."""

    step: Step
    audience: Audience | None = None

    @property
    def mark(self) -> str:
        """What an address calls it: ``ask-online``, ``how``."""
        return f"{self.step}-{self.audience}" if self.audience else str(self.step)


def way_of(walk: Walk, offered: Offered) -> list[Screen]:
    """Return all screens of a walk. As long as a yes may still come they count with what it would ask."""
    return list(_way(walk, offered))


def _way(walk: Walk, offered: Offered) -> Iterator[Screen]:
    if _is_shown(walk):
        yield Screen(Step.WATCH)
    yield Screen(Step.LEARN)
    for audience in walk.audiences:
        yield Screen(Step.ASK, audience)
    if walk.says_yes or {*walk.audiences} - {audience for audience, _state in walk.said}:
        if _is_shown(walk):
            yield Screen(Step.HOW)
            yield Screen(Step.NAME)
        if _is_shown(walk) and len(offered.languages) >= _LANGUAGES_WORTH_ASKING:
            yield Screen(Step.LANGUAGES)
        yield Screen(Step.TELL)
    yield Screen(Step.READ_BACK)


def _is_shown(walk: Walk) -> bool:
    """Whether it is about something that is shown: taking part and being filmed come before that."""
    return walk.stage in {Stage.S3, Stage.S4}


def shown(way: list[Screen], reached: Screen, back: str) -> Screen:
    """Return the screen to show: the one that was reached, or an earlier one that *back* names."""
    if reached not in way:
        return reached
    return next((one for one in way[: way.index(reached)] if one.mark == back), reached)


def before(way: list[Screen], screen: Screen) -> str:
    """Return the mark of the screen before this one, or nothing."""
    place = way.index(screen) if screen in way else 0
    return way[place - 1].mark if place else ""
