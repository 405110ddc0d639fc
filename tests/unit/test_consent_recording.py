"""What may be written down: a yes in order in every respect, a no whenever it can be understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from consent_world import HOME, World

from consent.answers.recording import confirm_complete, log_appearance, place_veto, record_answer
from consent.errors import AnswerRefused, ConsentError, Refusal
from consent.gate.policy import Kind
from consent.notices import notice
from consent.releases import Answer, AnswerState, Appearance, Role, Sign, Stage, Veto
from pvstudio.errors import NotFound
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    CutState,
    Footage,
    Treatment,
    Workshop,
)


@pytest.fixture
def world() -> World:
    world = World()
    world.amra, world.nur = world.person("Amra"), world.person("Nur", AgeBand.MINOR)
    world.bread, world.river = world.clip("Bread", [world.amra, world.nur]), world.clip("River")
    world.film = world.version([world.bread])
    return world


def answer(world: World, **changes: Any) -> Answer:
    """A yes of Amra's to showing her clip to the community."""
    yes = Answer(
        id="answer-1",
        at=world.now,
        participant_id=world.amra.id,
        stage=Stage.S3,
        subject_id=world.bread.id,
        state=AnswerState.GIVEN,
        audience=Audience.COMMUNITY,
        notice=notice(changes.get("stage", Stage.S3), "en").reference,
    )
    return replace(yes, **changes)


def refusal(world: World, **changes: Any) -> Refusal:
    with pytest.raises(AnswerRefused) as refused:
        record_answer(world.tx, answer(world, **changes), now=world.now)
    assert str(refused.value).endswith((".", "answered apart.")) or refused.value.advice
    return refused.value.why


FUTURE = timedelta(minutes=3)


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        (Refusal.UNKNOWN_PERSON, {"participant_id": "person-ghost"}),
        (Refusal.UNKNOWN_SUBJECT, {"subject_id": "clip-ghost"}),
        (Refusal.UNKNOWN_SUBJECT, {"stage": Stage.S4}),  # a clip's id where a film's belongs
        (Refusal.UNKNOWN_SUBJECT, {"stage": Stage.S1, "audience": None}),
        (Refusal.NOT_IN_IT, {"subject_id": "clip-river"}),
        (Refusal.WRONG_ROLE, {"role": Role.GUARDIAN}),
        (Refusal.WRONG_ROLE, {"participant_id": "person-nur", "role": Role.BEST_INTERESTS}),
        (Refusal.WRONG_AUDIENCE, {"audience": None}),
        (Refusal.WRONG_AUDIENCE, {"stage": Stage.S2, "subject_id": HOME}),
        (Refusal.NO_ZONE, {"at": datetime(2026, 5, 1, 12)}),  # noqa: DTZ001
        (Refusal.NO_ZONE, {"expires_at": datetime(2027, 5, 1, 12)}),  # noqa: DTZ001
    ],
)
def test_a_yes_out_of_order_is_refused(world: World, why: Refusal, changes: dict[str, Any]) -> None:
    assert refusal(world, **changes) is why
    assert world.tx.find(Answer) == []


def test_a_yes_from_the_future_or_past_its_end_is_refused(world: World) -> None:
    assert refusal(world, at=world.now + FUTURE) is Refusal.FROM_THE_FUTURE
    assert refusal(world, expires_at=world.now) is Refusal.EXPIRED_ALREADY


def test_a_yes_to_a_film_needs_a_film_that_could_be_watched(world: World) -> None:
    film = {"stage": Stage.S4, "subject_id": world.film.id}
    assert refusal(world, **film, at=world.now - FUTURE) is Refusal.BEFORE_THE_FILM
    for state in (CutState.DRAFT, CutState.RECALLED):
        world.tx.put(replace(world.film, state=state))
        assert refusal(world, **film) is Refusal.NOT_RENDERED
    world.say(world.amra, Stage.S4, world.film.id, AnswerState.REFUSED)  # a no needs none


