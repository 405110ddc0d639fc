"""Cuts in the making: changes, conflicts, taking back; what an erasure takes out of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_world import WORKSHOP, new_world

from consent.answers.recording import enrol
from pvstudio.editing.arranging import blank, moved, titled, trimmed_to, with_parts, without_part
from pvstudio.editing.errors import NoSuchPart, RecipeError
from pvstudio.editing.recipe import Line, Part, Recipe
from pvstudio.model import Clip, Cut, Participant, new_id
from workflows.cutting import cuts
from workflows.cutting.cuts import (
    EarlierRecipe,
    change_cut,
    forget_earlier,
    new_cut,
    recipe_of,
    redo,
    revision,
    steps,
    undo,
)
from workflows.cutting.dots import begin, dots_of, place
from workflows.cutting.errors import CutChanged, NothingToUndo, TitleTaken
from workflows.erasures import ErasureOrder, erase
from workflows.forget import forget_documents

PARTS = [Part(clip=f"clip-{who}") for who in ("amra", "bilal", "zahra")]


def begun(world, title: str = "Neighbours") -> Cut:
    return new_cut(world.studio, WORKSHOP, with_parts(blank(title, "en"), PARTS))


def change(world, cut: Cut, what, by: str = "Mirela") -> Cut:
    return change_cut(world.studio, WORKSHOP, cut.id, revision(cut), what, by=by)


def clips(cut: Cut) -> list[str]:
    return [part.clip.removeprefix("clip-") for part in recipe_of(cut).parts]


def kept(world) -> list[EarlierRecipe]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.find(EarlierRecipe)


def test_a_change_can_be_taken_back_and_done_again(world):
    cut = begun(world)
    after = change(world, cut, lambda recipe: moved(recipe, 0, 2))
    assert clips(after) == ["bilal", "zahra", "amra"]
    back = undo(world.studio, WORKSHOP, cut.id, revision(after), by="Jonas")
    assert back == cut
    assert redo(world.studio, WORKSHOP, cut.id, revision(back), by="Jonas") == after
    with pytest.raises(NothingToUndo):
        redo(world.studio, WORKSHOP, cut.id, revision(after), by="Jonas")


def test_two_people_change_one_cut_and_nothing_is_lost(world):
    cut = begun(world)
    theirs = change(world, cut, lambda recipe: moved(recipe, 0, 2), by="Jonas")
    with pytest.raises(CutChanged) as caught:
        change(world, cut, lambda recipe: without_part(recipe, 1))
    assert caught.value.who == "Jonas"
    assert caught.value.cut == theirs
    assert caught.value.mine is not None
    assert [part.clip for part in caught.value.mine.parts] == ["clip-amra", "clip-zahra"]
    mine = caught.value.mine
    chosen = change(world, theirs, lambda _theirs: mine)  # they look at both, and take mine
    assert clips(chosen) == ["amra", "zahra"]
    assert undo(world.studio, WORKSHOP, cut.id, revision(chosen), by="Jonas") == theirs
    with pytest.raises(CutChanged):
        undo(world.studio, WORKSHOP, cut.id, revision(chosen), by="Jonas")


def test_what_cannot_be_kept_changes_nothing(world):
    cut, other = begun(world), begun(world, "Other")
    for error, what in (
        (RecipeError, lambda recipe: trimmed_to(recipe, 0, 5000, 4000)),
        (NoSuchPart, lambda recipe: without_part(recipe, 7)),
        (TitleTaken, lambda recipe: titled(recipe, [Line(text=other.title, language="en")], "en")),
    ):
        with pytest.raises(error):
            change(world, cut, what)
    with pytest.raises(TitleTaken):
        begun(world)
    assert change(world, cut, lambda recipe: recipe) == cut
    assert kept(world) == []


def test_a_new_title_is_that_of_the_cut(world):
    renamed = change(world, begun(world), lambda r: titled(r, [Line(text="Pita", language="bs")], "bs"))
    assert renamed.title == "Pita"
    assert undo(world.studio, WORKSHOP, renamed.id, revision(renamed), by="").title == "Neighbours"


def test_only_so_many_steps_are_kept(world, monkeypatch):
    monkeypatch.setattr(cuts, "KEPT", 4)
    cut = begun(world)
    for _each in range(7):
        cut = change(world, cut, lambda recipe: moved(recipe, 0, 2))
    with world.studio.documents.read(WORKSHOP) as tx:
        found = steps(tx, cut.id)
    assert [one.number for one in found.back] == [7, 6, 5, 4]
    for _each in range(4):
        cut = undo(world.studio, WORKSHOP, cut.id, revision(cut), by="")
    assert clips(cut) == ["amra", "bilal", "zahra"]  # three moves are a full turn


def test_an_erasure_takes_earlier_recipes_that_name_the_clip(world):
    cut = begun(world)
    cut = change(world, cut, lambda recipe: without_part(recipe, 0))
    change(world, cut, lambda recipe: moved(recipe, 0, 1))
    with world.studio.documents.write(WORKSHOP) as tx:
        forget_earlier(tx, {"clip-amra", "clip of amra"})
    assert ["clip-amra" in one.recipe for one in kept(world)] == [False]


def test_an_erased_person_is_in_no_earlier_recipe_and_no_vote(world):
    cut = begun(world)
    cut = change(world, cut, lambda r: titled(r, [Line(text="For Amra", language="en")], "en"))
    cut = change(world, cut, lambda r: titled(r, [Line(text="For all", language="en")], "en"))
    begin(world.studio, WORKSHOP, cut.id, 3, by_name=True)
    place(world.studio, WORKSHOP, cut.id, ["clip-bilal"], {"clip-bilal": 2}, "t1", "amra")
    order = erase(world.studio, WORKSHOP, "amra", everything=True)
    forget_documents(world.studio, WORKSHOP, order.id)
    assert kept(world) == []
    with world.studio.documents.read(WORKSHOP) as tx:
        assert dots_of(tx, cut.id).ballots == ()
        assert "clip-amra" not in tx.get(Cut, cut.id).recipe


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ('Amra "Mimi"', 'Amra "Mimi"'),
        ("Amra", "AMRA"),
        ("Đurđa", "Ђурђа"),
        ("Amra", "Amrin vrt"),
        ("Amra", "#amra2026"),
    ],
)
def test_a_name_is_found_in_an_earlier_recipe_however_it_is_written(world, name: str, said: str):
    cut = new_cut(world.studio, WORKSHOP, with_parts(blank("Neighbours", "en"), PARTS[1:]))
    cut = change(world, cut, lambda r: titled(r, [Line(text=said, language="en")], "en"))
    cut = change(world, cut, lambda r: titled(r, [Line(text="For all", language="en")], "en"))
    assert len(kept(world)) == 2
    with world.studio.documents.write(WORKSHOP) as tx:
        forget_earlier(tx, {name})
    assert ["Neighbours" in one.recipe for one in kept(world)] == [True], "what does not name them stays"


def test_an_earlier_recipe_that_cannot_be_read_goes(world):
    cut = change(world, begun(world), lambda recipe: moved(recipe, 0, 1))
    [one] = kept(world)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(one, recipe='title = "Am\\u0072a'))
        forget_earlier(tx, {"Amra"})
    assert kept(world) == []
    assert clips(cut) == ["bilal", "amra", "zahra"]


@pytest.mark.parametrize("title", ['Amra "at" home', "Amra’s \\ bread"])
def test_a_cut_forgets_a_clip_whose_title_holds_a_quote(world, title: str):
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, "clip-amra"), title=title))
    cut = new_cut(
        world.studio, WORKSHOP, with_parts(blank("Home", "en"), [Part(clip=title), Part(clip="clip-bilal")])
    )
    order = erase(world.studio, WORKSHOP, "amra")
    forget_documents(world.studio, WORKSHOP, order.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        left = tx.get(Cut, cut.id)
        assert tx.get(ErasureOrder, order.id).still_named == ()
    assert clips(left) == ["bilal"]
    assert "Amra" not in left.recipe


def test_what_still_names_an_erased_person_is_told_however_it_is_written(world):
    with world.studio.book(WORKSHOP) as tx:
        enrol(tx, replace(tx.get(Participant, "amra"), pseudonym='Amra "Mimi"'))
    line = Line(text='АМРА "Мими" and Bilal', language="en")
    cut = new_cut(world.studio, WORKSHOP, titled(with_parts(blank("Home", "en"), PARTS[1:]), [line], "en"))
    order = erase(world.studio, WORKSHOP, "amra", everything=True)
    forget_documents(world.studio, WORKSHOP, order.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert f"Cut {cut.id}" in tx.get(ErasureOrder, order.id).still_named


def test_the_draft_of_a_film_without_a_part_outlives_an_erasure(world):
    cut = new_cut(world.studio, WORKSHOP, blank("About clip of amra", "en"))
    order = erase(world.studio, WORKSHOP, "amra")
    forget_documents(world.studio, WORKSHOP, order.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert recipe_of(tx.get(Cut, cut.id)).title() == "About clip of amra"
        assert tx.get(ErasureOrder, order.id).still_named == (f"Cut {cut.id}",)


def test_a_cut_of_which_an_erasure_left_nothing_can_be_begun_anew(world):
    cut = begun(world)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(cut, recipe="", title="Erased film"))
    empty = replace(cut, recipe="", title="Erased film")
    assert clips(change(world, empty, lambda recipe: with_parts(recipe, PARTS[:1]))) == ["amra"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return new_world(tmp_path_factory.mktemp("cuts"))


@given(data=st.data())
@settings(max_examples=15)
def test_taking_everything_back_leads_to_the_beginning(shared, data: st.DataObject):
    """Any walk of moves and removals, undone step by step, and done again, is the same walk."""
    world = shared
    cut = start = begun(world, new_id("title"))
    walk = [cut.recipe]
    for _step in range(data.draw(st.integers(1, 5))):
        count = len(recipe_of(cut).parts)
        if not count:
            break
        one, other = (data.draw(st.integers(0, count - 1)) for _ in "ab")
        what = data.draw(
            st.sampled_from([lambda r, a=one, b=other: moved(r, a, b), lambda r, a=one: without_part(r, a)])
        )
        before, cut = cut, change(world, cut, what)
        walk += [cut.recipe] if cut != before else []
    end = cut
    for expected in reversed(walk[:-1]):
        cut = undo(world.studio, WORKSHOP, cut.id, revision(cut), by="")
        assert cut.recipe == expected
    assert cut == start
    for expected in walk[1:]:
        cut = redo(world.studio, WORKSHOP, cut.id, revision(cut), by="")
        assert cut.recipe == expected
    assert cut == end
    assert isinstance(recipe_of(cut), Recipe)
