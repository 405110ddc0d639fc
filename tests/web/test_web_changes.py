"""The pages of changes: a line is written down, somebody sees to it, and it is told what came of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from web_world import HOME, Place

from pvstudio.model import Workshop
from workflows.accounts import Role
from workflows.accounts.keeping import assign
from workflows.retrospectives import Change, ChangeState, Retrospective


def begun(place: Place, **fields: str) -> str:
    form = {"held_on": "2026-05-30", "occasion": "day", "about": "First <day>"} | fields
    answer = place.post("changes/", **form)
    assert answer.status_code == 303, answer.text
    return answer.location.rsplit("/", 2)[1]


def line_of(place: Place, retro: str, words: str = "Start later") -> str:
    place.post(f"changes/after/{retro}/lines", kind="change", words=words, mark="time")
    with place.studio.documents.read(HOME) as tx:
        return tx.get(Retrospective, retro).lines[-1].id


def taken(place: Place, **fields: str) -> Change:
    retro = begun(place)
    at = f"changes/after/{retro}/lines/{line_of(place, retro)}/change"
    answer = place.post(at, **{"words": "Start at ten", "owner": "Huda", "due": ""} | fields)
    assert answer.status_code == 303, answer.text
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Change, retrospective_id=retro)[0]


def test_from_looking_back_to_what_came_of_it(place: Place) -> None:
    one = taken(place, owner_id="account-facilitator", owner="", due="2026-05-31")
    assert (one.owner, one.owner_id) == ("Facilitator", "account-facilitator")
    board = place.client.get(f"/workshops/{HOME}/changes/").text
    assert "Start at ten" in board
    assert "Overdue" in board
    overview = place.client.get(f"/workshops/{HOME}/").text
    assert f"/changes/{one.id}/" in overview, "what is overdue needs a person now"
    done = {"state": "done", "why": "Nobody came <late>", "words": one.words, "owner": "Huda"}
    form = place.client.get(f"/workshops/{HOME}/changes/{one.id}/").text
    sent = re.search(r'name="seen" value="(\w+)"', form)
    assert sent
    assert place.post(f"changes/{one.id}/", **done, seen=sent[1]).status_code == 303
    assert place.post(f"changes/{one.id}/", **done | {"why": "mine"}, seen=sent[1]).status_code == 409
    board = place.client.get(f"/workshops/{HOME}/changes/").text
    assert "Nobody came &lt;late&gt;" in board
    assert "Overdue" not in board
    past = place.client.get(f"/workshops/{HOME}/changes/{one.id}/").text
    assert "changed the state" in past


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(place: Place) -> None:
    answer = place.post("changes/", held_on="31 May", occasion="screening", about="x" * 121, about_id="ghost")
    assert answer.status_code == 422
    assert 'value="31 May"' in answer.text
    assert answer.text.count('class="wrong"') == 3
    assert re.search(r'value="screening" checked', answer.text)
    retro = begun(place)
    answer = place.post(f"changes/after/{retro}/lines", kind="try", words="y" * 281, mark="sound")
    assert answer.status_code == 422
    assert "y" * 281 in answer.text
    answer = place.post(
        f"changes/after/{retro}/lines/{line_of(place, retro)}/change", words="Q", owner="", due="soon"
    )
    assert answer.status_code == 422
    assert 'value="soon"' in answer.text
    assert answer.text.count('class="wrong"') == 2


def test_what_is_over_can_be_chosen_before_what_is_still_to_come(place: Place) -> None:
    days = [f"{datetime.now().astimezone().date() + timedelta(days=ahead)}" for ahead in (30, -2, -9)]
    rows = {f"title-{row}": f"Day {row}" for row in range(3)} | {
        f"day-{row}": day for row, day in enumerate(days)
    }
    place.post("agenda", id=[""] * 3, seen=[""] * 3, **rows)
    offered = re.findall(r"(Day \d)</option>", place.client.get(f"/workshops/{HOME}/changes/new").text)
    assert offered == ["Day 1", "Day 2", "Day 0"]


def test_a_session_gives_its_name_and_a_line_without_words_goes(place: Place) -> None:
    place.post("agenda", id=[""], seen=[""], **{"title-0": "The river", "day-0": "2026-05-30"})
    page = place.client.get(f"/workshops/{HOME}/changes/new").text
    session = re.search(r'<option value="(session-\w+)">2026-05-30 · The river<', page)
    assert session
    retro = begun(place, about="", about_id=session[1], occasion="session")
    shown = place.client.get(f"/workshops/{HOME}/changes/after/{retro}/").text
    assert "2026-05-30 · The river" in shown
    line = line_of(place, retro)
    sent = place.seen(f"changes/after/{retro}/lines/{line}")
    place.post(f"changes/after/{retro}/lines/{line}", kind="change", words="", mark="", seen=sent)
    assert place.client.get(f"/workshops/{HOME}/changes/after/{retro}/lines/{line}").status_code == 404


def test_nothing_is_deleted_unless_it_is_meant(place: Place) -> None:
    one = taken(place)
    for at in (f"changes/{one.id}", f"changes/after/{one.retrospective_id}"):
        assert place.post(f"{at}/delete").status_code == 400
        assert place.post(f"{at}/delete", sure="yes").status_code == 303
        assert place.client.get(f"/workshops/{HOME}/{at}/").status_code == 404


def test_the_next_workshop_shows_what_is_open_to_who_may_enter_the_earlier(place: Place) -> None:
    taken(place)
    start = datetime.now(UTC).date() + timedelta(days=30)
    with place.studio.documents.write("next") as tx:
        tx.put(Workshop(id="next", title="Next", starts=start, ends=start))
    assign(place.studio, "account-facilitator", "next")
    shown = place.client.get("/workshops/next/").text
    assert "Bring along" in shown
    assert f"/workshops/{HOME}/changes/change-" in shown
    assert "Bring along" in place.client.get("/workshops/next/agenda").text
    assert "Bring along" not in place.client.get(f"/workshops/{HOME}/").text
    assert place.browser(Role.HOST).get(f"/workshops/{HOME}/changes/").status_code in {403, 404}


def test_a_retrospective_is_printed(place: Place) -> None:
    one = taken(place)
    paper = place.client.get(f"/workshops/{HOME}/changes/after/{one.retrospective_id}/paper?language=sr-Cyrl")
    assert paper.status_code == 200
    assert "First &lt;day&gt;" in paper.text
    assert "script-src" not in paper.headers["Content-Security-Policy"]
    assert one.state is ChangeState.OPEN
