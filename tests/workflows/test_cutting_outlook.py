"""Looking ahead: what the gate would say to a draft; what differs between versions; dots of a group."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from workflow_world import WORKSHOP

from consent.gate.policy import Kind
from consent.releases import AnswerState, Stage
from pvstudio.editing.arranging import blank, framed, moved, on_withheld, trimmed_to, with_parts, without_part
from pvstudio.editing.recipe import CardKind, Credits, Line, OnWithheld, Part, Recipe
from pvstudio.model import Audience, Clip, Cut, CutVersion, Treatment
from workflows.cutting.comparing import Differs, differences
from workflows.cutting.cuts import new_cut
from workflows.cutting.dots import Dots, begin, by_dots, dots_of, forget_dots, place
from workflows.cutting.errors import TooManyDots
from workflows.cutting.outlook import Outlook, Warn, gone_from, outlook
from workflows.errors import Withheld
from workflows.layout import lay_out

COMMUNITY, ONLINE = Audience.COMMUNITY, Audience.ONLINE
PARTS = [Part(clip=f"clip-{who}", card=CardKind.NONE) for who in ("amra", "bilal", "zahra")]


def looked(world, recipe: Recipe) -> Outlook:
    with world.studio.documents.read(WORKSHOP) as tx:
        cut = Cut(id="cut-1", title="x", recipe="")
        return outlook(world.studio, tx, WORKSHOP, cut, recipe, datetime.now(UTC))


def film(*parts: Part) -> Recipe:
    return with_parts(blank("Neighbours", "en"), parts or PARTS)


def test_each_audience_is_judged_for_itself_and_nothing_is_kept(world):
    world.everybody_agrees()
    found = looked(world, film())
    assert found.stands_in_the_way(COMMUNITY, film()) == ()
    assert {one.participant_id for one in found.stands_in_the_way(ONLINE, film())} == {
        "amra",
        "bilal",
        "zahra",
    }
    assert [len(about) for about in found.judged[ONLINE].about_items] == [1, 1, 1]
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(CutVersion) == []


@pytest.mark.parametrize("what", OnWithheld)
def test_the_outlook_says_what_laying_out_does(world, what: OnWithheld):
    world.everybody_agrees()
    world.say("bilal", Stage.S3, "clip-bilal", COMMUNITY, AnswerState.REFUSED)
    recipe = on_withheld(film(), what)
    found = looked(world, recipe)
    reasons = found.stands_in_the_way(COMMUNITY, recipe)
    if what is OnWithheld.STOP:
        assert {one.participant_id for one in reasons} == {"bilal"}
        with pytest.raises(Withheld) as refusal:
            lay_out(world.studio, WORKSHOP, recipe.to_toml(), COMMUNITY)
        assert refusal.value.reasons == reasons
    else:
        assert reasons == ()
        made = lay_out(world.studio, WORKSHOP, recipe.to_toml(), COMMUNITY).version
        assert made.items == found.judged[COMMUNITY].version.items
        assert made.recipe == found.judged[COMMUNITY].version.recipe


def test_a_version_belongs_to_the_cut_that_it_was_built_in(world):
    world.everybody_agrees()
    cut = new_cut(world.studio, WORKSHOP, film())
    text = film().to_toml().replace("Neighbours", "Another title")
    assert lay_out(world.studio, WORKSHOP, text, COMMUNITY, cut_id=cut.id).version.cut_id == cut.id


def test_an_empty_draft_can_be_looked_at(world):
    found = looked(world, blank("x", "en"))
    assert {one.kind for one in found.stands_in_the_way(COMMUNITY, blank("x", "en"))} == {Kind.EMPTY}
    assert found.length.ms == 0


def test_letters_that_name_who_wants_no_credit_are_told(world):
    world.everybody_agrees()
    wish = frozenset({Treatment.NO_CREDIT})
    world.say("zahra", Stage.S3, "clip-zahra", COMMUNITY, AnswerState.LIMITED, wish)
    thanks = Credits(lines=(Line(text="Thanks to Zahra", language="en"),))
    inside = framed(film(), None, thanks)
    assert Kind.NAMED in {one.kind for one in looked(world, inside).stands_in_the_way(COMMUNITY, inside)}
    outside = framed(film(*PARTS[:2]), None, thanks)  # the gate does not ask her: she is not in the film
    found = looked(world, outside)
    assert found.stands_in_the_way(COMMUNITY, outside) == ()
    assert [(one.kind, one.name) for one in found.warnings] == [(Warn.NAMES_SOMEBODY, "Zahra")]
    assert looked(world, film()).warnings == ()


def test_what_will_not_work_or_may_not_be_meant_is_told(world):
    short = Part(clip="clip-amra", card=CardKind.LOWER_THIRD, in_ms=0, out_ms=800)
    again = Part(clip="clip-amra", card=CardKind.NONE, in_ms=700, out_ms=2000)
    beside = replace(again, in_ms=800)
    warned = looked(world, film(short, again)).warnings
    assert [(one.kind, one.number) for one in warned] == [(Warn.TOO_SHORT, 0), (Warn.OVERLAPS, 1)]
    assert [one.kind for one in looked(world, film(short, beside)).warnings] == [Warn.TOO_SHORT]


def test_parts_whose_clip_is_gone_are_named(world):
    recipe = film(PARTS[0], Part(clip="clip-nobody"), Part(clip="clip-bilal", out_ms=90_000))
    with world.studio.documents.read(WORKSHOP) as tx:
        assert gone_from(recipe, tx.find(Clip)) == (1, 2)


def laid(world, recipe: Recipe) -> CutVersion:
    return lay_out(world.studio, WORKSHOP, recipe.to_toml(), COMMUNITY).version


def test_what_differs_between_two_versions(world):
    world.everybody_agrees()
    old = laid(world, film())
    assert differences(old, laid(world, film())) == ()

    def kinds(recipe: Recipe) -> list[tuple[Differs, int | None, int | None]]:
        return [(one.kind, one.older, one.newer) for one in differences(old, laid(world, recipe))]

    assert kinds(without_part(film(), 1)) == [(Differs.REMOVED, 1, None)]
    assert kinds(film(*PARTS, PARTS[0])) == [(Differs.ADDED, None, 3)]
    assert kinds(moved(film(), 0, 2)) == [(Differs.MOVED, 0, 2)]
    assert kinds(trimmed_to(film(), 2, 100, 900)) == [(Differs.RETIMED, 2, 2)]
    lettered = film(replace(PARTS[0], place="Bihać"), *PARTS[1:])
    assert kinds(lettered) == [(Differs.LETTERS, 0, 0)]
    assert kinds(framed(film(), None, Credits())) == [(Differs.CREDITS, None, None)]
    wider = replace(old, audience=ONLINE, languages=("en",))
    assert [one.kind for one in differences(old, wider)] == [Differs.AUDIENCE, Differs.LANGUAGES]
    blurred = replace(old.items[0], treatments=frozenset({Treatment.FACE_BLURRED}))
    (treated,) = differences(old, replace(old, items=(blurred, *old.items[1:])))
    assert (treated.kind, treated.was, treated.now) == (Differs.TREATMENTS, (), ("face-blurred",))


CLIPS = [part.clip for part in PARTS]


def vote(world, turn: str, who: str = "", **dots: int) -> Dots:
    placed = {f"clip-{name}": number for name, number in dots.items()}
    return place(world.studio, WORKSHOP, "cut-1", CLIPS, placed, turn, who)


def test_dots_are_summed_and_put_in_order(world):
    vote(world, "t1", zahra=2, bilal=1)
    vote(world, "t2", zahra=1)
    found = vote(world, "t2", zahra=1)  # given in twice
    assert [found.on(clip) for clip in CLIPS] == [0, 1, 3]
    assert (found.voted, found.ballots) == (2, ())
    with world.studio.documents.read(WORKSHOP) as tx:
        ordered = by_dots(film(), tx.find(Clip), found)
    assert [part.clip for part in ordered.parts] == ["clip-zahra", "clip-bilal", "clip-amra"]


@pytest.mark.parametrize(
    "dots", [{"amra": 4}, {"amra": 2, "bilal": 2}, {"nobody": 1}, {"amra": -1, "bilal": 1}]
)
def test_nobody_has_more_dots_than_the_others(world, dots):
    with pytest.raises(TooManyDots):
        vote(world, "t1", **dots)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert dots_of(tx, "cut-1").voted == 0


def test_a_vote_by_name_can_be_changed_and_is_forgotten_with_the_person(world):
    begin(world.studio, WORKSHOP, "cut-1", 2, by_name=True)
    vote(world, "t1", "amra", zahra=2)
    vote(world, "t2", "amra", bilal=1)
    found = vote(world, "t3", "zahra", zahra=1)
    assert ([found.on(clip) for clip in CLIPS], found.voted) == ([0, 1, 1], 2)
    with world.studio.documents.write(WORKSHOP) as tx:
        forget_dots(tx, {"clip-zahra"}, "amra")
        left = dots_of(tx, "cut-1")
    assert [left.on(clip) for clip in CLIPS] == [0, 0, 0]
    assert "amra" not in str(left)
    begin(world.studio, WORKSHOP, "cut-1", 3, by_name=False)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert dots_of(tx, "cut-1").voted == 0
