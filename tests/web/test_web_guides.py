"""Discussion guides in the browser: begun, written row by row, translated side by side, printed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

from web_world import HOME, Place

from pvstudio.model import CutState, CutVersion
from workflows.accounts import Role
from workflows.guides import Part, guide_for, referrals_of

PATH = "guides/cut-1/{}/"


def form_of(text: str) -> dict[str, list[str]]:
    """Return what the form of a guide would send: its rows, as a browser has them."""
    fields: dict[str, list[str]] = {"seen": re.findall(r'name="seen" value="(\w+)"', text)}
    fields["source"] = re.findall(r'name="source" value="([\w-]+)"', text)
    for part in Part:
        fields[f"of-{part}"] = [unescape(one) for one in re.findall(rf'name="of-{part}" value="(.*?)"', text)]
        found = re.findall(rf'<textarea name="line-{part}"[^>]*>(.*?)</textarea>', text, re.DOTALL)
        fields[f"line-{part}"] = [unescape(one) for one in found]
    return fields


def opened(place: Place, language: str, **query: str) -> dict[str, list[str]]:
    answer = place.client.get(f"/workshops/{HOME}/" + PATH.format(language), query_string=query)
    assert answer.status_code == 200
    return form_of(answer.text)


def write(place: Place, language: str = "en", **lines: list[str]) -> None:
    """Keep a guide with these lines and no others."""
    fields = opened(place, language)
    kept = {f"line-{part}": lines.get(part, []) for part in Part}
    answer = place.post(PATH.format(language), seen=fields["seen"], **kept)
    assert answer.status_code == 303


def test_new_guide_starts_with_questions_and_the_titles_of_its_clips(place: Place) -> None:
    answer = place.post("guides/", cut="cut-1", language="en")
    assert answer.status_code == 303
    fields = form_of(place.client.get(answer.location).text)
    assert fields["line-synopsis"] == ["Bread on the table", "النهر"]
    assert len(fields["line-after"]) >= 5
    with place.studio.documents.read(HOME) as tx:
        assert guide_for(tx, "cut-1", "en") is None  # nothing is kept before somebody saves it


def test_rows_are_added_moved_and_taken_out_without_being_kept(place: Place) -> None:
    fields = opened(place, "en")
    fields["line-themes"], fields["of-themes"] = ["Bread", "Water"], ["", ""]
    for act, then in (
        ("add.themes.0", ["Bread", "Water", ""]),
        ("up.themes.1", ["Water", "Bread"]),
        ("down.themes.0", ["Water", "Bread"]),
        ("out.themes.0", ["Water"]),
        ("out.themes.9", ["Bread", "Water"]),
        ("nonsense", ["Bread", "Water"]),
    ):
        answer = place.post(PATH.format("en"), do=act, **fields)
        assert (answer.status_code, form_of(answer.text)["line-themes"]) == (200, then)
    with place.studio.documents.read(HOME) as tx:
        assert guide_for(tx, "cut-1", "en") is None


def test_saved_guide_is_shown_again_and_printed(place: Place) -> None:
    write(place, themes=["Bread & roses"], before=["  What do   you see? ", ""])
    fields = opened(place, "en")
    assert fields["line-before"] == ["What do you see?"]
    paper = place.client.get(f"/workshops/{HOME}/guides/cut-1/en/paper")
    assert "Bread &amp; roses" in paper.text
    assert "default-src 'none'" in paper.headers["Content-Security-Policy"]
    assert "data:image/jpeg" not in paper.text  # a guide shows nobody


def test_translation_stands_beside_its_source_each_in_its_own_direction(place: Place) -> None:
    write(place, before=["What do you see?", "What do you hear?"])
    answer = place.post("guides/", cut="cut-1", language="ar", source="en")
    fields = opened(place, "ar", source="en")
    assert "source=en" in answer.location
    assert fields["of-before"] == ["What do you see?", "What do you hear?"]
    fields["line-before"] = ["ماذا ترى؟", ""]
    assert place.post(PATH.format("ar"), **fields).status_code == 303
    page = place.client.get(f"/workshops/{HOME}/" + PATH.format("ar")).text
    assert page.count("Not translated yet") == 1
    assert '<p class="origin" lang="en" dir="ltr" id="of-before-0">What do you see?</p>' in page
    assert re.search(r'<textarea name="line-before" id="before-0" rows="2" lang="ar" dir="rtl"', page)
    assert "1 line to be translated" in place.client.get(f"/workshops/{HOME}/guides/").text


def test_what_was_typed_stays_where_it_is_refused(place: Place) -> None:
    fields = opened(place, "en")
    fields["line-before"] = ["x" * 601, "short"]
    answer = place.post(PATH.format("en"), **fields)
    assert answer.status_code == 422
    assert form_of(answer.text)["line-before"] == ["x" * 601, "short"]
    assert 'id="wrong-before-0"' in answer.text


def test_second_editor_sees_what_the_first_kept(place: Place) -> None:
    write(place, themes=["Bread"])
    fields = opened(place, "en")
    write(place, themes=["Water"])
    fields["line-themes"] = ["Salt"]
    answer = place.post(PATH.format("en"), **fields)
    assert answer.status_code == 409
    assert "Water" in answer.text
    assert form_of(answer.text)["line-themes"] == ["Salt"]
    assert place.post(PATH.format("en"), **form_of(answer.text)).status_code == 303


def test_names_that_would_stay_on_paper_are_named_to_the_editor(place: Place) -> None:
    fields = opened(place, "en")
    fields["line-after"] = ["Why did AMRA laugh?"]
    answer = place.post(PATH.format("en"), do="look", **fields)
    assert "<strong><bdi>Amra</bdi></strong>" in answer.text
    assert place.post(PATH.format("en"), **fields).status_code == 303  # told, not forbidden
    assert "It names somebody" in place.client.get(f"/workshops/{HOME}/guides/").text


def test_recalled_film_marks_its_guide(place: Place) -> None:
    write(place, themes=["Bread"])
    pages = [f"/workshops/{HOME}/guides/{path}" for path in ("", "cut-1/en/", "cut-1/en/paper")]
    recalled = re.compile(r"\b[Rr]ecalled\b")
    assert not any(recalled.search(place.client.get(page).text) for page in pages)
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(CutVersion, "version-1"), state=CutState.RECALLED))
    assert all(recalled.search(place.client.get(page).text) for page in pages)


def test_guide_can_be_deleted(place: Place) -> None:
    write(place, themes=["Bread"])
    assert place.post("guides/cut-1/en/delete").status_code == 303
    assert place.post("guides/cut-1/en/delete").status_code == 404


def test_what_is_not_there(place: Place) -> None:
    for path in ("cut-1/no-such-tongue/", "ghost/en/", "ghost/en/paper", "help/no-such-tongue/paper"):
        assert place.client.get(f"/workshops/{HOME}/guides/{path}").status_code == 404, path


def test_language_that_is_none_is_said_where_it_was_typed(place: Place) -> None:
    answer = place.post("guides/", cut="cut-1", language="en", other="Klingonish")
    assert answer.status_code == 422
    assert 'value="Klingonish"' in answer.text


def test_guides_are_for_those_who_work_here(place: Place) -> None:
    for role, status in ((Role.OFFICER, 200), (Role.HOST, 403), (Role.OFFICE, 403)):
        assert place.browser(role).get(f"/workshops/{HOME}/guides/").status_code == status


HELPER = {"name": "Dr Amela", "what_for": "a doctor", "phone": "+387 37 1", "languages": ["bs", "ar"]}


def test_helpers_are_kept_called_changed_and_printed(place: Place) -> None:
    assert place.post("guides/help/", **HELPER).status_code == 303
    assert "To be called" in place.client.get(f"/workshops/{HOME}/guides/help/").text
    with place.studio.documents.read(HOME) as tx:
        (kept,) = referrals_of(tx)
    assert place.post(f"guides/help/{kept.id}/called").status_code == 303
    page = place.client.get(f"/workshops/{HOME}/guides/help/").text
    assert "To be called" not in page
    assert datetime.now(UTC).astimezone().date().isoformat() in page
    sent = place.seen(f"guides/help/?which={kept.id}")
    changed = place.post("guides/help/", **HELPER | {"phone": "+387 37 2"}, id=kept.id, seen=sent)
    assert changed.status_code == 303
    paper = place.client.get(f"/workshops/{HOME}/guides/help/ar/paper").text
    assert '<html lang="ar" dir="rtl">' in paper
    assert "+387 37 2" in paper
    overtaken = place.post("guides/help/", **HELPER | {"phone": "+387 37 3"}, id=kept.id, seen=sent)
    assert overtaken.status_code == 409
    assert place.post(f"guides/help/{kept.id}/delete").status_code == 303
    assert place.post(f"guides/help/{kept.id}/called").status_code == 404


def test_helper_without_a_name_or_checked_tomorrow_is_refused_and_stays_typed(place: Place) -> None:
    answer = place.post("guides/help/", name="", what_for="a doctor", checked_on="2990-01-01")
    assert answer.status_code == 422
    assert 'value="a doctor"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2


def test_button_that_nobody_made_changes_nothing(place: Place) -> None:
    fields = opened(place, "en") | {"source": ["ghost"]}
    for act in ("up.before." + "9" * 5000, "out.before.-1", "up.nowhere.1", "add.before.x", "."):
        answer = place.post(PATH.format("en"), do=act, **fields)
        assert answer.status_code == 200
        assert form_of(answer.text)["line-before"] == fields["line-before"]
    assert place.post(PATH.format("en"), **fields).status_code == 303
    with place.studio.documents.read(HOME) as tx:
        kept = guide_for(tx, "cut-1", "en")
    assert kept is not None
    assert kept.source == ""
