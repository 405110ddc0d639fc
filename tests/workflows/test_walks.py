"""The consent walk: its screens, and what was watched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from walk_world import LENGTH, MIXED, NO, NOT_NOW, YES, Phone
from workflow_world import WORKSHOP, World

from consent.releases import How, Stage, TeachBack
from pvstudio.model import Audience, Clip, Treatment
from workflows.phones import PresenceRefused
from workflows.walks import (
    AnsweredMeanwhile,
    NotOffered,
    NotThereYet,
    NotWatchedYet,
    Step,
    began_watching,
    begin,
    chosen,
    learned,
    left_out,
    named,
    note_played,
    offered,
    said,
    skip_watching,
    told,
    walk_of,
    watched,
    where,
)


def test_whole_walk(amra: Phone) -> None:
    settled = amra.whole(Stage.S3, "clip-amra", MIXED)
    assert settled.refused is None
    assert settled.walk.done_at
    by = {one.audience: one for one in amra.answers()}
    assert {audience: one.state for audience, one in by.items()} == MIXED
    assert by[Audience.GROUP].how is How.ON_SCREEN
    assert by[Audience.GROUP].teach_back is TeachBack.UNDERSTOOD
    assert by[Audience.GROUP].notice.startswith("S3/en/")
    assert by[Audience.GROUP].taken_by == ""
    assert settled.answers == amra.settle(settled.walk).answers
    assert len(amra.answers()) == 3


# -- the screens -----------------------------------------------------------------------------


def test_screens_in_order(world: World, amra: Phone) -> None:
    walk, screens = amra.begin(Stage.S3, "clip-amra"), []
    while (here := where(world.studio, amra.visit, walk))[0] is not Step.READ_BACK:
        screens.append(here)
        walk = amra.step(walk, MIXED)
    asked = [(Step.ASK, audience) for audience in Audience]
    rest = [(Step.HOW, None), (Step.NAME, None), (Step.TELL, None)]  # one language alone: not asked
    assert screens == [(Step.WATCH, None), (Step.LEARN, None), *asked, *rest]
    assert amra.answers() == []  # a draft is nothing


@pytest.mark.parametrize("answer", [NO, NOT_NOW])
def test_without_a_yes_straight_to_the_end(amra: Phone, answer: object) -> None:
    walk = amra.begin(Stage.S3, "clip-amra")
    for audience in Audience:
        walk = said(amra.world.studio, amra.visit, walk.id, audience, answer, amra.tick())  # type: ignore[arg-type]
    assert where(amra.world.studio, amra.visit, walk)[0] is Step.READ_BACK
    assert len(amra.settle(walk).answers) == (5 if answer is NO else 0)


def test_wrong_telling_explains_again(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    walk = told(world.studio, amra.visit, walk.id, 0, amra.tick())
    right = walk.told[0]
    wrong = next(one for one in range(3) if one != right)
    walk = told(world.studio, amra.visit, walk.id, wrong, amra.tick())
    assert where(world.studio, amra.visit, walk)[0] is Step.LEARN
    with pytest.raises(NotThereYet) as early:
        amra.settle(walk)
    assert early.value.step is Step.LEARN
    walk = learned(world.studio, amra.visit, walk.id, amra.tick())
    assert where(world.studio, amra.visit, walk)[0] is Step.TELL
    settled = amra.settle(told(world.studio, amra.visit, walk.id, right, amra.tick()))
    assert settled.walk.told == (right, 0, wrong, right)
    assert {one.teach_back for one in settled.answers} == {TeachBack.UNDERSTOOD}


def test_being_filmed_has_no_audiences_and_nothing_to_watch(world: World, amra: Phone) -> None:
    walk, screens = amra.begin(Stage.S2, WORKSHOP), []
    while (here := where(world.studio, amra.visit, walk)[0]) is not Step.READ_BACK:
        screens.append(here)
        walk = amra.step(walk, {None: YES})
    assert screens == [Step.LEARN, Step.ASK, Step.TELL]
    assert [(one.stage, one.audience) for one in amra.settle(walk).answers] == [(Stage.S2, None)]


def test_another_language_is_learned_anew(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    walk = begin(world.studio, amra.visit, Stage.S3, "clip-amra", "bs", amra.tick())
    assert walk.language == "bs-Latn"
    assert not walk.learned
    assert dict(walk.said)[Audience.ONLINE] is NO
    in_bosnian = replace(amra.visit, language="bs")
    walk = learned(world.studio, in_bosnian, walk.id, amra.tick())
    assert where(world.studio, in_bosnian, walk)[0] is Step.TELL
    assert where(world.studio, amra.visit, walk)[0] is Step.LEARN  # the visit's is English again
    with pytest.raises(NotOffered):
        begin(world.studio, amra.visit, Stage.S3, "clip-amra", "tlh", amra.tick())


def test_conditions(world: World, amra: Phone) -> None:
    with world.studio.documents.write(WORKSHOP) as tx:
        home = tx.get(type(world.studio.workshop(WORKSHOP)), WORKSHOP)
        tx.put(replace(home, languages=("en", "ar", "sr-Latn")))
    studio, walk = world.studio, amra.begin(Stage.S3, "clip-amra")
    offer = offered(studio, amra.visit, walk)
    assert offer.treatments == (Treatment.FACE_BLURRED, Treatment.VOICE_SILENCED)
    assert offer.credits == (Treatment.PSEUDONYM, Treatment.NO_CREDIT)
    assert offer.languages == ("en", "ar", "sr-Latn")
    walk = amra.to_read_back(walk, MIXED)
    assert Step.LANGUAGES in walk.passed
    named(studio, amra.visit, walk.id, Treatment.PSEUDONYM, amra.tick())
    chosen(studio, amra.visit, walk.id, [Treatment.FACE_BLURRED], amra.tick())
    walk = named(studio, amra.visit, walk.id, Treatment.NO_CREDIT, amra.tick())  # one or the other
    walk = left_out(studio, amra.visit, walk.id, ["ar"], amra.tick())
    yes = next(one for one in amra.settle(walk).answers if one.audience is Audience.GROUP)
    assert yes.treatments == {Treatment.FACE_BLURRED, Treatment.NO_CREDIT}
    assert yes.languages_left_out == {"ar"}
    assert amra.begin(Stage.S3, "clip-amra").treatments == yes.treatments  # none is lost by not looking
    for wrong in (lambda: chosen(studio, amra.visit, walk.id, [Treatment.PLACE_HIDDEN], amra.at),
                  lambda: named(studio, amra.visit, walk.id, Treatment.FACE_BLURRED, amra.at),
                  lambda: left_out(studio, amra.visit, walk.id, ["fr"], amra.at),
                  lambda: told(studio, amra.visit, walk.id, 3, amra.at),
                  lambda: said(studio, amra.visit, walk.id, None, YES, amra.at)):  # fmt: skip
        with pytest.raises(NotOffered):
            wrong()


def test_a_condition_that_cannot_be_done_stays_offered(world: World, amra: Phone) -> None:
    hidden = frozenset({Treatment.PLACE_HIDDEN})
    world.say("amra", Stage.S3, "clip-amra", Audience.GROUP, treatments=hidden)
    assert (
        Treatment.PLACE_HIDDEN
        in offered(world.studio, amra.visit, amra.begin(Stage.S3, "clip-amra")).treatments
    )


def test_narrations_that_were_heard(world: World, amra: Phone) -> None:
    note_played(world.studio, amra.visit, "a" * 64, amra.tick())  # no walk: nowhere to note it
    walk = amra.begin(Stage.S3, "clip-amra")
    for sha256 in ("a" * 64, "b" * 64, "a" * 64):
        note_played(world.studio, amra.visit, sha256, amra.tick())
    assert walk_of(world.studio, amra.visit, walk.id).played == ("a" * 64, "b" * 64)


# -- watching --------------------------------------------------------------------------------


def test_watched_by_time_in_one_visit(world: World, amra: Phone) -> None:
    with pytest.raises(NotWatchedYet) as early:
        watched(world.studio, amra.visit, "clip-amra", amra.tick())
    assert early.value.left_ms == 1800
    began_watching(world.studio, amra.visit, "clip-amra", amra.tick())
    began_watching(world.studio, amra.visit, "clip-amra", amra.tick(timedelta(seconds=1)))
    with pytest.raises(NotWatchedYet) as early:
        watched(world.studio, amra.visit, "clip-amra", amra.tick(timedelta(milliseconds=500)))
    assert early.value.left_ms == 300
    amra.visits += 1
    with pytest.raises(NotWatchedYet) as early:  # what began in another visit begins again
        watched(world.studio, amra.visit, "clip-amra", amra.tick(LENGTH))
    assert early.value.left_ms == 1800
    amra.watch("clip-amra")
    amra.visits += 1
    assert watched(world.studio, amra.visit, "clip-amra", amra.tick()).done_at


def test_a_yes_needs_watching_a_no_does_not(world: World, amra: Phone) -> None:
    walk = amra.begin(Stage.S3, "clip-amra")
    with pytest.raises(NotWatchedYet):
        said(world.studio, amra.visit, walk.id, Audience.GROUP, YES, amra.tick())
    assert (
        said(world.studio, amra.visit, walk.id, Audience.GROUP, NO, amra.tick()).state(Audience.GROUP) is NO
    )


def test_skipped_beside_a_facilitator(world: World, amra: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    import workflows.walks.watching as watching

    monkeypatch.setattr(watching, "check_presence", _present)
    with pytest.raises(PresenceRefused):
        skip_watching(world.studio, amra.visit, "clip-amra", "000000", amra.tick())
    assert skip_watching(world.studio, amra.visit, "clip-amra", "123456", amra.tick()).skipped_by == "mina"
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    amra.visits += 1  # in the next visit nobody stands beside
    with pytest.raises(NotThereYet) as early:
        amra.settle(walk)
    assert early.value.step is Step.WATCH
    amra.visits -= 1
    assert {one.taken_by for one in amra.settle(walk).answers} == {"mina"}


def _present(_studio: object, _visit: object, digits: str, _at: object) -> str:
    if digits != "123456":
        raise PresenceRefused
    return "mina"


def test_a_trimmed_clip_is_asked_anew(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    _trim(world)
    assert where(world.studio, amra.visit, walk)[0] is Step.WATCH
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.audience for one in moved.value.answers] == [Audience.ONLINE]  # the no is not lost
    walk = moved.value.walk
    assert where(world.studio, amra.visit, walk)[0] is Step.WATCH
    amra.watch("clip-amra")
    walk = walk_of(world.studio, amra.visit, walk.id)
    assert where(world.studio, amra.visit, walk) == (Step.ASK, Audience.GROUP)
    answers = amra.settle(amra.to_read_back(walk, MIXED)).answers
    assert {one.watched for one in answers} == {"footage-amra 0-1000 ms"} | {
        one.watched for one in moved.value.answers if one in answers
    }
    assert len(amra.answers()) == 3  # the same no is not recorded twice


def test_a_trimmed_clip_is_asked_anew_when_it_is_taken_up(amra: Phone) -> None:
    amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    _trim(amra.world)
    walk = amra.begin(Stage.S3, "clip-amra")
    assert (walk.said, walk.watched) == ((), "footage-amra 0-1000 ms")
    assert walk.learned


def test_watching_what_was_trimmed_asks_anew_at_once(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    _trim(world)
    amra.watch("clip-amra")
    walk = walk_of(world.studio, amra.visit, walk.id)
    assert (walk.said, walk.watched) == ((), "footage-amra 0-1000 ms")


def _trim(world: World) -> None:
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, "clip-amra"), end_ms=1000))
