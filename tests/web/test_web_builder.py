"""The cut builder by plain forms: what each one makes of a cut, conflicts, cards."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from builder_world import CUT, change, clips, cut, page, recipe, speak
from web_world import HOME, Place

from pvstudio.editing.recipe import CardKind, OnWithheld
from pvstudio.model import Cut
from web.pages.builder.paper import words_mark
from workflows.cutting import preview
from workflows.cutting.cuts import recipe_of, revision, steps


def test_a_film_is_begun_from_a_template(place: Place):
    answer = place.post(
        "cuts/", title="قصص", language="ar", template="compilation", clips=["clip-river", "clip-bread"]
    )
    assert answer.status_code == 303
    made = cut(place, answer.location.rstrip("/").rpartition("/")[2])
    begun = recipe_of(made)
    assert (made.title, [part.clip for part in begun.parts]) == ("قصص", ["clip-river", "clip-bread"])
    assert {part.card for part in begun.parts} == {CardKind.FULL}
    assert "قصص" in page(place, "cuts/")
    again = place.post("cuts/", title="قصص", language="ar", template="empty")
    assert again.status_code == 409
    assert place.post("cuts/", title="", language="ar", template="empty").status_code == 400


def test_sentences_become_parts(place: Place):
    track = speak(place)
    shown = page(place, f"{CUT}/?clip=clip-river")
    assert 'dir="rtl"' in shown
    assert "لكن الجسر قريب." in shown
    answer = change(
        place, "sentences", track=track.id, mark=words_mark(track), s=["0", "2"], at_clip="clip-river"
    )
    assert answer.status_code == 303
    assert answer.location.endswith(f"/{CUT}/?clip=clip-river")
    first, second = recipe(place).parts[2:]
    assert ((first.in_ms, first.out_ms), (second.in_ms, second.out_ms)) == ((0, 600), (1100, 2000))
    assert {first.clip, second.clip} == {"clip-river"}
    anew = change(place, "sentences", track=track.id, mark=words_mark(track), s=["1"], part=2)
    assert anew.location.endswith("#part-2")
    assert (recipe(place).parts[2].in_ms, recipe(place).parts[2].out_ms) == (500, 1200)


def test_numbers_of_other_words_choose_nothing(place: Place):
    track = speak(place)
    seen = words_mark(track)
    with place.studio.documents.write(HOME) as tx:  # somebody corrects the words meanwhile
        tx.put(replace(track, cues=track.cues[1:]))
    before = cut(place)
    assert change(place, "sentences", track=track.id, mark=seen, s=["0"]).status_code == 409
    assert change(place, "sentences", track=track.id, mark=words_mark(track), s=[]).status_code == 409
    assert cut(place) == before


def test_words_are_found_in_every_clip(place: Place):
    speak(place)
    found = page(place, f"{CUT}/?q=الجِسر")
    assert "لكن الجسر قريب." in found
    assert 'name="s" value="2"' not in found
    assert "Nobody says this." in page(place, f"{CUT}/?q=helicopter")


def test_parts_are_added_moved_trimmed_and_taken_out(place: Place):
    assert clips(place) == ["clip-bread", "clip-river"]
    change(place, "move", part=0, to=1)
    assert clips(place) == ["clip-river", "clip-bread"]
    change(place, "part", part=1, act="up")
    assert change(place, "part", part=0, act="up").status_code == 409
    change(place, "part", part=0, act="down")
    assert clips(place) == ["clip-river", "clip-bread"]
    change(place, "add", clip="clip-river")
    assert clips(place) == ["clip-river", "clip-bread", "clip-river"]
    change(place, "trim", part=2, **{"in": "0.5", "out": "1.25"})
    assert (recipe(place).parts[2].in_ms, recipe(place).parts[2].out_ms) == (500, 1250)
    change(place, "trim", part=2, **{"in": "0", "out": ""})
    assert (recipe(place).parts[2].in_ms, recipe(place).parts[2].out_ms) == (None, None)
    change(place, "part", part=0, act="remove")
    assert clips(place) == ["clip-bread", "clip-river"]
    with place.studio.documents.read(HOME) as tx:
        assert {one.changed_by for one in steps(tx, "cut-1").back} == {"Facilitator"}
    for do, expected in (("back", 3), ("again", 2)):
        place.post(f"{CUT}/undo", do=do, revision=revision(cut(place)))
        assert len(clips(place)) == expected


@pytest.mark.parametrize(
    ("do", "fields", "status"),
    [
        ("trim", {"part": 0, "in": "1.5", "out": "0.5"}, 400),
        ("trim", {"part": 0, "in": "x"}, 400),
        ("trim", {"part": 0, "in": "NaN"}, 400),
        ("trim", {"part": 9, "in": "0"}, 409),
        ("move", {"part": 0, "to": 7}, 409),
        ("move", {"part": "-1", "to": 0}, 404),
        ("add", {"clip": "clip-ghost"}, 404),
        ("card", {"part": 0, "card": "huge"}, 400),
        ("card", {"part": 0, "card": "full", "title": "x" * 300}, 400),
        ("settings", {"title": "", "language": "en", "on_withheld": "stop"}, 400),
        ("settings", {"title": "x", "language": "<b>", "on_withheld": "stop"}, 400),
        ("frame", {"opening": "1", "opening_language": "en", "opening_seconds": "900"}, 400),
        ("mine", {"recipe": "not toml ="}, 400),
        ("erase everything", {}, 400),
    ],
)
def test_what_cannot_be_kept_is_said_and_changes_nothing(place: Place, do: str, fields: dict, status: int):
    before = cut(place)
    answer = change(place, do, **fields)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert cut(place) == before


def test_two_people_and_neither_loses_anything(place: Place):
    seen = revision(cut(place))
    change(place, "move", part=0, to=1)
    theirs = cut(place)
    answer = change(place, "remove", part=1, revision=seen)
    assert answer.status_code == 409
    shown = unescape(answer.text)
    assert "Facilitator" in shown
    mine = re.search(r'<textarea name="recipe" hidden>(.*?)</textarea>', shown, re.DOTALL)
    assert mine
    assert cut(place) == theirs
    change(place, "mine", recipe=mine[1])
    assert clips(place) == ["clip-bread"]
    place.post(f"{CUT}/undo", do="back", revision=revision(cut(place)))
    assert cut(place) == theirs


def test_settings_and_frame(place: Place):
    change(
        place,
        "settings",
        title="Hljeb",
        language="bs",
        title_languages=["ar", "en"],
        title_ar="خبز",
        title_en="",
        subtitles=["ar", "en"],
        burned_in=["ar", "bs"],
        on_withheld="leave-out",
    )
    change(
        place,
        "frame",
        opening="1",
        opening_language="bs",
        opening_lines="Hljeb\nar: خبز\nNote: not a language",
        opening_seconds="4",
        opening_ground="picture",
        opening_picture="clip-bread",
        credits="1",
        credits_language="bs",
        credits_title="Hvala",
        credits_style="roll",
        credits_seconds="6",
        credits_fade="0.5",
        credits_ground="colours",
        credits_top="#102030",
        credits_bottom="#102030",
    )
    found = recipe(place)
    assert [(one.language, one.text) for one in found.titles] == [("bs", "Hljeb"), ("ar", "خبز")]
    assert (found.subtitles, found.burned_in, found.on_withheld) == (
        ("ar", "en"),
        ("ar",),
        OnWithheld.LEAVE_OUT,
    )
    assert found.opening
    assert [one.language for one in found.opening.lines] == ["bs", "ar", "bs"]
    assert found.opening.background.picture == "clip-bread"
    assert found.credits
    assert (found.credits.background.colours, found.credits.transition.ms) == (("#102030",), 500)
    assert not found.credits.participants
    shown = page(place)
    assert "ar: خبز" in shown
    assert cut(place).title == "Hljeb"


def test_clips_that_are_gone_can_be_taken_out(place: Place):
    with place.studio.documents.write(HOME) as tx:
        known = tx.get(Cut, "cut-1")
        tx.put(replace(known, recipe=known.recipe.replace("clip-bread", "clip-ghost")))
    assert "not here any more" in page(place)
    change(place, "gone")
    assert clips(place) == ["clip-river"]


@pytest.mark.slow
def test_a_card_is_drawn_as_it_is_kept_and_as_it_is_written(place: Place):
    kept = place.client.get(f"/workshops/{HOME}/{CUT}/cards/part-0.jpg")
    fields = {"card": "full", "title": "رغيف", "language": "ar", "name_language": "ar"}
    written = place.post(f"{CUT}/cards/part-0.jpg", **fields)
    for answer in (kept, written):
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.data[:2] == b"\xff\xd8"
    assert kept.data != written.data
    assert recipe(place).parts[0].title == ""  # nothing was kept
    assert place.post(f"{CUT}/cards/part-0.jpg", card="none").status_code == 204
    assert place.post(f"{CUT}/cards/part-9.jpg", card="full").status_code == 409
    assert place.client.get(f"/workshops/{HOME}/{CUT}/cards/credits.jpg").status_code == 204
    assert len(preview._drawn) <= preview._KEPT
