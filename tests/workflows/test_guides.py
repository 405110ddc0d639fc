"""Guides: rows that are moved lose nothing, translations stand beside their source, two editors meet."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from guide_world import AT, LINES, ROWS, SOURCES, film, write
from hypothesis import given
from hypothesis import strategies as st
from workflow_world import WORKSHOP

from pvstudio.errors import NotFound
from pvstudio.model import Audience, Cut, CutState, CutVersion, Participant
from workflows import guides
from workflows.fields import ChangedMeanwhile, FormRefused, Problem, one_line, seen
from workflows.guides import Guide, Part, Written, delete, guide_for, guides_of, save
from workflows.guides.arranging import Act, arranged, of_rows
from workflows.guides.beside import State, beside
from workflows.guides.keeping import LONGEST, stand
from workflows.guides.starting import started, starting, starting_language, translated
from workflows.guides.warnings import Standing, names_in, standing
from workflows.layout import lay_out

FOLDER = Path(guides.__file__).parent


@given(ROWS, SOURCES)
def test_every_row_and_every_line_of_the_source_is_laid_out_once(
    rows: list[tuple[str, str]], source: list[str]
) -> None:
    laid = beside(rows, source)
    unsaid = list(source)
    for _text, origin in rows:
        if origin in unsaid:
            unsaid.remove(origin)
    own = [one for one in laid if (one.text, one.origin) in rows]
    added = list(laid)
    for row in rows:  # in their order
        at = next(n for n, one in enumerate(added) if (one.text, one.origin) == row)
        del added[at]
    assert sorted(one.origin for one in added) == sorted(unsaid)
    assert all(one.state is State.MISSING and not one.text for one in added)
    assert [(one.text, one.origin) for one in own if one.text] == [row for row in rows if row[0]]


@given(ROWS, SOURCES)
def test_laid_out_again_it_stays_as_it_is(rows: list[tuple[str, str]], source: list[str]) -> None:
    once = beside(rows, source)
    assert beside([(one.text, one.origin) for one in once], source) == once


@given(SOURCES, st.lists(LINES.filter(bool), max_size=6))
def test_whole_translation_lacks_nothing(source: list[str], words: list[str]) -> None:
    rows = [(words[at] if at < len(words) else "x", line) for at, line in enumerate(source)]
    assert {one.state for one in beside(rows, source)} <= {State.SAID}


def test_line_that_the_source_reworded_is_told_apart_and_the_new_one_is_missing() -> None:
    laid = beside([("ein", "one"), ("zwei", "two")], ["one", "two!"])
    assert [(one.text, one.origin, one.state) for one in laid] == [
        ("ein", "one", State.SAID),
        ("", "two!", State.MISSING),
        ("zwei", "two", State.CHANGED),
    ]


@given(ROWS, st.sampled_from(Act), st.integers(0, 9))
def test_moving_keeps_every_row_and_there_and_back_is_nothing(
    rows: list[tuple[str, str]], act: Act, row: int
) -> None:
    before = of_rows({Part.AFTER: rows, Part.CARE: [("x", "")]})
    after = arranged(before, act, Part.AFTER, row)
    assert after.rows(Part.CARE) == [("x", "")]
    if act in {Act.UP, Act.DOWN}:
        assert sorted(after.rows(Part.AFTER)) == sorted(rows)
        back, there = (Act.DOWN, row - 1) if act is Act.UP else (Act.UP, row + 1)
        if after.rows(Part.AFTER) != rows:
            assert arranged(after, back, Part.AFTER, there).rows(Part.AFTER) == rows
    if act is Act.ADD:
        assert arranged(after, Act.OUT, Part.AFTER, len(rows)).rows(Part.AFTER) == rows


@given(st.dictionaries(st.sampled_from(Part), st.lists(st.text(max_size=30), max_size=5)))
def test_what_is_kept_is_tidy_and_tidying_twice_changes_nothing(typed: dict[Part, list[str]]) -> None:
    written = Written(lines=typed)
    tidy = {part: [line for line in map(one_line, some) if line] for part, some in typed.items()}
    if not any(tidy.values()):
        with pytest.raises(FormRefused):
            written.checked()
        return
    kept = written.checked()
    assert {part: list(kept.lines[part]) for part in typed} == tidy
    assert kept.checked() == kept


def test_guide_comes_back_as_it_was_written(world, recipe):
    cut_id, _ = film(world, recipe("stop"))
    kept = write(world, cut_id, "en", before=["What do you see?", "  "], care=["No filming."])
    write(world, cut_id, "SR_latn", source="en", before=["Šta vidiš?"])
    with world.studio.documents.read(WORKSHOP) as tx:
        assert guide_for(tx, cut_id, "en") == kept
        assert kept.before == ("What do you see?",)
        assert [one.language for one in guides_of(tx, cut_id)] == ["en", "sr-Latn"]
        told = guide_for(tx, cut_id, "sr-Latn")
    assert told is not None
    assert (told.source, told.origins) == ("en", {Part.BEFORE: ("What do you see?",)})
    delete(world.studio, WORKSHOP, cut_id, "en")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [one.language for one in guides_of(tx, cut_id)] == ["sr-Latn"]


@pytest.mark.parametrize(
    ("lines", "field", "problem"),
    [
        ({Part.AFTER: ("x", "y" * (LONGEST + 1))}, "after-1", Problem.TOO_LONG),
        ({Part.AFTER: ("x",) * 41}, "after", Problem.TOO_LONG),
        ({Part.AFTER: (" ", "")}, "synopsis-0", Problem.MISSING),
    ],
)
def test_what_cannot_be_kept_is_named_by_its_row(world, recipe, lines, field, problem):
    cut_id, _ = film(world, recipe("stop"))
    with pytest.raises(FormRefused) as refused:
        save(world.studio, WORKSHOP, cut_id, "en", Written(lines=lines), by="a", at=AT)
    assert refused.value.problems == {field: problem}


def test_unknown_film_and_language_are_refused(world):
    written = Written(lines={Part.AFTER: ("x",)})
    with pytest.raises(NotFound):
        save(world.studio, WORKSHOP, "cut-none", "en", written, by="a", at=AT)
    with pytest.raises(FormRefused):
        save(world.studio, WORKSHOP, "cut-none", "Dari", written, by="a", at=AT)


def test_second_of_two_editors_overwrites_nothing(world, recipe):
    cut_id, _ = film(world, recipe("stop"))
    first = write(world, cut_id, after=["one"])
    write(world, cut_id, after=["two"])
    mine = Written(lines={Part.AFTER: ("three",)})
    with pytest.raises(ChangedMeanwhile):
        save(world.studio, WORKSHOP, cut_id, "en", mine, by="b", at=AT, sent=seen(stand(first)))
    with pytest.raises(ChangedMeanwhile):  # nobody had one when it was begun
        save(world.studio, WORKSHOP, cut_id, "en", mine, by="b", at=AT, sent=seen(stand(None)))


def test_new_guide_starts_with_questions_and_what_the_film_holds(world, recipe):
    cut_id, _ = film(world, recipe("stop"))
    with world.studio.documents.read(WORKSHOP) as tx:
        start = started(tx, tx.get(Cut, cut_id), "ckb")
    assert start.lines[Part.SYNOPSIS] == ("clip of amra", "clip of bilal", "clip of zahra")
    assert start.lines[Part.AFTER] == starting("en")[Part.AFTER]
    assert starting_language("ckb") == "en"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("starting.*.toml")), ids=lambda file: file.name)
def test_starting_texts_are_whole_and_may_be_kept(file):
    found = tomllib.loads(file.read_text("utf-8"))
    english = tomllib.loads((FOLDER / "starting.en.toml").read_text("utf-8"))
    assert {part: len(lines) for part, lines in found.items()} == {
        part: len(lines) for part, lines in english.items()
    }
    checked = Written(lines={Part(part): lines for part, lines in found.items()}).checked()
    assert {part: list(checked.lines[Part(part)]) for part in found} == found  # tidy already


def test_translation_starts_with_nothing_said(world, recipe):
    cut_id, _ = film(world, recipe("stop"))
    start = translated(write(world, cut_id, after=["one", "two"]))
    assert [one.state for one in beside(start.rows(Part.AFTER), ["one", "two"])] == [State.MISSING] * 2


def test_names_of_participants_are_found_as_people_read_them(world, recipe):
    film(world, recipe("stop"))
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Participant, "zahra"), pseudonym="زهراء"))
    with world.studio.documents.read(WORKSHOP) as tx:
        said = Written(lines={Part.AFTER: ("Why did АМРА laugh?",), Part.CARE: ("هل تعرف زهراء؟",)})
        assert names_in(tx, said) == ["Amra", "زهراء"]
        assert names_in(tx, Written(lines={Part.AFTER: ("Amrande is a town.",)})) == []


def test_recalled_film_is_known_and_a_guide_older_than_its_new_version_is_to_be_looked_at(world, recipe):
    cut_id, first = film(world, recipe("stop"))
    world.rendered(first)
    old = write(world, cut_id, after=["one"])

    def stands(guide: Guide | None) -> Standing:
        with world.studio.documents.read(WORKSHOP) as tx:
            return standing(tx, cut_id, guide)

    assert stands(old) is Standing.FINE
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(CutVersion, first), state=CutState.RECALLED))
    assert stands(old) is stands(None) is Standing.RECALLED
    second = lay_out(world.studio, WORKSHOP, recipe("stop"), Audience.COMMUNITY, cut_id=cut_id).version
    world.rendered(second.id)
    assert stands(old) is Standing.LOOK_AGAIN
    assert stands(replace(old, changed_at=datetime.now(UTC) + timedelta(seconds=1))) is Standing.FINE
    assert stands(None) is Standing.FINE
    late = write(world, cut_id, "ar", source="en", after=["واحد"])
    looked = replace(late, changed_at=datetime.now(UTC) + timedelta(seconds=1))
    assert stands(looked) is Standing.LOOK_AGAIN  # what it lacks is said in the words of the older one
