"""What a kit has and lacks for its host is said where it is ordered and on its own page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from web_world import HOME, Place

from pvstudio.model import Kit
from workflows.guides.keeping import Written, save
from workflows.guides.model import Part, Referral
from workflows.guides.referrals import keep
from workflows.screenings import Report, report

PUBLISH, KIT = f"/workshops/{HOME}/films/version-1/publish/", f"/workshops/{HOME}/kits/kit-1/"
NOW = datetime.now(UTC)


def said(place: Place, address: str, part: str = "papers") -> str:
    """Return what one section of a page says."""
    found = place.client.get(address).text
    section = re.search(rf'<section[^>]*aria-labelledby="{part}".*?</section>', found, re.DOTALL)
    assert section, address
    return " ".join(unescape(re.sub("<[^>]+>", " ", section.group())).split())


def write(place: Place, line: str) -> None:
    written = Written(lines={Part.BEFORE: [line]})
    save(place.studio, HOME, "cut-1", "ar", written, by="account-facilitator", at=NOW)


@pytest.mark.parametrize("address", [PUBLISH, KIT])
def test_a_guide_that_is_lacking_is_told_from_one_that_is_there(place: Place, address: str) -> None:
    assert "Only questions for any film" in said(place, address)
    assert "Who helps here Nobody is written down yet" in said(place, address)
    write(place, "What do you see?")
    there = said(place, address)
    assert "Discussion guide: العربية Written down" in there
    assert "Only questions" not in there
    assert "It names somebody" not in there
    write(place, "What would Amra say?")
    assert "It names somebody" in said(place, address)
    assert f'href="/workshops/{HOME}/guides/"' in place.client.get(address).text


def test_who_helps_is_counted_and_who_was_not_called_lately(place: Place) -> None:
    someone = Referral(id="", name="Dr Amela", what_for="a doctor", changed_at=NOW, by="a")
    today = NOW.astimezone().date()
    keep(place.studio, HOME, replace(someone, checked_on=today))
    assert "Who helps here: 1 Called, and it was right" in said(place, PUBLISH)
    keep(place.studio, HOME, replace(someone, checked_on=today - timedelta(days=91)))
    assert "Who helps here: 2 1 to be called" in said(place, PUBLISH)


def test_a_guide_that_was_written_after_the_kit_is_not_in_it(place: Place) -> None:
    write(place, "What do you see?")
    assert "Changed after this kit was made" in said(place, KIT)
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Kit, "kit-1"), published_at=NOW + timedelta(minutes=1)))
    assert "Changed after this kit was made" not in said(place, KIT)


def test_burned_subtitles_say_what_they_cost_beside_the_choice(place: Place) -> None:
    found = place.client.get(PUBLISH).text
    assert "other languages can not be switched on" in found
    assert 'name="burned" aria-describedby="hint-burned"' in found


def test_a_screening_that_nobody_counted_is_not_one_of_no_people(place: Place) -> None:
    with place.studio.documents.read(HOME) as tx:
        kit = tx.get(Kit, "kit-1")
    day = kit.published_at.astimezone().date()
    for place_held, people in (("Dom kulture", 0), ("Biblioteka", 7)):
        told = Report(held_on=day, place=place_held, people=people)
        report(place.studio, HOME, "kit-1", told, by="account-host", at=NOW)
    shown = said(place, KIT, "shown-head")
    assert "Dom kulture · Not counted" in shown
    assert "Biblioteka · 7 people" in shown
    assert "0 people" not in shown
