"""What stands in the way of a film is in sight before it is made; what was looked at is what is made."""

from __future__ import annotations

import re
from dataclasses import replace

from builder_world import CUT, change, cut, page
from web_world import HOME, Place

from consent.releases import AnswerState
from pvstudio.editing.recipe import OnWithheld
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Treatment
from web.sending.queue import queue
from workflows.cutting.cuts import recipe_of, revision
from workflows.queue import JobState, Work, job_id


def test_who_stands_in_the_way_is_in_sight_with_the_act_that_mends_it(place: Place):
    shown = page(place)
    community, online = (
        re.search(rf'id="gate-{one}".*?</li>\n', shown, re.DOTALL) for one in ("community", "online")
    )
    assert community
    assert online
    assert 'class="mark yes"' in community[0]
    assert 'class="mark no"' in online[0]
    assert f"/workshops/{HOME}/people/person-amra/#S3-clip-bread" in online[0]
    assert "Amra" in online[0]


def test_an_audience_that_loses_a_clip_is_not_simply_open(place: Place):
    """Half of a film is another film: its state, its chip and its length say so."""
    with place.studio.documents.write(HOME) as tx:
        recipe = replace(recipe_of(tx.get(Cut, "cut-1")), on_withheld=OnWithheld.LEAVE_OUT)
        tx.put(replace(tx.get(Cut, "cut-1"), recipe=recipe.to_toml()))
        tx.put(replace(tx.get(Clip, "clip-river"), people_complete=False))
    shown = page(place)
    community = re.search(r'id="gate-community".*?</li>\n', shown, re.DOTALL)
    chip = re.search(r'href="#gate-community".*?</a>', shown, re.DOTALL)
    assert community
    assert chip
    for said in (community[0], chip[0]):
        assert 'class="mark yes"' not in said
        assert "Open, without 1 clip" in said
    assert '<strong dir="ltr">0:10</strong>' in shown, "all parts with their cards"
    assert 'Running time <span dir="ltr">0:05<' in community[0]


def test_a_film_of_nothing_says_why_it_cannot_be_made(place: Place):
    for _part in range(2):
        change(place, "part", part=0, act="remove")
    make = page(place).partition('<h2 id="make">')[2]
    assert "Nothing is in the film yet." in make
    assert re.search(r'<button disabled aria-describedby="why-not">', make)


def test_letters_that_name_who_wants_no_credit(place: Place):
    unnamed = frozenset({Treatment.NO_CREDIT})
    place.say("amra", "clip-bread", AnswerState.LIMITED, Audience.COMMUNITY, treatments=unnamed)
    change(place, "remove", part=0)
    assert "asked not to be named" not in page(place)
    change(place, "card", part=0, card="full", title="For Amra", language="ar", name_language="ar")
    assert "asked not to be named" in page(place)


def test_a_film_is_made_of_what_was_looked_at(place: Place):
    seen = revision(cut(place))
    answer = place.post(f"{CUT}/make", audience="community", revision=seen)
    assert answer.status_code == 303
    version_id = answer.location.rstrip("/").rpartition("/")[2]
    with place.app.test_request_context():
        assert queue().job(job_id(Work.ASSEMBLE, version_id)).state is JobState.WAITING
    again = place.post(f"{CUT}/make", audience="community", revision=seen)
    assert again.location == answer.location  # tapped twice
    shown = page(place, f"films/{version_id}/")
    assert "It waits for its turn." in shown
    place.post(f"films/{version_id}/stop")
    assert "Rendering was stopped" in page(place, f"films/{version_id}/")
    place.post(f"films/{version_id}/render")
    assert "It waits for its turn." in page(place, f"films/{version_id}/")
    change(place, "move", part=0, to=1)
    assert place.post(f"{CUT}/make", audience="community", revision=seen).status_code == 409


def test_nothing_is_made_that_somebody_does_not_agree_to(place: Place):
    answer = place.post(f"{CUT}/make", audience="online", revision=revision(cut(place)))
    assert answer.status_code == 409
    assert "Amra" in answer.text
    with place.studio.documents.read(HOME) as tx:
        assert len(tx.find(CutVersion)) == 1


def test_versions_are_compared(place: Place):
    with place.studio.documents.write(HOME) as tx:
        first = tx.get(CutVersion, "version-1")
        recipe_ = (
            first.recipe.replace("clip-river", "x")
            .replace("clip-bread", "clip-river")
            .replace("x", "clip-bread")
        )
        tx.put(
            replace(
                first, id="version-2", number=2, recipe=recipe_, items=first.items[::-1], state=CutState.DRAFT
            )
        )
    shown = page(place, f"{CUT}/compare?a=version-1&b=version-2")
    assert "Moved" in shown
    assert shown.count("<video") == 1  # one of them is not rendered
    same = page(place, f"{CUT}/compare?a=version-1&b=version-1")
    assert "the two are the same film" in same
