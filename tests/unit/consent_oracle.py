"""A careful reader of everything that happened, who knows nothing of how the gate works."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from consent_world import HOME

from consent.releases import Role
from pvstudio.model import AgeBand, Audience, Treatment

#: A guardian whose name nobody wrote down.
ANYBODY = "guardian "


class Word(NamedTuple):
    """What somebody said, in one right, about one question of one thing."""

    who: str
    right: str
    stage: str
    what: str
    audience: Audience | None
    yes: bool
    wished: frozenset[Treatment]
    left_out: frozenset[str]
    until: object


@dataclass
class Film:
    """What the diary knows of a version: what it shows, and from whom it truly inherits."""

    items: list[tuple[str, frozenset[Treatment]]]
    languages: tuple[str, ...]
    heir_of: str | None = None
    recalled: bool = False


@dataclass
class Diary:
    """Everything that happened, in order."""

    said: list[Word] = field(default_factory=list)
    #: Who, right, stage and thing → the places of all words about it: much is asked, little said about each.
    about: defaultdict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    inside: dict[str, set[str]] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    ages: dict[str, AgeBand] = field(default_factory=dict)
    films: dict[str, Film] = field(default_factory=dict)
    stopped: dict[str, tuple[str, Audience | None]] = field(default_factory=dict)
    guardians: dict[str, list[str]] = field(default_factory=dict)  # who may answer for a minor now
    grown: dict[str, int] = field(default_factory=dict)  # from which place on a yes of somebody counts
    seen_well: dict[tuple[str, frozenset[Treatment]], bool] = field(default_factory=dict)  # by treated file

    def write(self, word: Word) -> None:
        """Put down what was said."""
        self.about[word.who, word.right, word.stage, word.what].append(len(self.said))
        self.said.append(word)

    def last(self, who: str, role: str, stage: str, what: str, audience: Audience | None) -> int | None:
        """The place in the diary of the last word about something."""
        found = None
        for place in self.about.get((who, role, stage, what), ()):
            if self.said[place].audience in (audience, None):
                found = place
        return found

    def said_no(self, who: str, clip: str) -> bool:
        """Whether somebody ever said no to a clip or a film with it, or stays away from the workshop."""
        films = {name for name, film in self.films.items() if clip in dict(film.items)}
        about = [one for one in self.said if one.who == who and one.what in {clip, *films}]
        away = {(one.right, one.stage): one for one in self.said if one.who == who and one.what == HOME}
        return not all(one.yes for one in [*about, *away.values()])

    def open(self, film_id: str, audience: Audience, now: object) -> bool:
        """Whether a careful person with the whole diary would let this film be shown."""
        film = self.films[film_id]
        stops = {what for what, to in self.stopped.values() if to in (audience, None)}
        if film.recalled or not film.items or stops & {film_id, "cut-1"}:
            return False
        for clip, treatments in film.items:
            if clip in stops or clip not in self.complete:
                return False
            for who in self.inside[clip]:
                if who in stops:
                    return False
                for right in self.rights(who):
                    for asked in ("S1", "S2", "S3", "S4"):
                        words = [self.word(who, voice, asked, clip, film_id, audience) for voice in right]
                        if not self.agreed(words, clip, treatments, film.languages, now):
                            return False
        return True

    def rights(self, who: str) -> list[list[str]]:
        """Who speaks in each right: one for themselves; of a minor each guardian, and one without a name."""
        if self.ages[who] is AgeBand.ADULT:
            return [[Role.SELF]]
        return [[*self.guardians[who], ANYBODY], [Role.CHILD_ASSENT]]

    def word(
        self, who: str, voice: str, asked: str, clip: str, film_id: str, audience: Audience
    ) -> int | None:
        """The place of the last word about one of the four questions."""
        if asked == "S4":
            return self.about_film(who, voice, film_id, audience)
        return self.last(who, voice, asked, clip if asked == "S3" else HOME, audience)

    def agreed(
        self,
        words: list[int | None],
        clip: str,
        treatments: frozenset[Treatment],
        languages: tuple[str, ...],
        now: object,
    ) -> bool:
        """Nobody in a right says no, somebody says yes, and each who does is shown as they wish."""
        if len(words) > 1:
            *named, nameless = words
            after = [
                place is not None and self.said[place].yes and place > (nameless or 0) for place in named
            ]
            words = named if named and all(after) else words
        spoken = [place for place in words if place is not None]
        if not all(self.said[place].yes for place in spoken):
            return False
        holding = [place for place in spoken if self.holds(place, now)]
        return bool(holding) and all(self.respected(one, clip, treatments, languages) for one in holding)

    def about_film(self, who: str, role: str, film_id: str | None, audience: Audience) -> int | None:
        """The nearest word in the line of inheritance, unless a no was said later further up."""
        nearest = None
        while film_id is not None:
            place = self.last(who, role, "S4", film_id, audience)
            if place is not None and (nearest is None or (place > nearest and not self.said[place].yes)):
                nearest = place
            film_id = self.films[film_id].heir_of
        return nearest

    def holds(self, place: int, now: object) -> bool:
        """Whether a yes has not ended, and was said by those who are asked now."""
        until = self.said[place].until
        return place >= self.grown.get(self.said[place].who, 0) and (until is None or now < until)

    def respected(
        self, place: int, clip: str, done: frozenset[Treatment], languages: tuple[str, ...]
    ) -> bool:
        """Whether the conditions of a yes are met; who asks to be hidden was seen to be."""
        wished, left_out = self.said[place].wished, self.said[place].left_out
        seen = not wished or bool(self.seen_well.get((clip, done)))
        return wished <= done and not (left_out & set(languages)) and seen
