"""The consent walk: watched, drafted, read back, settled once; a no is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from walk_world import FILM, LENGTH, NO, NOT_NOW, YES, Phone, asked_film, quick, sent, with_child, with_film
from workflow_world import WORKSHOP, World, new_world

from consent.answers.recording import add_guardian
from consent.gate.overview import Letter
from consent.gate.states import ReleaseState
from consent.releases import How, Role, Stage, TeachBack
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Clip, Participant, Treatment
from workflows.erasures import erase
from workflows.forget import forget_documents
from workflows.phones import PresenceRefused
from workflows.reviews import request_of
from workflows.walks import (
    AnsweredMeanwhile,
    NotAsked,
    NotOffered,
    NotThereYet,
    NotWatchedYet,
    Step,
    Walk,
    WalkOver,
    Watched,
    began_watching,
    begin,
    chosen,
    languages_for,
    learned,
    left_out,
    named,
    note_played,
    offered,
    questions,
    said,
    settle,
    skip_watching,
    standing_now,
    still_asked,
    told,
    walk_of,
    watched,
    where,
)

MIXED = {Audience.GROUP: YES, Audience.COMMUNITY: YES, Audience.ONLINE: NO}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with quick():
        yield new_world(tmp_path)


@pytest.fixture
def amra(world: World) -> Phone:
    return Phone(world, "amra")


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


# -- settling --------------------------------------------------------------------------------


def test_only_what_was_read_back(world: World, amra: Phone) -> None:
    shown = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    said(world.studio, amra.visit, shown.id, Audience.PARTNERS, YES, amra.tick())  # in another tab
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(shown)
    assert amra.answers() == []
    assert len(amra.settle(moved.value.walk).answers) == 4


def test_answered_elsewhere_meanwhile(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    amra.elsewhere(NO, Audience.COMMUNITY)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.audience for one in moved.value.answers] == [Audience.ONLINE]
    assert where(world.studio, amra.visit, moved.value.walk)[0] is Step.READ_BACK
    with pytest.raises(AnsweredMeanwhile):  # sent once more: still not what counts
        amra.settle(walk)
    amra.tick(timedelta(seconds=5))
    settled = amra.settle(moved.value.walk)
    assert len(settled.answers) == 3
    assert _mine(amra)[Audience.COMMUNITY] is ReleaseState.GIVEN


def test_what_was_not_read_back_is_not_recorded(world: World, amra: Phone) -> None:
    walk = amra.begin(Stage.S3, "clip-amra")
    amra.watch("clip-amra")
    walk = said(world.studio, amra.visit, walk.id, Audience.GROUP, YES, amra.tick())
    walk = said(world.studio, amra.visit, walk.id, Audience.ONLINE, NO, amra.tick())
    amra.elsewhere(NO, Audience.GROUP)
    with pytest.raises(NotThereYet) as early:
        amra.settle(walk)
    assert early.value.step is Step.LEARN
    assert len(amra.answers()) == 1


def test_a_no_after_a_yes_elsewhere_is_a_new_no(world: World, amra: Phone) -> None:
    walk = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED)
    amra.elsewhere(YES, Audience.GROUP)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    walk = moved.value.walk
    amra.elsewhere(YES, Audience.ONLINE)
    with pytest.raises(AnsweredMeanwhile) as moved:
        amra.settle(walk)
    assert [one.audience for one in moved.value.answers] == [Audience.ONLINE]
    assert _mine(amra)[Audience.ONLINE] is ReleaseState.WITHDRAWN
    noes = [one.id for one in amra.answers() if not one.state.is_yes]
    assert noes == [f"answer-{walk.id}-online", f"answer-{walk.id}-online-2"]


def test_a_refused_yes_takes_no_no_with_it(world: World, amra: Phone) -> None:
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Participant, "amra"), languages=("sq",)))
    settled = amra.whole(Stage.S3, "clip-amra", MIXED)
    assert settled.refused
    assert settled.refused.why == "notice-language"
    assert [one.audience for one in amra.answers()] == [Audience.ONLINE]
    assert where(world.studio, amra.visit, settled.walk)[0] is Step.LEARN
    in_albanian = replace(amra.visit, language="sq")
    assert languages_for(world.studio, amra.visit, Stage.S3)[:1] in {("sq",), ()}
    walk = learned(world.studio, in_albanian, settled.walk.id, amra.tick())
    assert walk.language == "sq"


def test_two_submits_at_once(world: World, amra: Phone) -> None:
    walk, at = amra.to_read_back(amra.begin(Stage.S3, "clip-amra"), MIXED), amra.tick()
    with ThreadPoolExecutor(2) as both:
        sent = [
            both.submit(settle, world.studio, amra.visit, walk.id, at, read=walk.stamp) for _tap in range(2)
        ]
        first, second = (one.result() for one in sent)
    assert first == second
    assert len(amra.answers()) == 3


def test_the_same_yes_once_more(amra: Phone) -> None:
    first = amra.whole(Stage.S3, "clip-amra", {Audience.GROUP: YES})
    second = amra.whole(Stage.S3, "clip-amra", {Audience.GROUP: YES})
    assert second.refused is None
    assert second.walk.id != first.walk.id
    assert second.answers == first.answers
    assert len(amra.answers()) == 1


def test_after_the_end_a_form_changes_nothing_in_silence(world: World, amra: Phone) -> None:
    walk = amra.whole(Stage.S3, "clip-amra", MIXED).walk
    assert said(world.studio, amra.visit, walk.id, Audience.GROUP, YES, amra.tick()) == walk
    with pytest.raises(WalkOver):
        said(world.studio, amra.visit, walk.id, Audience.GROUP, NO, amra.tick())


def test_no_to_taking_part_takes_everything_back(amra: Phone) -> None:
    amra.whole(Stage.S1, WORKSHOP, {None: YES})
    amra.whole(Stage.S3, "clip-amra", MIXED)
    amra.whole(Stage.S1, WORKSHOP, {None: NO})
    assert set(_mine(amra).values()) == {ReleaseState.WITHDRAWN}


def _mine(phone: Phone) -> dict[Audience | None, ReleaseState]:
    clip = f"clip-{phone.who}"
    return {
        one.audience: one.mine
        for one in standing_now(phone.world.studio, phone.visit, Stage.S3, clip, phone.tick())
    }


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
    assert set(_mine(aunt).values()) == {ReleaseState.GIVEN}
    assert set(_mine(uncle).values()) == {ReleaseState.PENDING}


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
