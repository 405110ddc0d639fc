"""The second half of tools/screening_life.py: a kit, its screening, the talk after it, a learning module."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pvstudio.model import Audience, CutVersion, Kit
from workflows.accounts import Account
from workflows.feedback.bringing import bring_in
from workflows.feedback.bundles import FORMAT
from workflows.feedback.reading import read_bundle
from workflows.modules import Format, Module, ModuleWish, make
from workflows.publish import film_folder, publish
from workflows.queue import JobQueue
from workflows.retrospectives import Facts, Kind, Mark, Occasion, Wanted, add_line, begin, take_on, vote
from workflows.screening_kits.papers import papers_of_kit
from workflows.screening_kits.parts import make_test_part
from workflows.screening_kits.wishes import KitOrder, KitWish
from workflows.wiring import Studio

BY = "Huda"
HOURS, WHERE = "18:30", "City library, Bihać"

#: What people said in their own words, by their number.
STAYS = {
    0: "That we waited at the same river.",
    3: "The tea.",
    7: "Остало ми је како се смејала.",
    9: "أنهم أيضًا يشتاقون إلى بيتهم.",
}


def hand_out(
    studio: Studio, workshop: str, film: CutVersion, host: Account, today: date, at: datetime
) -> Kit:
    """Hand a kit to the host, as the worker of a studio makes it."""
    wish = KitWish(
        languages=("en", "ar", "bs"),
        event="An evening at the library",
        event_on=today + timedelta(days=5),
        until=today + timedelta(days=90),
        event_time=HOURS,
        event_place=WHERE,
    )
    order = KitOrder(
        id="kit-of-the-library",
        cut_version_id=film.id,
        audience=Audience.COMMUNITY,
        recipient=host.name,
        host=host.id,
        wish=wish,
        at=at,
    )
    make_test_part(film_folder(studio, workshop, film.id), order)
    return publish(
        studio,
        workshop,
        film.id,
        order.audience,
        recipient=order.recipient,
        host=order.host,
        wish=wish,
        papers=lambda kit: papers_of_kit(studio, workshop, kit, wish),
    )


def screen(studio: Studio, workshop: str, kit: Kit, host: Account, today: date, at: datetime) -> str:
    """Bring in what the phone of the host has saved: a report, and twelve people before and after."""
    screening = "screening-00000000000000aa"
    tally = {"group": "local-resident", "sex": "female", "age": "30-59", "people": 12, "first_time": 12}
    bundle = {
        "format": FORMAT,
        "kit": kit.id,
        "receipt": "4821",
        "screenings": [
            {"id": screening, "on": f"{today}", "place": "Library", "language": "bs", "tallies": [tally]}
        ],
        "responses": list(_responses(screening, today)),
    }
    read = read_bundle(json.dumps(bundle))
    with JobQueue(studio) as queue:
        brought = bring_in(studio, queue, workshop, kit.id, read, by=host.id, name=host.name, at=at)
    if brought.refused:
        raise ValueError(f"The bundle was not taken: {brought.refused}")
    return screening


def _responses(screening: str, today: date) -> Iterator[dict[str, object]]:
    """Yield what twelve people touched before the film and after it."""
    marks = ("sun", "fish", "tree", "house", "cup", "boat", "bird", "flower", "key", "hill", "apple", "cloud")
    for number, mark in enumerate(marks):
        common = {
            "on": f"{today}",
            "screening": screening,
            "mark": f"{mark}-{marks[number - 1]}",
            "group": "person-on-the-move" if number % 2 else "local-resident",
        }
        before = {"thermometer": 2 + number % 3, "circles": 1 + number % 4}
        after = {"thermometer": 3 + number % 3, "circles": 3 + number % 4, "smiley": 5 - (number % 4 == 3)}
        yield {**common, "id": f"response-{number:015}b", "moment": "before", "answers": before}
        own = {"said": {"stays": STAYS[number]}, "consent": "reports"} if number in STAYS else {}
        yield {**common, **own, "id": f"response-{number:015}a", "moment": "after", "answers": after}


def look_back(studio: Studio, workshop: str, today: date, at: datetime) -> str:
    """Say what is kept, changed and tried after the screening, and who sees to it; return its id."""
    facts = Facts(held_on=today, occasion=Occasion.SCREENING, about="An evening at the library")
    made = begin(studio, workshop, facts, by=BY, at=at)
    changed = []
    for kind, words, mark, votes in (
        (Kind.KEEP, "Tea before the film", Mark.PEOPLE, 5),
        (Kind.KEEP, "Two interpreters", Mark.LANGUAGE, 3),
        (Kind.CHANGE, "Start earlier: people walk home in the dark", Mark.TIME, 7),
        (Kind.TRY, "Chairs in a circle", Mark.TALK, 4),
    ):
        line = add_line(studio, workshop, made.id, kind, words, mark, at=at)
        for _each in range(votes):
            vote(studio, workshop, made.id, line.id, at=at)
        changed += [line] if kind is not Kind.KEEP else []
    for line, owner, days in zip(changed, ("Ines", "Yusuf"), (10, 20), strict=True):
        wanted = Wanted(words=line.words, owner=owner, due=today + timedelta(days=days))
        take_on(studio, workshop, made.id, line.id, wanted, by=BY, at=at)
    return made.id


def teach(studio: Studio, workshop: str, film: CutVersion, at: datetime) -> Module:
    """Make a learning module of an agenda; the film stays out unless the gate lets it."""
    wish = ModuleWish(
        format=Format.SCORM,
        languages=("en", "sr-Cyrl", "ar"),
        audience=Audience.PARTNERS,
        platform="Learning platform of the network",
        agenda_id="tot-5-days",
        version_id=film.id,
    )
    return make(studio, workshop, wish, by=BY, at=at)