def test_an_older_yes_does_not_replace_a_newer_answer(world: World) -> None:
    world.say(world.amra, Stage.S3, world.bread.id, AnswerState.REFUSED)
    assert refusal(world, at=world.now) is Refusal.NOT_FRESH
    world.tick()
    assert record_answer(world.tx, answer(world), now=world.now).number == 2


def test_the_same_yes_twice_is_refused_and_a_new_one_is_not(world: World) -> None:
    world.say(world.amra, Stage.S3, world.bread.id)
    world.tick()
    assert refusal(world) is Refusal.REPEATED
    world.say(world.amra, Stage.S3, world.bread.id, expires_at=world.now + timedelta(days=9))


def test_the_same_event_again_changes_nothing(world: World) -> None:
    first = record_answer(world.tx, answer(world), now=world.now)
    assert record_answer(world.tx, answer(world), now=world.tick()) == first
    assert world.tx.find(Answer) == [first]
    for other in ({"treatments": frozenset({Treatment.FACE_BLURRED})}, {"state": AnswerState.REFUSED}):
        assert refusal(world, **other) is Refusal.ID_TAKEN


def test_a_withdrawal_may_be_repeated(world: World) -> None:
    world.say(world.amra, Stage.S3, world.bread.id)
    no = answer(world, id="answer-2", state=AnswerState.WITHDRAWN, audience=None, at=world.now + FUTURE)
    first = record_answer(world.tx, no, now=world.now)
    assert first.at == world.now  # a wrong clock does not keep anything open
    assert record_answer(world.tx, no, now=world.tick()) == first
    assert record_answer(world.tx, replace(no, id="answer-3"), now=world.now).state is AnswerState.WITHDRAWN


@pytest.mark.parametrize("audience", [None, Audience.COMMUNITY])
def test_a_no_after_a_yes_is_a_withdrawal(world: World, audience: Audience | None) -> None:
    world.say(world.amra, Stage.S3, world.bread.id)
    said = world.say(world.amra, Stage.S3, world.bread.id, AnswerState.REFUSED, audience=audience)
    assert said.state is AnswerState.WITHDRAWN


def test_an_old_no_that_is_brought_in_late_closes_all_the_same(world: World) -> None:
    world.agree(world.amra, world.bread)
    world.tx.tx.delete(Appearance, world.tx.find(Appearance, participant_id=world.nur.id)[0].id)
    assert world.clip_gate(world.bread) == ()
    late = answer(world, id="late", state=AnswerState.WITHDRAWN, at=world.now - timedelta(days=2))
    record_answer(world.tx, late, now=world.now)
    assert world.clip_gate(world.bread) != ()


def test_a_yes_with_conditions_is_limited(world: World) -> None:
    said = record_answer(world.tx, answer(world, languages_left_out=frozenset({"ar"})), now=world.now)
    assert said.state is AnswerState.LIMITED


def test_a_child_who_answers_for_itself_assents(world: World) -> None:
    said = record_answer(world.tx, answer(world, participant_id=world.nur.id), now=world.now)
    assert said.role is Role.CHILD_ASSENT


def test_somebody_who_says_no_to_a_clip_is_in_it_until_people_looked(world: World) -> None:
    world.say(world.amra, Stage.S3, world.river.id, AnswerState.REFUSED)
    assert not world.tx.get(Clip, world.river.id).people_complete
    confirm_complete(world.tx, world.river.id)
    assert "\u2068Amra\u2069 said no" in world.clip_gate(world.river)[0].words


