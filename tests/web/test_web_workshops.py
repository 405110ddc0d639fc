"""The pages of workshops: what needs a person, beginning and changing one, the agenda, figures, the head."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

from web_around import PLANNED
from web_world import HOME, Place
from werkzeug.test import TestResponse

from pvstudio.agenda import AgendaSession
from pvstudio.model import Clip, Footage, FootageState, Kit, KitState, Participant, Workshop
from web.wording.needs import BUTTONS, SENTENCES, told
from workflows.accounts import Account, Role
from workflows.accounts.keeping import account_named
from workflows.attention import Need, NeedKind
from workflows.fields import seen
from workflows.wiring import ACCOUNTS
from workflows.witness import HeadKept
from workflows.workshops import row_of

PAGE = f"/workshops/{HOME}/"


def kept(place: Place, kind, workshop: str = HOME):
    with place.studio.documents.read(workshop) as tx:
        return tx.find(kind)


def put(place: Place, *documents) -> None:
    with place.studio.book(HOME) as tx:
        for one in documents:
            tx.put(one)


def begin(studio: Place, **fields) -> TestResponse:
    return studio.client.post("/workshops/", data={"token": studio.token(), "title": "Neighbours", **fields})


# -- what needs a person -------------------------------------------------------------------------


def test_every_need_is_said_and_leads_somewhere(place: Place) -> None:
    for kind, count in product(NeedKind, (1, 7)):
        ids = tuple(f"id-{number}" for number in range(count))
        need = Need(kind=kind, count=count, about=ids, names=ids, days=3)
        with place.app.test_request_context():
            said = told(need, HOME)
        assert str(count) in said.words
        assert "{" not in said.words + said.more
        assert said.url, f"{kind} has no page"
        assert said.button
        assert len(said.names) + said.unnamed == (0 if kind is NeedKind.WORK_FAILED else count)


def test_no_kind_of_need_is_without_words() -> None:
    assert set(SENTENCES) == set(BUTTONS) == set(NeedKind)


def test_needs_stand_first_and_go_when_somebody_saw_to_them(place: Place) -> None:
    clip = kept(place, Clip)[0]
    put(place, replace(clip, id="clip-walk", title="Walk <b>", people_complete=False))
    page = place.client.get(PAGE).text
    assert page.index("1 clip has nobody logged") < page.index('id="agenda"')
    assert "Walk &lt;b&gt;" in page
    assert f'href="{PAGE}clips/clip-walk/"' in page
    put(place, replace(clip, id="clip-walk", people_complete=True))
    assert "has nobody logged" not in place.client.get(PAGE).text


def test_the_part_that_is_fetched_again_holds_the_needs_alone(place: Place) -> None:
    kit = kept(place, Kit)[0]
    put(place, replace(kit, state=KitState.RECALLED, recalled_at=datetime.now(UTC) - timedelta(days=9)))
    part = place.client.get(f"{PAGE}needs").text
    assert "1 recalled kit is overdue" in part
    assert "for 9 days" in part
    assert "<html" not in part
    assert "<h1" not in part
    whole = place.client.get(PAGE).text
    assert f'hx-get="{PAGE}needs"' in whole
    assert "1 recalled kit is overdue" in whole


def test_refused_footage_is_listed_with_its_reason(place: Place) -> None:
    footage = kept(place, Footage)[0]
    put(
        place,
        replace(footage, id="footage-2", original_name="a.m3u8", state=FootageState.REFUSED, reason="a list"),
    )
    assert "1 file could not be used" in place.client.get(PAGE).text
    page = place.client.get(f"{PAGE}footage").text
    assert "a.m3u8" in page
    assert "a list" in page
    assert "Bread on the table" in page, "the clips of a file are named"


def test_clips_are_filtered_by_tag(place: Place) -> None:
    one = kept(place, Clip)[0]
    put(place, replace(one, tags=("bridge",)))
    page = place.client.get(f"{PAGE}?tag=bridge").text
    assert page.count('loading="lazy" width="320"') == 1
    assert place.client.get(f"{PAGE}?tag=nothing").text.count('loading="lazy" width="320"') == 2


def test_an_empty_workshop_says_what_to_do_first(place: Place) -> None:
    where = begin(place).headers["Location"]
    page = place.client.get(where).text
    assert "Add the people" in page
    assert "No footage has come in yet" in page
    assert page[: page.index("</ol>")].count('<a class="go') >= 3, "each step has its button"
    assert "Nothing needs a person now" not in page
    assert "Nothing needs a person now" not in place.client.get(f"{where}needs").text


def test_the_list_counts_what_the_workshop_lists(place: Place) -> None:
    kit = kept(place, Kit)[0]
    put(place, replace(kit, state=KitState.RECALLED, recalled_at=datetime.now(UTC) - timedelta(days=9)))
    put(place, replace(kept(place, Clip)[0], id="clip-walk", people_complete=False))
    listed = place.client.get(f"{PAGE}needs").text.count('class="need ')
    assert listed >= 2
    assert f"{listed} things need a person now" in place.client.get("/").text


def test_no_dot_stands_behind_the_last_fact(place: Place) -> None:
    page = place.client.get(begin(place, place="Bihać").headers["Location"]).text
    assert re.search(r"<bdi>Bihać</bdi>\s*</p>", page)


# -- beginning and changing ----------------------------------------------------------------------


def test_a_workshop_is_begun_and_is_whose_who_began_it(place: Place) -> None:
    answer = begin(
        place,
        place="Bihać",
        country="Bosna i Hercegovina",
        starts="2026-06-01",
        ends="2026-06-05",
        languages=["bs", "ar"],
        other_languages="prs, srp_Cyrl",
        facilitators="Mirsad\r\n\r\nAida",
    )
    assert answer.status_code == 303
    [new] = [one for one in place.studio.workshops() if one != HOME]
    [made] = kept(place, Workshop, new)
    assert (made.title, made.country, made.starts) == (
        "Neighbours",
        "BA",
        date(2026, 6, 1),
    )
    assert made.languages == ("bs", "ar", "fa-AF", "sr-Cyrl")
    assert made.facilitators == ("Mirsad", "Aida")
    assert new in account_named(place.studio, "Facilitator").workshops
    assert "العربية" in place.client.get(answer.headers["Location"]).text


def test_a_bad_form_comes_back_with_what_was_typed(place: Place) -> None:
    for fields, words in (
        ({"title": "  "}, "Fill this in."),
        ({"title": "x" * 5000}, "This is too long."),
        ({"starts": "2026-06-05", "ends": "2026-06-01"}, "It ends before it starts."),
        ({"starts": "soon"}, "This is no day."),
        ({"other_languages": "Klingon"}, "this is none"),
    ):
        typed: dict[str, object] = {"title": "Other", "place": "Café =1+1 <b>", **fields}
        for answer in (begin(place, **typed), place.post("about", **typed)):
            assert answer.status_code == 422, fields
            assert words in answer.text
            assert 'aria-invalid="true"' in answer.text
            assert "Café =1+1 &lt;b&gt;" in answer.text
    assert place.studio.workshops() == [HOME]
    assert kept(place, Workshop)[0].title == "Priče s mosta"


def test_a_workshop_is_changed(place: Place) -> None:
    fields = {"title": "=HYPERLINK(1)", "languages": "sq", "seen": place.seen("about")}
    assert place.post("about", **fields).status_code == 303
    [one] = kept(place, Workshop)
    assert (one.title, one.languages) == ("=HYPERLINK(1)", ("sq",))
    assert "=HYPERLINK(1)" in place.client.get(PAGE).text


def test_others_begin_no_workshop(place: Place) -> None:
    for role in (Role.HOST, Role.OFFICE, Role.OFFICER):
        browser = place.browser(role)
        assert browser.get("/workshops/new").status_code == 403
        with browser.session_transaction() as session:
            session["token"] = "mine"
        assert browser.post("/workshops/", data={"token": "mine", "title": "x"}).status_code == 403
    assert place.studio.workshops() == [HOME]


def test_days_for_deletion_are_said(place: Place) -> None:
    put(place, replace(kept(place, Workshop)[0], ends=date(2026, 6, 5)))
    page = place.client.get(f"{PAGE}about").text
    assert "2027-06-06" in page  # 365 days, and the first day after them
    assert "30 days" in page


# -- the agenda ----------------------------------------------------------------------------------


def rows(*some: tuple[str, str, str, str, str]) -> dict[str, object]:
    fields: dict[str, object] = {"id": [one[0] for one in some]}
    for number, (_id, title, day, starts, notes) in enumerate(some):
        for name, value in (("title", title), ("day", day), ("starts", starts), ("notes", notes)):
            fields[f"{name}-{number}"] = value
    return fields


def written(place: Place) -> list[AgendaSession]:
    """What was added to the plan of the small studio."""
    return [one for one in kept(place, AgendaSession) if one != PLANNED]


def test_an_agenda_is_written_changed_and_shown_day_by_day(place: Place) -> None:
    first = rows(("", "Film", "2026-06-02", "", ""), ("", "Names", "2026-06-01", "09:30", "in a circle"))
    assert place.post("agenda", **first).status_code == 303
    page = place.client.get(PAGE).text
    assert (
        page.index("2026-06-01")
        < page.index("<bdi>Names<")
        < page.index("2026-06-02")
        < page.index("<bdi>Film<")
    )
    names, film = sorted(written(place), key=lambda one: one.order)
    again = rows((film.id, "", "", "", ""), (names.id, "Games", "2026-06-01", "10:00", ""))
    again["seen"] = [seen(row_of(one)) for one in (film, names)]
    assert place.post("agenda", **again, more="1").headers["Location"].endswith("/agenda")
    [left] = written(place)
    assert (left.id, left.title, left.starts) == (names.id, "Games", "10:00")


def test_a_bad_row_is_named_and_nothing_that_was_typed_is_lost(place: Place) -> None:
    answer = place.post(
        "agenda", **rows(("", "Film", "2026-13-01", "", ""), ("", "", "", "9 o'clock", "bring bread"))
    )
    assert answer.status_code == 422
    assert all(words in answer.text for words in ("This is no day", "Fill this in", "This is no time"))
    assert "bring bread" in answer.text
    assert written(place) == []


# -- the office, and who sees what ---------------------------------------------------------------


def test_the_office_sees_figures_and_nobody(place: Place) -> None:
    put(place, *(Participant(id=f"person-{number}", pseudonym=f"Secret{number}") for number in range(9)))
    page = place.browser(Role.OFFICE).get("/").text
    assert "Priče s mosta" in page
    assert "Secret" not in page
    assert "Amra" not in page
    assert "<img" not in page
    assert re.search(r"<td>11</td>", page), "eleven people are enough to be counted"
    for url in (PAGE, f"{PAGE}needs", f"{PAGE}participants/"):
        assert place.browser(Role.OFFICE).get(url).status_code == 403


def test_few_people_are_a_dot(place: Place) -> None:
    assert re.search(r"<abbr[^>]*>·</abbr>", place.browser(Role.OFFICE).get("/").text)


def test_everybody_sees_their_own_workshops_alone(place: Place) -> None:
    with place.studio.book("mostar") as tx:
        tx.put(Workshop(id="mostar", title="Somebody else's"))
    for role in (Role.FACILITATOR, Role.OFFICE, Role.OFFICER):
        page = place.browser(role).get("/").text
        assert "Priče s mosta" in page
        assert "Somebody else's" not in page.replace("&#39;", "'")
    with place.studio.documents.write(ACCOUNTS) as tx:
        tx.put(replace(tx.get(Account, "account-office"), everywhere=True))
    assert "Somebody else" in place.browser(Role.OFFICE).get("/figures/").text


# -- the head of the ledger ----------------------------------------------------------------------


def test_the_head_is_shown_and_noted_as_kept(place: Place) -> None:
    page = place.client.get(f"{PAGE}head").text
    entries = re.search(r'name="entries" value="(\d+)"', page)
    assert entries
    assert "<svg" in place.client.get(f"{PAGE}head.svg").text
    assert place.post("head", entries=entries[1]).status_code == 303
    [note] = kept(place, HeadKept)
    assert (note.entries, note.by) == (int(entries[1]), "account-facilitator")


def test_a_head_that_never_was_is_not_noted(place: Place) -> None:
    for entries in ("", "many", "-1", "999999"):
        assert place.post("head", entries=entries).status_code == 400
    assert kept(place, HeadKept) == []


def test_days_at_the_ends_of_the_calendar_stop_no_page_and_no_answer(place):
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Workshop, HOME), starts=date.min, ends=date.max))
    for page in ("", "about", "participants/"):
        assert place.client.get(f"/workshops/{HOME}/{page}").status_code == 200, page
    yes = {"stage": "S3", "subject": "clip-bread", "audience": "online", "state": "given"}
    said = place.post("people/person-amra/answers", role="self", how="spoken", **yes)
    assert said.status_code == 303
    fields = {"title": "Priče s mosta", "starts": "0001-01-01", "ends": "9999-12-31"}
    answer = place.post("about", **fields)
    assert answer.status_code == 422
    assert answer.text.count("This year cannot be right") == 2
    assert 'value="9999-12-31"' in answer.text
