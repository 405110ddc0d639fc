"""Two people change the same thing: neither overwrites the other unseen, and nothing typed is lost."""

from __future__ import annotations

import re
from html import escape

from web_world import HOME, TREATED, Place

from pvstudio.model import Clip, Participant
from workflows.accounts import Role

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


# -- what was typed comes back when it is refused ------------------------------------------------


def test_words_of_a_check_come_back(place: Place) -> None:
    for words, status in (("the mirror " * 40, 422), ("the <mirror>", 409)):
        treated = TREATED if status == 422 else gone(place)
        page = place.post(f"treatments/{treated}/check", verdict="ok", words=words)
        assert page.status_code == status
        assert escape(words.strip()) in page.text
        assert place.client.get(f"/workshops/{HOME}/treatments/{treated}/").status_code == 200


def gone(place: Place) -> str:
    """Take the treated file away: nobody can have watched it."""
    for path in place.studio.settings.home.rglob("mezzanine-*.json"):
        path.unlink()
    return TREATED


def test_words_of_a_veto_come_back(place: Place) -> None:
    officer = place.browser(Role.OFFICER)
    officer.get("/")
    with officer.session_transaction() as session:
        token = session["token"]
    fields = {"token": token, "subject": "clip-bread", "audience": "online"}
    stop = f"/workshops/{HOME}/vetoes/"
    page = officer.post(stop, data=fields | {"words": "she <fears> him " * 20})
    assert page.status_code == 422
    assert "she &lt;fears&gt; him she" in page.text
    assert '<option value="online" selected>' in page.text
    assert 'name="subject" value="clip-bread"' in page.text
    assert officer.post(stop, data=fields | {"words": "she fears him"}).status_code == 303
