"""What needs a person now: clips to be logged, watched and read, and people who have not answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from attention_world import found, kit
from consent_world import HOME, NOON, World

from consent.answers.recording import confirm_complete, place_veto
from consent.releases import AnswerState, Role, Stage, Veto
from pvstudio.model import (
    AgeBand,
    CutItem,
    CutState,
    Kit,
    Participant,
    Treatment,
)
from pvstudio.subtitles.cues import Cue, Mark, Track, TrackState
from pvstudio.subtitles.rows import print_of, rows_of
from workflows.attention import NeedKind


@pytest.fixture
def world() -> World:
    return World()


def test_clips_without_people_and_clips_without_a_confirmation_are_told_apart(world):
    amra = world.person("Amra")
    world.agree(amra)
    one, two = world.clip("Bread", complete=False), world.clip("River", [amra], complete=False)
    listed = found(world)
    assert listed[NeedKind.CLIP_UNLOGGED].names == ("Bread",)
    assert listed[NeedKind.CLIP_UNCONFIRMED].names == ("River",)
    confirm_complete(world.tx, one.id)  # an empty street: nobody is in it, and somebody says so
    confirm_complete(world.tx, two.id)
    assert found(world) == {}


def test_a_treated_clip_is_watched_by_somebody(world):
    amra = world.person("Amra")
    clip = world.clip("Bread", [amra])
    blurred = CutItem(clip_id=clip.id, treatments=frozenset({Treatment.FACE_BLURRED}))
    film = world.version([clip], items=(blurred,))
    need = found(world)[NeedKind.TREATMENT]
    assert (need.names, need.only) == (("Bread",), film.items[0].treated)
    world.check(film)
    assert NeedKind.TREATMENT not in found(world)


def test_subtitles_of_a_film_about_to_be_published_are_read_by_a_person(world):
    clip, other = world.clip("Bread"), world.clip("River")
    film = world.version([clip], languages=("ar",))
    for each, language in ((clip, "ar"), (clip, "bs"), (other, "ar")):
        world.tx.put(
            Track(
                id=f"{each.id}-{language}",
                clip_id=each.id,
                language=language,
                cues=(),
                source="recognised by Whisper",
            )
        )
    assert found(world)[NeedKind.SUBTITLES_MACHINE].names == ("Bread",)
    kit(world, cut_version_id=film.id)
    assert NeedKind.SUBTITLES_MACHINE not in found(world)
    world.tx.delete(Kit, "kit-1")
    read = replace(world.tx.get(Track, f"{clip.id}-ar"), state=TrackState.REVIEWED)
    world.tx.put(read)
    assert NeedKind.SUBTITLES_MACHINE not in found(world)


def test_a_translation_whose_source_was_changed_is_read_again(world):
    clip = world.clip("Bread")
    world.version([clip], languages=("en",))
    spoken = Track(
        id="ar",
        clip_id=clip.id,
        language="ar",
        cues=(Cue(start_ms=0, end_ms=900, text="خبز"),),
        marks=(Mark(id="r1"),),
        source="recognised by Whisper",
        state=TrackState.REVIEWED,
    )
    english = replace(
        spoken,
        id="en",
        language="en",
        translates="ar",
        marks=(Mark(id="r1", made_from=(print_of(rows_of(spoken)[0]),)),),
    )
    world.tx.put(spoken)
    world.tx.put(english)
    assert found(world) == {}
    world.tx.put(replace(spoken, cues=(Cue(start_ms=0, end_ms=900, text="خبز وماء"),)))
    assert found(world)[NeedKind.SUBTITLES_STALE].names == ("Bread",)


# -- people --------------------------------------------------------------------------------------


def test_who_has_not_answered_is_asked_stage_by_stage(world):
    amra, bilal = world.person("Amra"), world.person("Bilal")
    [first] = found(world).values()
    assert (first.kind, first.names) == (NeedKind.TAKE_PART, ("Amra", "Bilal"))
    world.say(amra, Stage.S1, HOME)
    assert found(world)[NeedKind.TAKE_PART].only == bilal.id
    assert found(world)[NeedKind.BE_FILMED].only == amra.id
    world.agree(amra)
    world.agree(bilal)
    assert found(world) == {}


def test_clips_of_a_film_are_asked_about_for_its_audience_and_so_are_those_that_it_left_out(world):
    amra, bilal, zahra = (world.person(name) for name in ("Amra", "Bilal", "Zahra"))
    bread, river, _gate = (
        world.clip(name, [who]) for name, who in (("Bread", amra), ("River", bilal), ("Gate", zahra))
    )
    for person in (amra, bilal, zahra):
        world.agree(person)
    assert found(world) == {}  # no film needs an answer yet
    film = world.version([bread], left_out=(river.id,), state=CutState.DRAFT)
    assert found(world)[NeedKind.SHARE].names == ("Amra", "Bilal")
    world.agree(amra, bread)
    world.say(bilal, Stage.S3, river.id, AnswerState.REFUSED)
    assert found(world) == {}  # a no is an answer
    world.tx.put(replace(film, state=CutState.RENDERED))
    assert found(world)[NeedKind.FILM].names == ("Amra",)
    world.agree(amra, film)
    assert found(world) == {}
    world.tx.put(replace(bread, end_ms=500))  # trimmed after they had watched it
    assert found(world)[NeedKind.SHARE].names == ("Amra",)


def test_only_the_newest_version_is_asked_about(world):
    amra = world.person("Amra")
    bread = world.clip("Bread", [amra])
    world.agree(amra, bread)
    world.version([bread])
    new = world.version([bread])
    world.agree(amra, new)
    assert found(world) == {}


def test_nobody_who_left_or_was_stopped_is_asked_again(world):
    amra, bilal = world.person("Amra"), world.person("Bilal")
    bread = world.clip("Bread", [amra, bilal])
    world.version([bread])
    world.say(amra, Stage.S1, HOME, AnswerState.REFUSED)
    place_veto(world.tx, Veto(id="veto-1", at=world.now, subject_id=bilal.id, by="Selma"))
    assert found(world) == {}


def test_a_child_needs_a_guardian_and_both_are_asked(world):
    lina = world.person("Lina", AgeBand.MINOR)
    assert NeedKind.GUARDIAN not in found(world)
    world.say(lina, Stage.S1, HOME, role=Role.GUARDIAN)
    assert NeedKind.TAKE_PART in found(world)  # the child has not said anything
    world.agree(lina)
    assert found(world) == {}
    other = Participant(id="person-sami", pseudonym="Sami", age_band=AgeBand.MINOR)
    world.tx.put(other)
    assert found(world)[NeedKind.GUARDIAN].names == ("Sami",)


def test_an_old_yes_is_asked_again_when_the_age_band_changes(world):
    amra = world.person("Amra")
    world.agree(amra)
    world.grow(amra, AgeBand.UNACCOMPANIED)
    assert found(world).keys() == {NeedKind.TAKE_PART}


def test_a_yes_that_ends_soon_is_told_and_one_that_has_ended_is_asked_again(world):
    amra = world.person("Amra")
    bread = world.clip("Bread", [amra])
    film = world.version([bread])
    world.agree(amra, bread)
    world.agree(amra, film, expires_at=NOON + timedelta(days=30))
    assert found(world) == {}
    need = found(world, NOON + timedelta(days=20))[NeedKind.ENDING]
    assert (need.names, need.days) == (("Amra",), 10)
    ended = found(world, NOON + timedelta(days=31))
    assert NeedKind.ENDING not in ended
    assert ended[NeedKind.FILM].names == ("Amra",)
