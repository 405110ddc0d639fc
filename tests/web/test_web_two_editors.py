"""Two people change the same thing: neither overwrites the other unseen, and nothing typed is lost."""

from __future__ import annotations

import re

from web_world import HOME, Place

from pvstudio.model import Clip, Participant

NOTES, AMRA = "clips/clip-bread/notes", "participants/person-amra/"
FACTS = {"pseudonym": "Amra", "age_band": "adult", "population_group": "undisclosed"}


def seen_in(text: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found
    return found[1]


def notes(place: Place) -> str:
    with place.studio.documents.read(HOME) as tx:
        return tx.get(Clip, "clip-bread").notes


def risk(place: Place) -> str:
    with place.studio.documents.read(HOME) as tx:
        return tx.get(Participant, "person-amra").risk_notes


def test_an_older_form_of_a_clip_takes_no_note_away(place: Place) -> None:
    old = place.seen("clips/clip-bread/")
    hers = {"title": "Bread", "notes": "she must not be named", "tags": "", "seen": old}
    assert place.post(NOTES, **hers).status_code == 303
    mine = {"title": "Bread", "notes": "", "tags": "river, <dawn>", "seen": old}
    both = place.post(NOTES, **mine)
    assert both.status_code == 409
    assert notes(place) == "she must not be named"
    assert "she must not be named" in both.text
    assert 'name="tags" value="river, &lt;dawn&gt;"' in both.text
    again = mine | {"notes": "she must not be named", "seen": seen_in(both.text)}
    assert place.post(NOTES, **again).status_code == 303, "having seen both, one saves"
    assert notes(place) == "she must not be named"


def test_a_form_that_was_refused_still_knows_what_it_showed(place: Place) -> None:
    old = place.seen("clips/clip-bread/")
    place.post(NOTES, title="Bread", notes="hers", seen=old)
    refused = place.post(NOTES, title="Bread", notes="x" * 4001, seen=old)
    assert refused.status_code == 422
    assert place.post(NOTES, title="Bread", notes="x", seen=seen_in(refused.text)).status_code == 409
    assert notes(place) == "hers"


def test_the_same_words_twice_are_no_conflict_and_a_form_that_says_nothing_is_one(place: Place) -> None:
    old = place.seen("clips/clip-bread/")
    for _ in range(2):
        assert place.post(NOTES, title="Bread", notes="ours", seen=old).status_code == 303
    assert place.post(NOTES, title="Bread", notes="").status_code == 409
    assert notes(place) == "ours"


def test_an_older_form_of_a_person_takes_no_risk_away(place: Place) -> None:
    old = place.seen(AMRA)
    hers = place.post(AMRA, risk_notes="her husband must not see her", seen=old, **FACTS)
    assert hers.status_code == 303
    both = place.post(AMRA, risk_notes="", languages="ar", seen=old, **FACTS)
    assert both.status_code == 409
    assert risk(place) == "her husband must not see her"
    assert "her husband must not see her" in both.text
    assert re.search(r'value="ar" checked', both.text), "what was ticked stays ticked"
    refused = place.post(AMRA, seen=old, **FACTS | {"pseudonym": ""})
    assert refused.status_code == 422
    assert place.post(AMRA, seen=seen_in(refused.text), **FACTS).status_code == 409
    assert place.post(AMRA, seen=seen_in(both.text), **FACTS).status_code == 303
    assert risk(place) == ""
