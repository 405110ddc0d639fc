"""Two people change the same thing: neither overwrites the other unseen, and nothing typed is lost."""

from __future__ import annotations

import re
from html import escape

from web_around import PLANNED
from web_filled import TREATED
from web_world import HOME, Place

from pvstudio.agenda import AgendaSession
from pvstudio.model import Clip, Participant
from workflows.accounts import Role
from workflows.fields import seen
from workflows.workshops import row_of

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


# -- the facts of a workshop, and its agenda ------------------------------------------------------


def test_an_older_form_of_a_workshop_takes_nothing_away(place: Place) -> None:
    old = place.seen("about")
    facts = {"title": "Priče s mosta", "languages": ["bs", "ar", "en"], "seen": old}
    assert place.post("about", **facts, place="Bihać", facilitators="Huda").status_code == 303
    both = place.post("about", **facts, place="Velika Kladuša", facilitators="")
    assert both.status_code == 409
    assert all(words in both.text for words in ("Huda", "Bihać", 'value="Velika Kladuša"'))
    refused = place.post("about", **facts | {"title": ""}, place="Cazin")
    assert (refused.status_code, seen_in(refused.text)) == (422, old), "it still knows what it showed"
    facts["seen"] = seen_in(both.text)
    assert place.post("about", **facts, place="Velika Kladuša", facilitators="Huda").status_code == 303


def plan(place: Place) -> dict[str, AgendaSession]:
    with place.studio.documents.read(HOME) as tx:
        return {one.title: one for one in tx.find(AgendaSession) if one != PLANNED}


def sheet(*rows: AgendaSession, shown: dict[str, AgendaSession], **changes: str) -> dict[str, object]:
    """Return the form of *rows* as it was *shown*, with fields changed by "title-0" and the like."""
    fields: dict[str, object] = {
        "id": [one.id for one in rows],
        "seen": [seen(row_of(shown[one.title])) if one.title in shown else "" for one in rows],
    }
    for number, one in enumerate(rows):
        fields |= {f"title-{number}": one.title, f"notes-{number}": one.notes}
    return fields | changes


def test_two_people_plan_the_same_days(place: Place) -> None:
    begun = [AgendaSession(id="", title=title, notes="two\r\nlines") for title in ("Names", "Film", "Bread")]
    assert place.post("agenda", **sheet(*begun, shown={})).status_code == 303
    old = plan(place)
    rows = [old["Names"], old["Film"], old["Bread"]]
    hers = {"notes-0": "in a circle", "title-2": "", "notes-2": ""}  # she takes the bread out
    assert place.post("agenda", **sheet(*rows, shown=old, **hers)).status_code == 303
    mine = place.post("agenda", **sheet(*rows, shown=old, **{"notes-1": "outside"}))
    assert mine.status_code == 303, "each changed another row"
    assert {one.title: one.notes for one in plan(place).values()} == {
        "Names": "in a circle",
        "Film": "outside",
    }
    both = place.post("agenda", **sheet(*rows, shown=old, **{"notes-0": "with a ball", "notes-2": "fresh"}))
    assert both.status_code == 409
    assert all(words in both.text for words in ("in a circle", "with a ball", "outside", "fresh"))
    assert plan(place)["Names"].notes == "in a circle"
    emptied = place.post("agenda", **sheet(*rows, shown=old, **{"title-0": "", "notes-0": ""}))
    assert emptied.status_code == 409, "what is taken out was changed meanwhile"
    assert plan(place)["Names"].notes == "in a circle"


# -- an answer of somebody -----------------------------------------------------------------------


def test_an_answer_that_is_refused_comes_back_with_all_that_was_said_with_it(place: Place) -> None:
    said = {
        "stage": "S3",
        "subject": "clip-bread",
        "role": "guardian",
        "how": "paper",
        "answer-online": "given",
        "treatments": "face-blurred",
        "left_out": "ar",
        "notice_language": "ar",
        "interpreter": 'Huda "K"',
        "teach_back": "understood",
        "taken_by": "Selma",
    }
    page = place.post("people/person-amra/answers", **said)
    assert page.status_code == 409
    assert page.text.count("<details open>") == 1, "the other forms stay as they are"
    form = page.text[page.text.index("<details open>") :]
    form = form[: form.index("</details>")]
    for held in (
        'name="subject" value="clip-bread"',
        'name="answer-online" value="given" checked',
        'name="treatments" value="face-blurred" checked',
        'name="left_out" value="ar" checked',
        '<option value="paper" selected>',
        '<option value="ar" selected>',
        '<option value="understood" selected>',
        'value="Huda &#34;K&#34;"',
        'value="Selma"',
    ):
        assert held in form, held
    nothing = place.post("people/person-amra/answers", **said | {"answer-online": ""})
    assert nothing.status_code == 400
    assert "Nothing is answered yet" in nothing.text
    assert 'value="Selma"' in nothing.text
