"""Arranging recipes: laws of moving and trimming, and that every arrangement is written without loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.config import FilmFormat
from pvstudio.editing.arranging import (
    blank,
    checked,
    framed,
    moved,
    reordered,
    replaced,
    subtitled,
    titled,
    trimmed_to,
    with_parts,
    without_part,
)
from pvstudio.editing.errors import NoSuchPart, NotAnOrder, RecipeError
from pvstudio.editing.recipe import (
    Background,
    CardKind,
    Credits,
    CreditStyle,
    Line,
    Opening,
    Part,
    Recipe,
    Transition,
    TransitionKind,
)
from pvstudio.editing.recipe_parsing import drafted
from pvstudio.editing.running_time import running_time

WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
NAMES = st.sampled_from(["clip-a", "clip-b", "clip-c", "clip-d"])
FADES = st.integers(100, 3000).map(lambda ms: Transition(kind=TransitionKind.FADE, ms=ms))
TAGS = st.sampled_from(["en", "ar", "sr-Cyrl", "fa-AF"])


@st.composite
def parts(draw: st.DrawFn) -> Part:
    in_ms = draw(st.none() | st.integers(0, 1000))
    return Part(
        clip=draw(NAMES),
        title=draw(WORDS | st.just("")),
        name=draw(WORDS | st.just("")),
        language=draw(TAGS),
        name_language=draw(TAGS),
        card=draw(st.sampled_from(CardKind)),
        card_ms=draw(st.integers(1000, 20_000)),
        in_ms=in_ms,
        out_ms=draw(st.none() | st.integers((in_ms or 0) + 1, 9000)),
        transition=draw(FADES | st.just(Transition())),
    )


@st.composite
def recipes(draw: st.DrawFn, least: int = 0) -> Recipe:
    recipe = blank(draw(WORDS), draw(TAGS))
    recipe = with_parts(recipe, draw(st.lists(parts(), min_size=least, max_size=6)))
    names = [part.clip for part in recipe.parts]
    behind = Background(picture=names[0]) if names and draw(st.booleans()) else Background()
    line = Line(text=draw(WORDS), language=draw(TAGS))
    opening = Opening(lines=(line,), ms=draw(st.integers(1000, 60_000)), background=behind)
    ending = Credits(title=draw(WORDS), lines=(line, line), style=draw(st.sampled_from(CreditStyle)))
    return framed(recipe, draw(st.none() | st.just(opening)), draw(st.none() | st.just(ending)))


@given(recipes())
@settings(max_examples=30)
def test_what_is_written_is_read_back(recipe: Recipe):
    assert drafted(checked(recipe)) == recipe


@given(recipes(least=1), st.data())
@settings(max_examples=30)
def test_moving_back_undoes_moving(recipe: Recipe, data: st.DataObject):
    place = st.integers(0, len(recipe.parts) - 1)
    one, other = data.draw(place), data.draw(place)
    there = moved(recipe, one, other)
    assert moved(there, other, one) == recipe
    assert there.parts[other] == recipe.parts[one]
    assert sorted(map(repr, there.parts)) == sorted(map(repr, recipe.parts))


@given(recipes(least=1), st.data())
@settings(max_examples=30)
def test_an_order_and_its_inverse(recipe: Recipe, data: st.DataObject):
    order = data.draw(st.permutations(range(len(recipe.parts))))
    inverse = [order.index(number) for number in range(len(order))]
    assert reordered(reordered(recipe, order), inverse) == recipe


@given(recipes(), st.lists(parts(), min_size=1, max_size=3), st.data())
@settings(max_examples=30)
def test_what_was_added_can_be_taken_out(recipe: Recipe, new: list[Part], data: st.DataObject):
    at = data.draw(st.integers(0, len(recipe.parts)))
    longer = with_parts(recipe, new, at)
    assert longer.parts[at : at + len(new)] == tuple(new)
    for _each in new:
        longer = without_part(longer, at)
    assert longer == recipe


@given(recipes(least=1))
@settings(max_examples=30)
def test_no_picture_of_a_clip_stays_that_is_not_in_the_film(recipe: Recipe):
    while recipe.parts:
        recipe = without_part(recipe, 0)
        shown = {part.clip for part in recipe.parts}
        holders = [recipe.opening, recipe.credits, *recipe.parts]
        assert {one.background.picture for one in holders if one} - {""} <= shown
        checked(recipe)


def three() -> Recipe:
    return with_parts(blank("Bread", "en"), [Part(clip=name) for name in "abc"])


@pytest.mark.parametrize("number", [-1, 3])
def test_places_that_are_not_there(number: int):
    for change in (without_part, lambda r, n: moved(r, n, 0), lambda r, n: moved(r, 0, n)):
        with pytest.raises(NoSuchPart) as caught:
            change(three(), number)
        assert caught.value.number == number
    with pytest.raises(NotAnOrder):
        reordered(three(), [0, 1, number])


def test_a_wrong_range_is_named_and_nothing_is_kept():
    with pytest.raises(RecipeError, match="later than"):
        checked(trimmed_to(three(), 1, 4000, 3000))
    with pytest.raises(RecipeError, match="at most 200"):
        checked(titled(three(), [Line(text="x" * 201, language="en")], "en"))


def test_only_languages_with_subtitles_are_burned_in():
    recipe = subtitled(three(), ["en", "ar"], ["ar", "bs"])
    assert (recipe.subtitles, recipe.burned_in) == (("en", "ar"), ("ar",))


def test_the_running_time_counts_cards_and_overlaps():
    film = FilmFormat(width=320, height=180, fps=25)
    bare = replaced(three(), 0, [Part(clip="a", card=CardKind.FULL, card_ms=2000)])
    bare = replace(bare, parts=tuple(replace(part, card=part.card) for part in bare.parts[:1]))
    assert running_time(bare, [1999], film).ms == 2000 + 1960  # whole frames only
    fade = Transition(kind=TransitionKind.FADE, ms=400)
    two = with_parts(bare, [Part(clip="b", card=CardKind.NONE, transition=fade)])
    found = running_time(framed(two, Opening(ms=1000), None), [1999, 4000], film)
    assert found.ms == 1000 + 2000 + 1960 + 4000 - 400
    assert found.starts_ms == (1000, 1000 + 2000 + 1960 - 400)
    assert found.exact


def test_credits_without_a_letter_take_no_time():
    film = FilmFormat(width=320, height=180, fps=25)
    silent = framed(three(), None, Credits(participants=True))
    assert running_time(silent, [1000] * 3, film).ms == running_time(three(), [1000] * 3, film).ms
    assert running_time(silent, [1000] * 3, film, people=1).ms > running_time(silent, [1000] * 3, film).ms
