"""The group votes with dots, and the wall shows them when the vote is over."""

from __future__ import annotations

import re
from dataclasses import replace

from builder_world import CUT, clips, cut, page
from web_world import HOME, Place

from consent.releases import AnswerState
from pvstudio.model import Audience, Clip
from workflows.cutting.cuts import revision
from workflows.cutting.dots import dots_of


def test_a_withheld_clip_is_no_blank_card_where_dots_are_put(place: Place):
    with place.studio.documents.write(HOME) as tx:
        tx.put(replace(tx.get(Clip, "clip-river"), people_complete=False))
    for path in (f"{CUT}/dots/", f"{CUT}/dots/wall"):
        shown = page(place, path)
        assert "clips/clip-river/poster" not in shown
        assert "No picture to show here" in shown


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
    place.say("amra", "clip-bread", AnswerState.GIVEN, Audience.GROUP)
    assert poster in page(place, f"{CUT}/dots/wall")
