"""The cut builder by plain forms: what each one makes of a cut, conflicts, cards, dots, making a film."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Stage
from pvstudio.editing.recipe import CardKind, OnWithheld, Recipe
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Treatment
from pvstudio.subtitles.cues import Cue, Track
from web.pages.builder.paper import words_mark
from web.sending.queue import queue
from workflows.cutting import preview
from workflows.cutting.cuts import recipe_of, revision, steps
from workflows.cutting.dots import dots_of
from workflows.queue import JobState, Work, job_id

CUT = "cuts/cut-1"


def cut(place: Place, cut_id: str = "cut-1") -> Cut:
    with place.studio.documents.read(HOME) as tx:
        return tx.get(Cut, cut_id)


def recipe(place: Place) -> Recipe:
    return recipe_of(cut(place))


def change(place: Place, do: str, **fields: object) -> TestResponse:
    fields = {"revision": revision(cut(place))} | fields
    return place.post(f"{CUT}/change", do=do, **fields)


def page(place: Place, path: str = f"{CUT}/") -> str:
    answer = place.client.get(f"/workshops/{HOME}/{path}")
    assert answer.status_code == 200, path
    return unescape(answer.text)


def speak(place: Place) -> Track:
    """Let somebody say three sentences in the clip of the river."""
    texts = ("النهر عميق.", "لكن الجسر قريب.", "عبرنا ليلا.")
    cues = tuple(Cue(start_ms=n * 600, end_ms=n * 600 + 500, text=text) for n, text in enumerate(texts))
    with place.studio.documents.write(HOME) as tx:
        track = replace(tx.get(Track, "track-river"), cues=cues)
        tx.put(track)
    return track


def clips(place: Place) -> list[str]:
    return [part.clip for part in recipe(place).parts]


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


def test_a_withheld_clip_is_no_blank_card_where_dots_are_put(place: Place):
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Clip, "clip-river"), people_complete=False))
    for path in (f"{CUT}/dots/", f"{CUT}/dots/wall"):
        shown = page(place, path)
        assert "clips/clip-river/poster" not in shown
        assert "No picture to show here" in shown


def test_letters_that_name_who_wants_no_credit(place: Place):
    now = datetime.now(UTC) - timedelta(minutes=1)
    with place.studio.book(HOME) as tx:
        wish = Answer(
            id="answer-wish",
            at=now,
            participant_id="person-amra",
            stage=Stage.S3,
            subject_id="clip-bread",
            audience=Audience.COMMUNITY,
            state=AnswerState.LIMITED,
            treatments=frozenset({Treatment.NO_CREDIT}),
            notice=notice(Stage.S3, "en").reference,
        )
        record_answer(tx, wish)
    change(place, "remove", part=0)
    assert "asked not to be named" not in page(place)
    change(place, "card", part=0, card="full", title="For Amra", language="ar", name_language="ar")
    assert "asked not to be named" in page(place)


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


def test_the_group_votes_with_dots(place: Place):
    shown = page(place, f"{CUT}/dots/")
    turn = re.search(r'name="turn" value="([^"]+)"', shown)
    assert turn
    for _twice in range(2):
        place.post(f"{CUT}/dots/", turn=turn[1], **{"dots-clip-river": "3", "dots-clip-bread": "0"})
    assert place.post(f"{CUT}/dots/", turn="t", **{"dots-clip-bread": "4"}).status_code == 409
    with place.studio.documents.read(HOME) as tx:
        vote = dots_of(tx, "cut-1")
    assert (vote.on("clip-river"), vote.on("clip-bread"), vote.voted) == (3, 0, 1)
    wall = page(place, f"{CUT}/dots/wall")
    assert "1 person has voted." in wall
    assert "<strong" not in wall  # one ballot more, one change of the sums: that is how somebody voted
    assert wall.index("Bread on the table") < wall.index("النهر")
    place.post(f"{CUT}/dots/order", revision=revision(cut(place)))
    assert clips(place) == ["clip-river", "clip-bread"]
    assert place.post(f"{CUT}/dots/", turn="late", **{"dots-clip-bread": "1"}).status_code == 409
    place.post(f"{CUT}/dots/begin", each="2", by_name="1")
    assert "Who are you?" in page(place, f"{CUT}/dots/")
    assert (
        place.post(f"{CUT}/dots/", turn="u", person="nobody", **{"dots-clip-bread": "1"}).status_code == 404
    )


def test_the_room_sees_the_sums_when_the_facilitator_closes_the_vote(place: Place):
    for turn, clip in (("a", "bread"), ("b", "river"), ("c", "river")):
        place.post(f"{CUT}/dots/", turn=turn, **{f"dots-clip-{clip}": "2"})
        assert "<strong" not in page(place, f"{CUT}/dots/wall")
        assert "Put the film in this order" not in page(place, f"{CUT}/dots/")
    closed = place.post(f"{CUT}/dots/close")
    assert closed.location.endswith("/dots/wall")
    wall = page(place, f"{CUT}/dots/wall")
    assert re.findall(r"<strong[^>]*>(\d+)<", wall) == ["4", "2"]
    assert wall.index("النهر") < wall.index("Bread on the table")
    late = place.post(f"{CUT}/dots/", turn="d", **{"dots-clip-bread": "2"})
    assert (late.status_code, "This vote is closed." in late.text) == (409, True)
    assert "These are my dots" not in page(place, f"{CUT}/dots/")


def test_no_raw_picture_on_the_wall_of_who_did_not_agree_to_the_group(place: Place):
    poster = f"/workshops/{HOME}/clips/clip-bread/poster.jpg"
    assert poster in page(place)  # the facilitators' board
    assert poster not in page(place, f"{CUT}/dots/wall")
    assert poster not in page(place, f"{CUT}/dots/")
    now = datetime.now(UTC) - timedelta(minutes=1)
    with place.studio.book(HOME) as tx:
        yes = Answer(
            id="answer-group",
            at=now,
            participant_id="person-amra",
            stage=Stage.S3,
            subject_id="clip-bread",
            audience=Audience.GROUP,
            state=AnswerState.GIVEN,
            notice=notice(Stage.S3, "en").reference,
        )
        record_answer(tx, yes)
    assert poster in page(place, f"{CUT}/dots/wall")
