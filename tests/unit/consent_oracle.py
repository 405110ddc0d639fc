"""A careful reader of everything that happened, who knows nothing of how the gate works."""

from __future__ import annotations

from dataclasses import dataclass, field

from consent_world import HOME

from consent.releases import Role
from pvstudio.model import AgeBand, Audience, Treatment


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

    said: list[
        tuple[str, Role, str, str, Audience | None, bool, frozenset[Treatment], frozenset[str], object]
    ] = field(default_factory=list)
    inside: dict[str, set[str]] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    ages: dict[str, AgeBand] = field(default_factory=dict)
    films: dict[str, Film] = field(default_factory=dict)
    stopped: dict[str, tuple[str, Audience | None]] = field(default_factory=dict)
    grown: dict[str, int] = field(default_factory=dict)  # from which place on a yes of somebody counts
    seen_well: dict[tuple[str, frozenset[Treatment]], bool] = field(default_factory=dict)  # by treated file

    def last(self, who: str, role: Role, stage: str, what: str, audience: Audience | None) -> int | None:
        """The place in the diary of the last word about something."""
        found = None
        for place, (person, right, asked, thing, to, *_rest) in enumerate(self.said):
            if (person, right, asked, thing) == (who, role, stage, what) and to in (audience, None):
                found = place
        return found

    def said_no(self, who: str, clip: str) -> bool:
        """Whether somebody ever said no to a clip or a film with it, or stays away from the workshop."""
        films = {name for name, film in self.films.items() if clip in dict(film.items)}
        about = [one for one in self.said if one[0] == who and one[3] in {clip, *films}]
        away = {(one[1], one[2]): one for one in self.said if one[0] == who and one[3] == HOME}
        return not all(one[5] for one in [*about, *away.values()])

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
                for role in {AgeBand.ADULT: [Role.SELF], AgeBand.MINOR: [Role.GUARDIAN, Role.CHILD_ASSENT]}[
                    self.ages[who]
                ]:
                    places = [
                        self.last(who, role, "S1", HOME, None),
                        self.last(who, role, "S2", HOME, None),
                        self.last(who, role, "S3", clip, audience),
                        self.about_film(who, role, film_id, audience),
                    ]
                    for place in places:
                        if place is None or not self.fine(place, treatments, film.languages, now):
                            return False
                        if self.said[place][6] and not self.seen_well.get((clip, treatments)):
                            return False  # somebody asks to be hidden, and nobody saw that they are
        return True

    def about_film(self, who: str, role: Role, film_id: str | None, audience: Audience) -> int | None:
        """The nearest word in the line of inheritance, unless a no was said later further up."""
        nearest = None
        while film_id is not None:
            place = self.last(who, role, "S4", film_id, audience)
            if place is not None and (nearest is None or (place > nearest and not self.said[place][5])):
                nearest = place
            film_id = self.films[film_id].heir_of
        return nearest

    def fine(self, place: int, done: frozenset[Treatment], languages: tuple[str, ...], now: object) -> bool:
        who, *_, yes, wished, left_out, until = self.said[place]
        if place < self.grown.get(who, 0):
            return False
        return yes and wished <= done and not (left_out & set(languages)) and (until is None or now < until)
