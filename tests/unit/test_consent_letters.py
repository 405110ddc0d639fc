"""Letters of a film name nobody who asked not to be named; names are found as people read them."""

from __future__ import annotations

import pytest
from consent_world import World, kinds
from treated_world import NO_CREDIT, PSEUDONYM, film, wish

from consent.gate.policy import Kind, Moment
from consent.releases import Appearance
from pvstudio.model import Participant

RECIPE = """
title = "{title}"
language = "en"
[opening]
lines = ["{opening}"]
[[parts]]
clip = "clip-bread"
title = "{card}"
name = "{name}"
place = "{place}"
[[parts]]
clip = "clip-river"
name = "{other}"
[credits]
title = "{thanks}"
lines = ["{line}"]
"""
PLACES = ("title", "opening", "card", "name", "place", "other", "thanks", "line")


def letters(**said: str) -> str:
    return RECIPE.format(**{place: said.get(place, "x") for place in PLACES})


@pytest.mark.parametrize("place", [place for place in PLACES if place != "name"])
def test_who_wants_no_credit_is_named_nowhere(world: World, place: str) -> None:
    wish(world, NO_CREDIT)
    assert world.gate(film(world, NO_CREDIT, letters())) == ()
    named = film(world, NO_CREDIT, letters(**{place: "Bread by AMRA, Bihać"}))
    for moment in Moment:
        (reason,) = world.gate(named, moment=moment)
        assert (reason.kind, reason.participant_id) == (Kind.NAMED, world.amra.id)
        assert "Bread by AMRA, Bihać" in reason.words


def test_the_name_on_her_own_card_is_left_out_by_the_render(world: World) -> None:
    wish(world, NO_CREDIT)
    assert world.gate(film(world, NO_CREDIT, letters(name="Amra"))) == ()


def test_the_automatic_credits_of_a_film_are_letters_too(world: World) -> None:
    """Somebody else in the clip wanted no credit; Amra did after the film was made."""
    wish(world, NO_CREDIT)
    drawn = film(world, NO_CREDIT, letters(), credited=(world.amra.id, world.samir.id))
    assert kinds(world.gate(drawn)) == {Kind.NAMED}
    assert world.gate(drawn, moment=Moment.RENDER) == ()  # they will be drawn anew
    assert world.gate(film(world, NO_CREDIT, letters(), credited=(world.samir.id,))) == ()


def test_letters_are_read_whoever_and_whatever_is_gone(world: World) -> None:
    """Somebody was credited, or is seen, who is not in this workshop; a part has no item."""
    wish(world, NO_CREDIT | PSEUDONYM)
    fine = film(world, NO_CREDIT, letters(), credited=("person-ghost",))
    assert world.gate(fine) == ()
    less = world.version([world.bread], recipe=letters(other="Amra"), items=fine.items[:1])
    world.agree(world.amra, less)
    assert kinds(world.gate(less)) == {Kind.NAMED}  # on the card of a part that has no item
    world.tx.put(Appearance(id="ghost", clip_id=world.bread.id, participant_id="ghost", by=frozenset()))
    wish(world, PSEUDONYM)
    assert kinds(world.gate(film(world, PSEUDONYM, letters(name="Amra")))) == {Kind.UNKNOWN_PERSON}


def test_a_recipe_that_cannot_be_read_may_say_anything(world: World) -> None:
    assert world.gate(film(world, NO_CREDIT, "= =")) == ()
    wish(world, NO_CREDIT)
    assert kinds(world.gate(film(world, NO_CREDIT, "= ="))) == {Kind.NAMED}


@pytest.mark.parametrize(
    ("pseudonym", "text", "named"),
    [
        ("Amra", "Amra's bread", True),
        ("Amra", "Hljeb koji peče Amrin brat", True),  # “Amra's brother”
        ("Amra", "Za Amru", True),
        ("Amra", "Хлеб: Амра", True),  # the other alphabet
        ("Amra", "Samra i hljeb", False),
        ("Амра", "Amra", True),
        ("Milan", "Milanov hljeb", True),
        ("Milan", "Milano, 2024", False),
        ("Ana", "an apple, anytime, Anđela", False),
        ("Ana", "ANA", True),
        ("Élise", "elise", True),
        ("Person 3", "Person 31", False),
        ("سميرة", "سميرة", True),
        ("سميرة", "شكرا لأحمد وسميرة", True),  # “and Samira” is one word
        ("علی", "علي", True),  # two keyboards
        ("سميرة", "صباح الخير", False),
    ],
)
def test_names_are_found_as_people_read_them(world: World, pseudonym: str, text: str, named: bool) -> None:
    world.tx.put(Participant(id=world.amra.id, pseudonym=pseudonym))
    wish(world, NO_CREDIT)
    assert (kinds(world.gate(film(world, NO_CREDIT, letters(line=text)))) == {Kind.NAMED}) is named


@pytest.mark.parametrize(
    ("name", "fine"),
    [("Amra", True), ("", True), ("Amra Hadžić", False), ("A. H.", False), ("Samir", False), ("Амра", True)],
)
def test_a_card_calls_people_by_their_pseudonyms_where_they_ask_for_it(
    world: World, name: str, fine: bool
) -> None:
    wish(world, PSEUDONYM)
    assert (kinds(world.gate(film(world, PSEUDONYM, letters(name=name)))) == set()) is fine
    assert world.gate(film(world, PSEUDONYM | NO_CREDIT, letters(name=name))) == ()  # the card says no name


def test_a_card_may_name_everybody_in_the_clip(world: World) -> None:
    wish(world, PSEUDONYM)
    world.clip("Bread", [world.amra, world.samir])
    world.agree(world.samir, world.bread)
    together = film(world, PSEUDONYM, letters(name="Samir i Amra"))
    assert world.gate(together) == ()
