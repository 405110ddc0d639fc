"""Whose walk it is: of the child, of each guardian; and about a film."""

from __future__ import annotations

from datetime import timedelta

import pytest
from walk_world import FILM, LENGTH, MIXED, NO, YES, Phone, asked_film, mine, sent, with_child, with_film
from workflow_world import WORKSHOP, World

from consent.answers.recording import add_guardian
from consent.gate.overview import Letter
from consent.gate.states import ReleaseState
from consent.releases import Role, Stage
from pvstudio.errors import NotFound
from pvstudio.model import Audience
from workflows.erasures import erase
from workflows.forget import forget_documents
from workflows.reviews import request_of
from workflows.walks import (
    AnsweredMeanwhile,
    NotAsked,
    NotOffered,
    Step,
    Walk,
    Watched,
    began_watching,
    questions,
    said,
    standing_now,
    still_asked,
    walk_of,
    where,
)

# -- whose walk ------------------------------------------------------------------------------


def test_nothing_of_another(world: World, amra: Phone) -> None:
    walk, zahra = amra.begin(Stage.S3, "clip-amra"), Phone(world, "zahra")
    attempts = (
        lambda: walk_of(world.studio, zahra.visit, walk.id),
        lambda: said(world.studio, zahra.visit, walk.id, Audience.GROUP, NO, zahra.tick()),
        lambda: zahra.settle(walk),
        lambda: zahra.begin(Stage.S3, "clip-amra"),
        lambda: began_watching(world.studio, zahra.visit, "clip-amra", zahra.tick()),
        lambda: standing_now(world.studio, zahra.visit, Stage.S3, "clip-amra", zahra.tick()),
        lambda: zahra.begin(Stage.S2, "another-workshop"),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


def test_left_lying_for_a_day_it_begins_anew(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    assert amra.begin(Stage.S3, "clip-amra") == walk  # taken up
    amra.tick(timedelta(hours=25))
    with pytest.raises(NotFound):
        said(world.studio, amra.visit, walk.id, Audience.GROUP, NO, amra.tick())
    anew = amra.begin(Stage.S3, "clip-amra")
    assert anew.id != walk.id
    assert anew.said == ()


def test_child_and_guardian_in_turn(world: World) -> None:
    child, aunt = with_child(world)
    for phone in (child, aunt):
        for stage in (Stage.S1, Stage.S2):
            phone.whole(stage, WORKSHOP, {None: YES})
    child.whole(Stage.S3, "clip-bilal", MIXED)
    assert still_asked(world.studio, child.visit, Stage.S3, "clip-bilal", child.tick()) == (Role.GUARDIAN,)
    assert _letters(child)[Audience.GROUP] is Letter.PENDING
    walk = aunt.begin(Stage.S3, "clip-bilal")
    assert where(world.studio, aunt.visit, walk)[0] is Step.WATCH  # the child watched for itself alone
    with pytest.raises(NotFound):
        walk_of(world.studio, child.visit, walk.id)
    aunt.settle(aunt.to_read_back(walk, dict.fromkeys(Audience, YES)))
    letters = _letters(child)
    assert letters[Audience.GROUP] is Letter.YES
    assert letters[Audience.ONLINE] is Letter.NO
    assert letters[Audience.PARTNERS] is Letter.PENDING
    assert still_asked(world.studio, aunt.visit, Stage.S3, "clip-bilal", aunt.tick()) == (Role.CHILD_ASSENT,)
    assert {one.guardian_id for one in child.answers() if one.role is Role.GUARDIAN} == {aunt.guardian}


def test_nobody_is_asked_for_what_is_no_already(world: World) -> None:
    child, aunt = with_child(world)
    child.whole(Stage.S3, "clip-bilal", dict.fromkeys(Audience, NO))
    assert still_asked(world.studio, child.visit, Stage.S3, "clip-bilal", child.tick()) == ()
    assert still_asked(world.studio, aunt.visit, Stage.S2, WORKSHOP, aunt.tick()) == (Role.CHILD_ASSENT,)


def test_each_guardian_speaks_for_themselves(world: World) -> None:
    _child, aunt = with_child(world)
    with world.studio.book(WORKSHOP) as tx:
        uncle = Phone(world, "bilal", Role.GUARDIAN, add_guardian(tx, "bilal", "Uncle").id)
    aunt.whole(Stage.S3, "clip-bilal", dict.fromkeys(Audience, YES))
    assert set(mine(aunt).values()) == {ReleaseState.GIVEN}
    assert set(mine(uncle).values()) == {ReleaseState.PENDING}


def _letters(phone: Phone) -> dict[Audience | None, Letter]:
    clip = f"clip-{phone.who}"
    return {
        one.audience: one.together
        for one in standing_now(phone.world.studio, phone.visit, Stage.S3, clip, phone.tick())
    }


# -- this film -------------------------------------------------------------------------------


def test_a_film_that_was_sent(world: World, amra: Phone) -> None:
    world.everybody_agrees()
    with_film(world, ("en", "ar"))
    with pytest.raises(NotAsked):
        amra.begin(Stage.S4, FILM)
    sent(world, Audience.COMMUNITY)
    walk = amra.to_read_back(amra.begin(Stage.S4, FILM), {Audience.COMMUNITY: YES})
    assert walk.audiences == (Audience.COMMUNITY,)
    assert Step.LANGUAGES in walk.passed
    with world.studio.documents.read(WORKSHOP) as tx:
        request = request_of(tx, FILM, "amra")
        assert request
        assert (bool(request.watched_at), request.watched_in) == (True, "en")
    with pytest.raises(NotOffered):
        said(world.studio, amra.visit, walk.id, Audience.ONLINE, YES, amra.tick())
    amra.settle(walk)
    assert [one.content for one in amra.answers() if one.stage is Stage.S4] == [f"sha256:{'f' * 64}"]


def test_a_film_that_was_rendered_anew(world: World, amra: Phone) -> None:
    asked_film(world, Audience.COMMUNITY)
    walk = amra.to_read_back(amra.begin(Stage.S4, FILM), {Audience.COMMUNITY: YES})
    world.rendered(FILM, "e" * 64)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert where(world.studio, amra.visit, moved.value.walk)[0] is Step.WATCH
    assert [one for one in amra.answers() if one.stage is Stage.S4] == []


def test_what_there_is_to_be_asked(world: World, amra: Phone) -> None:
    with_film(world)
    found = {one.stage: one for one in questions(world.studio, amra.visit, amra.tick())}
    assert [(stage, one.open, one.asked) for stage, one in found.items()] == [
        (Stage.S1, True, True), (Stage.S2, True, True), (Stage.S3, True, True), (Stage.S4, False, False),
    ]  # fmt: skip
    world.everybody_agrees()
    sent(world, Audience.COMMUNITY)
    found = {one.stage: one for one in questions(world.studio, amra.visit, amra.tick(LENGTH))}
    assert not found[Stage.S2].open
    assert (found[Stage.S4].asked, found[Stage.S4].open) == (True, True)
    amra.whole(Stage.S4, FILM, {Audience.COMMUNITY: NO})
    found = {one.stage: one for one in questions(world.studio, amra.visit, amra.tick())}
    assert [one.audience for one in found[Stage.S4].counts] == [Audience.COMMUNITY]
    assert not found[Stage.S4].open
    assert found[Stage.S3].subject_id == "clip-amra"


def test_forgotten_with_the_person_and_with_the_clip(world: World, amra: Phone) -> None:
    for phone in (amra, Phone(world, "zahra")):
        phone.whole(Stage.S2, WORKSHOP, {None: YES})
        phone.whole(Stage.S3, f"clip-{phone.who}", MIXED)
    everything = erase(world.studio, WORKSHOP, "amra", everything=True)
    clip_alone = erase(world.studio, WORKSHOP, "zahra", ["clip-zahra"])
    assert _kept(world) == {"amra", "zahra", "clip-amra", "clip-zahra", WORKSHOP}
    forget_documents(world.studio, WORKSHOP, everything.id)
    assert _kept(world) == {"zahra", "clip-zahra", WORKSHOP}
    forget_documents(world.studio, WORKSHOP, clip_alone.id)
    assert _kept(world) == {"zahra", WORKSHOP}


def _kept(world: World) -> set[str]:
    with world.studio.documents.read(WORKSHOP) as tx:
        found = [*tx.find(Walk), *tx.find(Watched)]
    return {one.participant_id for one in found} | {one.subject_id for one in found}
