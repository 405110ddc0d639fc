"""Recipes: all faults together, text and back, clips found and trimmed, narrowed without who withdrew."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.editing.errors import NothingLeft, RecipeError
from pvstudio.editing.recipe import (
    Background,
    CardKind,
    Credits,
    CreditStyle,
    Line,
    OnWithheld,
    Opening,
    Part,
    Recipe,
    Transition,
    TransitionKind,
    clips_of,
    narrowed,
)
from pvstudio.model import Clip

GUIDE = Path(__file__).parents[2] / "docs" / "recipe.md"


def example() -> str:
    found = re.search(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def clip(name: str, *, title: str = "", ms: int = 10_000) -> Clip:
    return Clip(id=f"clip-{name}", footage_id="f", title=title or name, start_ms=500, end_ms=500 + ms)


def faults_of(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(RecipeError) as caught:
        Recipe.parse(text)
    assert "docs/recipe.md" in caught.value.advice
    return [(fault.line, fault.where) for fault in caught.value.faults]


def test_the_example_of_the_guide_is_understood() -> None:
    recipe = Recipe.parse(example())
    assert recipe.title("ar") == "قصص للإنسانية"
    assert recipe.title("fr") == "Stories to Humanity"
    assert recipe.parts[0].transition == Transition(kind=TransitionKind.FADE, ms=600)
    assert recipe.parts[1].transition == Transition()
    assert (recipe.parts[1].in_ms, recipe.parts[1].out_ms) == (1500, 9000)
    assert recipe.parts[0].name_language == "ar"
    assert recipe.opening is not None
    assert recipe.opening.background.colours == ("#3a2018", "#120c0a")


def test_every_fault_is_reported_with_its_line() -> None:
    text = example().replace("seconds = 6\n", "seconds = 600\n").replace('place = "', 'plce = "')
    text = text.replace('card = "lower-third"', 'card = "lower"').replace("out = 9.0", "out = 1.0")
    lines = text.splitlines()
    found = faults_of(text)
    assert [where for _, where in found] == [
        "opening.seconds",
        "parts[1].plce",
        "parts[2].card",
        "parts[2].out",
    ]
    named = [lines[line - 1].split("=")[0].strip() for line, _ in found if line]
    assert named == ["seconds", "plce", "card", "out"]


def test_a_near_miss_is_guessed() -> None:
    with pytest.raises(RecipeError, match="did you mean “transition”"):
        Recipe.parse('title = "x"\n[[parts]]\nclip = "a"\ntransitoin = "cut"\n')


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("title = ", "TOML"),
        ("", "title"),
        ('title = "x"', "parts"),
        ('title = "x"\n[[parts]]\ntitle = "y"', "parts[1].clip"),
        ('title = { ar = "x" }\n[[parts]]\nclip = "a"', "title"),
        ('title = "a\\nb"\n[[parts]]\nclip = "a"', "title"),
        ('title = "x"\nparts = "a"', "parts"),
        ('title = "x"\n[[parts]]\nclip = "a"\nlanguage = "english"', "parts[1].language"),
        ('title = "x"\n[[parts]]\nclip = "a"\ncard_seconds = true', "parts[1].card_seconds"),
        ('title = "x"\n[[parts]]\nclip = "a"\nbackground = "red"', "parts[1].background"),
        ('title = "x"\n[[parts]]\nclip = "a"\nbackground = { picture = "b" }', "parts[1].background"),
        ('title = "x"\n[[parts]]\nclip = "a"\n[output]\nburned_in = ["ar"]', "output.burned_in"),
        ('title = "x"\n[[parts]]\nclip = "a"\n[subtitles]\nlanguages = "ar"', "subtitles.languages"),
        ('title = "x"\n[[parts]]\nclip = "a"\n[credits]\nparticipants = "no"', "credits.participants"),
        ('title = "x"\nopening = 5\n[[parts]]\nclip = "a"', "opening"),
        (f'title = "{"x" * 201}"\n[[parts]]\nclip = "a"', "title"),
    ],
)
def test_what_is_not_allowed_is_named(text: str, where: str) -> None:
    assert where in [found for _, found in faults_of(text)]


def test_clips_are_found_by_id_or_title_and_trimmed() -> None:
    recipe = Recipe.parse(
        'title = "x"\n[[parts]]\nclip = "clip-a"\n[[parts]]\nclip = "b"\nin = 2\nout = 5.5\n'
    )
    one, two = clips_of(recipe, [clip("b"), clip("a", title="b2"), clip("c")])
    assert (one.id, one.start_ms, one.end_ms) == ("clip-a", 500, 10_500)
    assert (two.id, two.start_ms, two.end_ms) == ("clip-b", 2500, 6000)


def test_clips_that_do_not_fit_are_all_named() -> None:
    parts = '[[parts]]\nclip = "a"\nout = 11\n[[parts]]\nclip = "twice"\n[[parts]]\nclip = "none"\n'
    known = [clip("a"), clip("b", title="twice"), clip("c", title="twice")]
    with pytest.raises(RecipeError) as caught:
        clips_of(Recipe.parse(f'title = "x"\n{parts}'), known)
    assert [fault.where for fault in caught.value.faults] == [
        "parts[1].in/out",
        "parts[2].clip",
        "parts[3].clip",
    ]
    assert "clip-b, clip-c" in str(caught.value)


def test_a_narrowed_recipe_holds_nothing_of_the_clip() -> None:
    text = example().replace('["#3a2018", "#120c0a"]', '{ picture = "The bridge" }')
    less = narrowed(Recipe.parse(text + "# The bridge is Amina's\n"), {"clip-1", "The bridge"})
    assert [part.clip for part in less.parts] == ["Bread and tea"]
    assert "bridge" not in less.to_toml()
    assert Recipe.parse(less.to_toml()) == less


def test_a_film_of_nothing_is_refused() -> None:
    with pytest.raises(NothingLeft, match="Bread and tea"):
        narrowed(Recipe.parse(example()), {"The bridge", "Bread and tea"})


texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30).map(str.strip)
words = texts.filter(bool)
tags = st.sampled_from(["en", "ar", "bs", "sr-Cyrl", "fa-AF", "es-419"])
lines = st.builds(Line, text=texts, language=tags)
seconds = st.integers(1000, 20_000)
colours = st.from_regex(r"\A#[0-9a-f]{6}\Z")
grounds = st.builds(Background, colours=st.one_of(st.tuples(colours), st.tuples(colours, colours)))
fades = st.builds(Transition, kind=st.just(TransitionKind.FADE), ms=st.integers(100, 3000))
parts = st.builds(
    Part,
    clip=words,
    title=texts,
    name=texts,
    place=texts,
    language=tags,
    name_language=tags,
    card=st.sampled_from(CardKind),
    card_ms=seconds,
    background=grounds,
    in_ms=st.none() | st.integers(0, 5000),
    out_ms=st.none() | st.integers(5001, 9000),
    transition=st.just(Transition()) | fades,
)
rolls = st.builds(
    Credits,
    title=texts,
    language=tags,
    lines=st.lists(lines, max_size=5).map(tuple),
    style=st.sampled_from(CreditStyle),
    participants=st.booleans(),
    page_ms=seconds,
    background=grounds,
    transition=st.just(Transition()) | fades,
)
openings = st.builds(Opening, lines=st.lists(lines, max_size=5).map(tuple), ms=seconds, background=grounds)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    titles = draw(
        st.lists(st.builds(Line, text=words, language=tags), min_size=1, unique_by=lambda t: t.language)
    )
    languages = draw(st.lists(tags, unique=True))
    return Recipe(
        titles=tuple(titles),
        language=titles[0].language,
        parts=tuple(draw(st.lists(parts, min_size=1, max_size=4))),
        on_withheld=draw(st.sampled_from(OnWithheld)),
        opening=draw(st.none() | openings),
        credits=draw(st.none() | rolls),
        subtitles=tuple(languages),
        burned_in=tuple(languages[:1]),
    )


@settings(max_examples=40)
@given(recipes())
def test_a_recipe_survives_its_text(recipe: Recipe) -> None:
    assert Recipe.parse(recipe.to_toml()) == recipe


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_reasons(text: str) -> None:
    with suppress(RecipeError):
        Recipe.parse(text)