def test_a_no_to_a_film_that_one_is_not_logged_in_stops_it(world: World) -> None:
    samir = world.person("Samir")
    log_appearance(world.tx, world.river.id, samir.id, {Sign.FACE})
    confirm_complete(world.tx, world.river.id)
    world.agree(samir, world.river)
    film = world.version([world.river])
    world.agree(samir, film)
    assert world.gate(film) == ()
    lejla = world.person("Lejla")
    said = world.say(lejla, Stage.S4, film.id, AnswerState.REFUSED)
    assert world.tx.get(Answer, said.id) == said
    assert {one.kind for one in world.gate(film)} == {Kind.UNLOGGED}
    log_appearance(world.tx, world.river.id, lejla.id, {Sign.VOICE})
    world.agree(lejla, world.river)
    confirm_complete(world.tx, world.river.id)
    assert {one.kind for one in world.gate(film)} == {Kind.REFUSED}


@pytest.mark.parametrize(("days", "counts"), [(1, True), (365, True), (367, False), (9_000, False)])
def test_a_yes_to_a_clip_is_not_much_older_than_its_footage(world: World, days: int, counts: bool) -> None:
    footage = Footage(
        id=world.bread.footage_id, sha256="0" * 64, original_name="a.mp4", size_bytes=1, received_at=world.now
    )
    world.tx.put(footage)
    told = {"at": world.now - timedelta(days=days)}
    if counts:
        assert record_answer(world.tx, answer(world, **told), now=world.now)
    else:
        assert refusal(world, **told) is Refusal.FROM_THE_PAST


@pytest.mark.parametrize("stage", [Stage.S1, Stage.S2, Stage.S3])
def test_nobody_agreed_to_be_filmed_before_the_workshop(world: World, stage: Stage) -> None:
    world.tx.put(Workshop(id=HOME, title="Stories", starts=world.now.date()))
    subject = world.bread.id if stage is Stage.S3 else HOME
    audience = Audience.COMMUNITY if stage is Stage.S3 else None
    told = {"at": world.now - timedelta(days=2), "stage": stage, "subject_id": subject, "audience": audience}
    lejla = world.person("Lejla")
    log_appearance(world.tx, world.bread.id, lejla.id, {Sign.FACE})
    told |= {"participant_id": lejla.id, "notice": notice(stage, "en").reference}
    if stage is Stage.S1:
        assert record_answer(world.tx, answer(world, **told), now=world.now)
    else:
        assert refusal(world, **told) is Refusal.FROM_THE_PAST
    no = told | {"id": "no", "state": AnswerState.REFUSED}
    assert not record_answer(world.tx, answer(world, **no), now=world.now).state.is_yes


def test_what_was_watched_is_noted(world: World) -> None:
    clip = world.say(world.amra, Stage.S3, world.bread.id)
    film = world.say(world.amra, Stage.S4, world.film.id)
    assert (clip.watched, film.watched) == ("footage-Bread 0-900 ms", world.film.film_sha256)


def test_signs_add_up_and_a_new_face_makes_a_clip_unlogged(world: World) -> None:
    first = log_appearance(world.tx, world.bread.id, world.amra.id, {Sign.FACE})
    again = log_appearance(world.tx, world.bread.id, world.amra.id, {Sign.VOICE})
    assert again == replace(first, by=frozenset({Sign.FACE, Sign.VOICE}))
    assert world.tx.get(Clip, world.bread.id).people_complete
    log_appearance(world.tx, world.bread.id, world.person("Lejla").id, {Sign.OTHER})
    assert not world.tx.get(Clip, world.bread.id).people_complete


def test_unknown_clips_people_and_subjects_are_refused(world: World) -> None:
    with pytest.raises(NotFound):
        log_appearance(world.tx, "clip-ghost", world.amra.id, {Sign.FACE})
    with pytest.raises(NotFound):
        log_appearance(world.tx, world.bread.id, "person-ghost", {Sign.FACE})
    with pytest.raises(ConsentError):
        log_appearance(world.tx, world.bread.id, world.amra.id, set())
    with pytest.raises(NotFound):
        place_veto(world.tx, Veto(id="v", at=world.now, subject_id="clip-ghost", by="Ines"))
