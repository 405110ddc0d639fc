"""Forms and count sheets on paper, typed in: once each; the same sheet again, otherwise, is asked about."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from feedback_world import KIT, TODAY, bring, bundle, clear, responses, said
from web_world import HOME, Place
from werkzeug.test import TestResponse

from workflows.feedback.responses import CameBy, QuoteConsent, Response
from workflows.reports.answers import answers_told

ID = f"response-{9:016x}"
FORM: dict[str, object] = {"id": ID, "moment": "after", "on": TODAY, "step-smiley": "4", "step-circles": "7"}
QUOTED = FORM | {"words-stays": "The woman with the bread.", "consent": "reports"}


def type_in(place: Place, **fields: object) -> TestResponse:
    return place.post("feedback/kits/kit-1/type", **fields)


def count_in(place: Place, **strokes: object) -> TestResponse:
    return place.post("feedback/kits/kit-1/count", on=TODAY, **{"id": ID, **strokes})


def button(page: TestResponse, name: str) -> str:
    """Return what a button of the page sends."""
    assert page.status_code == 409
    found = re.search(rf'<button[^>]*name="{name}" value="([^"]+)"', page.text)
    assert found
    return found[1]


def faces(place: Place) -> Counter[int]:
    return Counter(one.answers["smiley"] for one in responses(place))


def test_a_form_on_paper_is_typed_once_and_strokes_are_people(place: Place) -> None:
    typed: dict[str, Any] = {**QUOTED, "mark": ["cup", "sun"]}
    for _time in range(2):
        assert type_in(place, **typed).status_code == 303
    [one] = responses(place)
    assert (one.answers, one.mark, dict(one.said), one.came_by) == (
        {"smiley": 4, "circles": 7},
        "sun-cup",
        {"stays": "The woman with the bread."},
        CameBy.PAPER,
    )
    for _time in range(2):
        assert count_in(place, **{"id": "x", "strokes-5": "٣", "strokes-1": "2"}).status_code == 303
    assert len(responses(place)) == 6
    wrong = type_in(place, **{**FORM, "id": f"response-{8:016x}", "on": "2001-01-01"})
    assert wrong.status_code == 422
    assert f'value="response-{8:016x}"' in wrong.text, "put right, it is the same form"


@pytest.mark.parametrize("answers", [{"step-smiley": "4"}, {}], ids=["words and a face", "words alone"])
def test_a_yes_that_was_a_slip_becomes_the_no_that_stands_on_the_paper(
    place: Place, answers: dict[str, str]
) -> None:
    form = {"id": ID, "moment": "after", "on": TODAY, "words-stays": "It was me.", **answers}
    type_in(place, **form, consent="reports")
    page = type_in(place, **form, consent="none")
    assert page.status_code == 409
    assert "It was me." in page.text.partition("</textarea>")[0], "what was typed is in the form still"
    assert responses(place)[0].quote_consent is QuoteConsent.REPORTS, "nothing was replaced unasked"
    assert type_in(place, **form, consent="none", replaces=button(page, "replaces")).status_code == 303
    kept = responses(place)
    assert [dict(one.answers) for one in kept] == ([{"smiley": 4}] if answers else [])
    assert all(not one.said and one.quote_consent is QuoteConsent.NONE for one in kept)


def test_the_next_person_s_form_on_the_same_page_is_kept_beside_the_first(place: Place) -> None:
    type_in(place, **QUOTED)
    page = type_in(place, **FORM | {"step-smiley": "1"})
    other = button(page, "other")
    assert type_in(place, **FORM | {"step-smiley": "1", "other": other}).status_code == 303
    assert faces(place) == {4: 1, 1: 1}
    slip = type_in(place, **FORM | {"step-smiley": "2", "other": other})
    assert f'name="id" value="{other}"' in slip.text, "back once more: asked about again"
    replaces = button(slip, "replaces")
    assert type_in(place, **FORM | {"id": other, "step-smiley": "2", "replaces": replaces}).status_code == 303
    assert faces(place) == {4: 1, 2: 1}


def test_what_was_replaced_meanwhile_is_shown_first(place: Place) -> None:
    type_in(place, **FORM)
    stale = button(type_in(place, **FORM | {"step-smiley": "1"}), "replaces")
    type_in(place, **FORM | {"step-smiley": "2", "replaces": stale})
    assert type_in(place, **FORM | {"step-smiley": "1", "replaces": stale}).status_code == 409
    assert faces(place) == {2: 1}


def test_strokes_put_right_are_as_many_as_on_the_sheet(place: Place) -> None:
    count_in(place, **{"strokes-1": "21", "strokes-2": "1"})
    page = count_in(place, **{"strokes-1": "12"})
    assert faces(place) == {1: 21, 2: 1}
    assert count_in(place, **{"strokes-1": "12", "replaces": button(page, "replaces")}).status_code == 303
    assert faces(place) == {1: 12}
    page = count_in(place, **{"strokes-3": "2"})
    assert count_in(place, **{"strokes-3": "2", "other": button(page, "other")}).status_code == 303
    assert faces(place) == {1: 12, 3: 2}
    nothing = count_in(place, **{"strokes-1": "0"})
    assert count_in(place, **{"strokes-1": "0", "replaces": button(nothing, "replaces")}).status_code == 303
    assert faces(place) == {3: 2}
    assert count_in(place, **{"strokes-1": "0"}).status_code == 422


def test_a_sheet_put_right_after_its_month_was_told_is_not_told_again(place: Place) -> None:
    month = date.fromisoformat(TODAY).replace(day=1)
    later = [month + timedelta(days=32 * months) for months in (1, 2)]
    count_in(place, **{"strokes-2": "6"})
    [told] = answers_told(place.studio, HOME, today=later[0]).months
    page = count_in(place, **{"strokes-4": "6"})
    assert count_in(place, **{"strokes-4": "6", "replaces": button(page, "replaces")}).status_code == 303
    assert faces(place) == {4: 6}
    assert answers_told(place.studio, HOME, today=later[1]).months == (told,)
    assert set(told.counted) == {one.id for one in responses(place)}, "each answer once"


def test_a_sheet_takes_the_place_of_nothing_that_a_phone_said(place: Place) -> None:
    bring(place, bundle(said(9)))
    before = responses(place)
    for replaces in ("", "x"):
        assert type_in(place, **FORM | {"replaces": replaces}).status_code == 422
    assert responses(place) == before


def test_words_that_changed_since_they_were_read_are_read_again(place: Place) -> None:
    type_in(place, **QUOTED)
    shown = re.search(r'name="seen" value="(\w+)"', place.client.get(f"{KIT}/").text)
    assert shown
    page = type_in(place, **QUOTED | {"words-stays": "Amra baked it."})
    type_in(place, **QUOTED | {"words-stays": "Amra baked it.", "replaces": button(page, "replaces")})
    place.post(f"feedback/quotes/{ID}", do="clear", seen=shown[1])
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Response, ID).checked_at is None
    clear(place, ID)
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Response, ID).checked_at
