"""The gate, rule by rule: each test opens it first, breaks one thing, and reads the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from consent_world import HOME, World, kinds

from consent.answers.recording import confirm_complete, lift_veto, log_appearance, place_veto
from consent.gate.policy import Kind, Moment, required_treatments
from consent.gate.records import Records
from consent.releases import (
    MUST_AGREE,
    AnswerState,
    Role,
    Sign,
    Stage,
    Veto,
)
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    CutItem,
    CutState,
    Participant,
    Treatment,
)

BLUR = frozenset({Treatment.FACE_BLURRED})


def test_an_unlogged_clip_is_withheld_from_everybody(world: World) -> None:
    new = world.person("Lejla")
    log_appearance(world.tx, world.bread.id, new.id, {Sign.VOICE})
    assert Kind.UNLOGGED in kinds(world.gate(world.film))
    world.agree(new, world.bread, world.film)
    assert kinds(world.gate(world.film)) == {Kind.UNLOGGED}
    confirm_complete(world.tx, world.bread.id)
    assert world.gate(world.film) == ()


def test_a_clip_that_nobody_is_in_needs_nobody_but_a_look(world: World) -> None:
    hills = world.clip("Hills", complete=False)
    assert kinds(world.clip_gate(hills)) == {Kind.UNLOGGED}
    confirm_complete(world.tx, hills.id)
    assert world.clip_gate(hills) == ()


@pytest.mark.parametrize("stage", list(Stage))
def test_silence_at_any_stage_is_no(stage: Stage) -> None:
    world = World()
    amra = world.person("Amra")
    bread = world.clip("Bread", [amra])
    film = world.version([bread])
    for asked, subject in ((Stage.S1, HOME), (Stage.S2, HOME), (Stage.S3, bread.id), (Stage.S4, film.id)):
        if asked is not stage:
            world.say(amra, asked, subject)
    (reason,) = world.gate(film)
    assert (reason.kind, reason.participant_id, reason.stage) == (Kind.NO_ANSWER, amra.id, stage)
    assert "Amra" in reason.words
    assert world.gate(film, moment=Moment.RENDER) == (() if stage is Stage.S4 else (reason,))


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize(
    ("state", "kind"), [(AnswerState.REFUSED, Kind.WITHDRAWN), (AnswerState.WITHDRAWN, Kind.WITHDRAWN)]
)
def test_a_no_after_a_yes_closes_at_once(world: World, stage: Stage, state: AnswerState, kind: Kind) -> None:
    subject = {Stage.S1: HOME, Stage.S2: HOME, Stage.S3: world.bread.id, Stage.S4: world.film.id}[stage]
    world.say(world.amra, stage, subject, state)
    assert kinds(world.gate(world.film)) == {kind}
    world.say(world.amra, stage, subject)  # a fresh yes, which they may always give
    assert world.gate(world.film) == ()


def test_a_first_no_is_a_refusal(world: World) -> None:
    hills = world.clip("Hills", [world.amra])
    world.say(world.amra, Stage.S3, hills.id, AnswerState.REFUSED)
    (reason,) = world.clip_gate(hills)
    assert reason.kind is Kind.REFUSED
    assert "“\u2068Hills\u2069”" in reason.words
    assert "the community" in reason.words


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.COMMUNITY])
def test_a_yes_is_for_its_audience_alone(world: World, audience: Audience) -> None:
    assert kinds(world.gate(world.film, audience)) == {Kind.NO_ANSWER}
    assert len(world.gate(world.film, audience)) == 4  # two clips, two films
    world.say(world.amra, Stage.S3, world.bread.id, AnswerState.REFUSED, audience=audience)
    assert world.gate(world.film) == ()  # nor does a no


def test_a_no_to_everybody_stands_over_each_yes_until_a_fresh_one(world: World) -> None:
    world.withdraw(world.amra, world.bread)
    assert kinds(world.clip_gate(world.bread)) == {Kind.WITHDRAWN}
    world.say(world.amra, Stage.S3, world.bread.id)
    assert world.clip_gate(world.bread) == ()
    assert kinds(world.clip_gate(world.bread, audience=Audience.PARTNERS)) == {Kind.WITHDRAWN}


def test_a_yes_ends_when_it_was_said_to_end(world: World) -> None:
    until = world.now + timedelta(days=30)
    world.say(world.amra, Stage.S3, world.bread.id, expires_at=until)
    assert world.gate(world.film, at=until - timedelta(microseconds=1)) == ()
    assert kinds(world.gate(world.film, at=until)) == {Kind.EXPIRED}


def test_a_yes_does_not_reach_back_in_time(world: World) -> None:
    before = world.now - timedelta(hours=1)
    assert Kind.NOT_YET in kinds(world.gate(world.film, at=before))
    world.withdraw(world.amra, world.bread)
    assert Kind.WITHDRAWN in kinds(world.gate(world.film, at=before))  # a no does


@pytest.mark.parametrize("stage", list(Stage))
def test_a_condition_is_met_by_the_film_or_it_is_withheld(world: World, stage: Stage) -> None:
    subject = {Stage.S1: HOME, Stage.S2: HOME, Stage.S3: world.bread.id, Stage.S4: world.film.id}[stage]
    world.say(world.amra, stage, subject, AnswerState.LIMITED, treatments=BLUR)
    (reason,) = world.gate(world.film)
    assert (reason.kind, reason.clip_id) == (Kind.TREATMENT_MISSING, world.bread.id)
    treated = world.version(
        [], items=(CutItem(clip_id=world.bread.id, treatments=BLUR), CutItem(clip_id=world.river.id))
    )
    world.agree(world.samir, treated)
    world.agree(world.amra, treated)
    if stage is not Stage.S4:  # the wish about the other film is not one about this
        assert kinds(world.gate(treated)) == {Kind.TREATMENT_UNCHECKED}
    world.check(treated)
    assert world.gate(treated) == ()


def test_each_showing_of_a_clip_must_be_treated(world: World) -> None:
    world.say(world.amra, Stage.S3, world.bread.id, AnswerState.LIMITED, treatments=BLUR)
    bare = CutItem(clip_id=world.bread.id)
    twice = world.version([], items=(replace(bare, treatments=BLUR), bare))
    world.agree(world.amra, twice)
    world.check(twice)
    assert kinds(world.gate(twice)) == {Kind.TREATMENT_MISSING}


@pytest.mark.parametrize(
    ("wished", "done", "enough"),
    [
        (Treatment.VOICE_DISGUISED, Treatment.VOICE_SILENCED, True),
        (Treatment.VOICE_SILENCED, Treatment.VOICE_DISGUISED, False),
        (Treatment.PSEUDONYM, Treatment.NO_CREDIT, True),
        (Treatment.NO_CREDIT, Treatment.PSEUDONYM, False),
        (Treatment.FACE_BLURRED, Treatment.VOICE_SILENCED, False),
    ],
)
def test_what_shows_less_fulfils_a_wish(
    world: World, wished: Treatment, done: Treatment, enough: bool
) -> None:
    world.say(world.amra, Stage.S3, world.bread.id, AnswerState.LIMITED, treatments=frozenset({wished}))
    assert (world.clip_gate(world.bread, [done]) == ()) is enough


def test_wishes_are_gathered_over_people_stages_and_rights(world: World) -> None:
    nur = world.person("Nur", AgeBand.MINOR)
    log_appearance(world.tx, world.bread.id, nur.id, {Sign.VOICE})
    guardian, child = MUST_AGREE[AgeBand.MINOR]
    silence = frozenset({Treatment.VOICE_SILENCED})
    world.say(world.amra, Stage.S3, world.bread.id, AnswerState.LIMITED, treatments=BLUR)
    world.say(nur, Stage.S3, world.bread.id, role=guardian)
    world.say(nur, Stage.S3, world.bread.id, AnswerState.LIMITED, role=child, treatments=silence)
    records = Records.for_clips(world.tx, HOME, [world.bread.id])
    assert required_treatments(world.bread.id, Audience.COMMUNITY, world.now, records) == BLUR | silence
    assert required_treatments(world.bread.id, Audience.ONLINE, world.now, records) == frozenset()


@pytest.mark.parametrize(
    ("left_out", "shown", "open_"),
    [
        ("sr", "sr-Latn", False),
        ("sr-Latn", "sr", False),
        ("sr-Latn", "sr-Cyrl", True),
        ("SR", "sr-cyrl", False),
        ("srp", "sr-Latn", False),
        ("sr_Latn ", "sr-Latn-RS", False),
        ("prs", "fa-AF", False),
        ("fa-AF", "prs", False),
        ("ku", "ckb", False),
        ("fa", "fa-AF", False),
        ("ar", "en", True),
    ],
)
def test_languages_left_out(world: World, left_out: str, shown: str, open_: bool) -> None:
    world.say(
        world.amra, Stage.S3, world.bread.id, AnswerState.LIMITED, languages_left_out=frozenset({left_out})
    )
    assert (world.gate(world.film, language=shown) == ()) is open_
    inside = replace(world.film, languages=("en", shown))
    world.tx.put(inside)
    assert (world.gate(inside) == ()) is open_  # the film holds them all
    assert (world.gate(inside, language=shown) == ()) is open_


@pytest.mark.parametrize("age", [AgeBand.MINOR, AgeBand.UNACCOMPANIED])
def test_a_child_needs_everybody_who_answers_for_it(age: AgeBand) -> None:
    for missing in MUST_AGREE[age]:
        world = World()
        nur = world.person("Nur", age)
        film = world.clip("Kite", [nur])
        for role in MUST_AGREE[age]:
            for stage, subject in ((Stage.S1, HOME), (Stage.S2, HOME), (Stage.S3, film.id)):
                if role is not missing or stage is not Stage.S3:
                    world.say(nur, stage, subject, role=role)
        (reason,) = world.clip_gate(film)
        assert (reason.kind, reason.stage) == (Kind.NO_ANSWER, Stage.S3)
        world.say(nur, Stage.S3, film.id, role=missing)
        assert world.clip_gate(film) == ()


def test_an_officers_no_counts_where_nobody_needs_her_yes() -> None:
    world = World()
    nur = world.person("Nur", AgeBand.MINOR)
    kite = world.clip("Kite", [nur])
    world.agree(nur, kite)
    assert world.clip_gate(kite) == ()
    world.say(nur, Stage.S3, kite.id, AnswerState.REFUSED, role=Role.BEST_INTERESTS)
    assert kinds(world.clip_gate(kite)) == {Kind.REFUSED}


@pytest.mark.parametrize("of", ["bread", "amra", "film", "cut"])
def test_a_veto_wins_over_every_yes(world: World, of: str) -> None:
    subject = "cut-1" if of == "cut" else getattr(world, of).id
    veto = place_veto(
        world.tx, Veto(id="veto-1", at=world.now, subject_id=subject, by="Ines", words="ask me first")
    )
    (reason,) = world.gate(world.film)
    assert reason.kind is Kind.VETO
    assert "ask me first" in reason.words
    lift_veto(world.tx, veto.id, by="Ines", at=world.tick())
    assert world.gate(world.film) == ()


def test_a_veto_for_one_audience_leaves_the_others(world: World) -> None:
    veto = Veto(id="v", at=world.now, subject_id=world.bread.id, by="Ines", audience=Audience.ONLINE)
    place_veto(world.tx, veto)
    assert world.gate(world.film) == ()
    assert Kind.VETO in kinds(world.gate(world.film, Audience.ONLINE))


def test_a_recalled_version_stays_closed_whatever_is_handed_in(world: World) -> None:
    world.tx.put(replace(world.film, state=CutState.RECALLED))
    assert kinds(world.gate(world.film)) == {Kind.RECALLED}  # a stale copy says rendered
    assert kinds(world.gate(replace(world.film, state=CutState.RECALLED))) == {Kind.RECALLED}


def test_nothing_unknown_is_shown(world: World) -> None:
    ghost = world.version([world.bread, replace(world.river, id="clip-ghost")])
    assert Kind.UNKNOWN_CLIP in kinds(world.gate(ghost, moment=Moment.RENDER))
    world.tx.delete(Participant, world.amra.id)
    assert kinds(world.gate(world.film)) == {Kind.UNKNOWN_PERSON}
    assert kinds(world.gate(world.version([]))) == {Kind.EMPTY}


def test_a_yes_does_not_carry_to_what_was_changed_afterwards(world: World) -> None:
    longer = replace(world.tx.get(Clip, world.bread.id), end_ms=1000)
    world.tx.put(longer)
    assert kinds(world.gate(world.film)) == {Kind.CHANGED}
    world.say(world.amra, Stage.S3, longer.id)
    assert world.gate(world.film) == ()
    again = replace(world.film, film_sha256="another film under the same name")
    world.tx.put(again)
    assert kinds(world.gate(again)) == {Kind.CHANGED}
    assert Kind.CHANGED in kinds(world.gate(world.film))  # the layout on record counts
