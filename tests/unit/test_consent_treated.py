"""Treatments are enforced: what a person must have watched, what letters may not say, what may come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from consent_world import HOME, World, kinds, rendered
from treated_world import BLUR, NO_CREDIT, SILENCE, film, wish

from consent.gate import fulfilment
from consent.gate.policy import Kind, Moment, required_treatments, wishes
from consent.gate.records import Records
from consent.ledger.entries import LedgerEntry
from consent.ledger.rebuild import differences
from consent.releases import AnswerState, Stage
from consent.treated import CheckRefused, TreatmentCheck, Verdict, record_check
from pvstudio.media import treatments as table
from pvstudio.model import Audience, CutItem, CutState, CutVersion, Treatment
from workflows.layout import can_be_done


@pytest.fixture
def blurred(world: World) -> CutVersion:
    wish(world, BLUR)
    return film(world, BLUR)


def test_a_treated_clip_is_shown_to_nobody_before_a_person_has_watched_it(
    world: World, blurred: CutVersion
) -> None:
    for moment in (Moment.ASK, Moment.DELIVER):
        (reason,) = world.gate(blurred, moment=moment)
        assert (reason.kind, reason.clip_id, reason.participant_id) == (
            Kind.TREATMENT_UNCHECKED,
            world.bread.id,
            world.amra.id,
        )
        assert "watch the treated clip and confirm it" in reason.words
    assert world.gate(blurred, moment=Moment.RENDER) == ()
    world.check(blurred)
    assert world.gate(blurred, moment=Moment.ASK) == world.gate(blurred) == ()


def test_a_check_is_of_one_file(world: World, blurred: CutVersion) -> None:
    world.check(blurred)
    again = replace(blurred, items=(replace(blurred.items[0], treated="made anew"), blurred.items[1]))
    world.tx.put(again)
    assert kinds(world.gate(again)) == {Kind.TREATMENT_UNCHECKED}
    nameless = replace(blurred, items=(replace(blurred.items[0], treated=""), blurred.items[1]))
    world.tx.put(nameless)
    assert kinds(world.gate(nameless)) == {Kind.TREATMENT_UNCHECKED}


def test_a_doubt_closes_and_says_what_to_do_and_the_last_word_stands(
    world: World, blurred: CutVersion
) -> None:
    world.check(blurred)
    world.check(blurred, Verdict.NOT_OK, words="her face in the mirror")
    (reason,) = world.gate(blurred)
    assert reason.kind is Kind.TREATMENT_FAILED
    assert "her face in the mirror" in reason.words
    assert "leave the clip out" in reason.words
    assert kinds(world.gate(blurred, moment=Moment.RENDER)) == {Kind.TREATMENT_FAILED}  # nor made again
    world.check(blurred)
    assert world.gate(blurred) == ()


def test_the_order_of_recording_counts_not_the_clock(world: World, blurred: CutVersion) -> None:
    world.check(blurred, Verdict.NOT_OK)
    world.check(blurred, at=world.now - timedelta(days=3))  # a laptop whose clock fell back
    assert world.gate(blurred) == ()
    first, second = world.tx.find(TreatmentCheck)
    assert {first.number, second.number} == {1, 2}
    tie = [replace(one, number=7) for one in (first, second)]
    for order in (tie, tie[::-1]):
        held = Records.of(workshop_id=HOME, checks=order).checks[world.bread.id, blurred.items[0].treated]
        assert held.verdict is Verdict.NOT_OK


def test_a_check_does_not_reach_back_in_time(world: World, blurred: CutVersion) -> None:
    before = world.now
    world.tick()
    world.check(blurred)
    assert kinds(world.gate(blurred, at=before)) == {Kind.TREATMENT_UNCHECKED}


def test_a_check_of_another_treatment_is_not_enough(world: World) -> None:
    wish(world, BLUR | SILENCE)
    both = film(world, BLUR | SILENCE)
    (said,) = world.check(both)
    assert world.gate(both) == ()
    world.tx.put(replace(said, treatments=BLUR))
    (reason,) = world.gate(both)
    assert reason.kind is Kind.TREATMENT_UNCHECKED
    assert "voice-silenced" in reason.words


def test_what_nobody_asks_for_nobody_has_to_look_at(world: World) -> None:
    assert world.gate(film(world, BLUR)) == ()


def test_a_disguised_voice_that_was_silenced_is_looked_at_as_silence(world: World) -> None:
    wish(world, frozenset({Treatment.VOICE_DISGUISED}))
    silent = film(world, SILENCE)
    assert kinds(world.gate(silent)) == {Kind.TREATMENT_UNCHECKED}
    world.check(silent)
    assert world.gate(silent) == ()


def test_a_treatment_that_was_made_anew_does_not_ask_about_the_film_again(
    world: World, blurred: CutVersion
) -> None:
    """Inheritance looks at what is shown; the file is looked at by a person."""
    world.check(blurred)
    anew = tuple(replace(item, treated="other bytes" if item.treated else "") for item in blurred.items)
    newer = world.version([], items=anew, narrows=blurred.id)
    assert kinds(world.gate(newer)) == {Kind.TREATMENT_UNCHECKED}
    world.check(newer)
    assert world.gate(newer) == ()
    more = replace(blurred.items[0], treatments=BLUR | SILENCE, treated="")
    quieter = world.version([], items=(more, blurred.items[1]), narrows=newer.id)
    assert kinds(world.gate(quieter)) == {Kind.TREATMENT_UNCHECKED}
    world.check(quieter)
    assert world.gate(quieter) == ()


# -- writing a check down ---------------------------------------------------------------------


def check(world: World, version: CutVersion, **changes: object) -> TreatmentCheck:
    item = version.items[0]
    one = TreatmentCheck(
        id="check-1",
        at=world.now,
        clip_id=item.clip_id,
        treatments=BLUR,
        mezzanine=item.treated,
        verdict=Verdict.OK,
        by="Selma",
    )
    return replace(one, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mezzanine": "0" * 64}, "in no film any more"),
        ({"clip_id": "clip-river"}, "in no film any more"),
        ({"treatments": SILENCE}, "had face-blurred; the check is of voice-silenced"),
        ({"treatments": BLUR | SILENCE}, "the check is of face-blurred, voice-silenced"),
        ({"treatments": frozenset()}, "no treatment"),
        ({"by": " "}, "Nobody stands for"),
    ],
)
def test_a_check_out_of_order_is_refused(
    world: World, blurred: CutVersion, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(CheckRefused, match=words):
        record_check(world.tx, check(world, blurred, **changes), now=world.now)
    assert world.tx.find(TreatmentCheck) == []


def test_a_check_from_the_future_is_refused_and_a_doubt_is_not(world: World, blurred: CutVersion) -> None:
    later = check(world, blurred, at=world.now + timedelta(hours=1))
    with pytest.raises(CheckRefused, match="yet to come"):
        record_check(world.tx, later, now=world.now)
    with pytest.raises(CheckRefused, match="without a zone"):
        record_check(world.tx, replace(later, at=world.now.replace(tzinfo=None)), now=world.now)
    doubt = replace(later, verdict=Verdict.NOT_OK, treatments=frozenset(), by="")
    said = record_check(world.tx, doubt, now=world.now)
    assert (said.at, said.treatments) == (world.now, BLUR)


def test_a_film_that_is_not_rendered_yet_has_no_file_to_check(world: World, blurred: CutVersion) -> None:
    unknown = replace(blurred, items=tuple(replace(item, treated="") for item in blurred.items))
    world.tx.put(unknown)
    with pytest.raises(CheckRefused, match="in no film any more"):
        record_check(world.tx, check(world, unknown), now=world.now)
    world.tx.put(replace(blurred, items=(replace(blurred.items[0], treatments=NO_CREDIT),)))
    with pytest.raises(CheckRefused, match="in no film any more"):  # nothing that a person would look for
        record_check(world.tx, check(world, blurred, treatments=frozenset()), now=world.now)


def test_two_devices_may_be_two_minutes_apart(world: World, blurred: CutVersion) -> None:
    ahead = check(world, blurred, at=world.now + timedelta(minutes=2))
    assert record_check(world.tx, ahead, now=world.now).at == world.now


def test_a_file_that_only_a_recalled_film_held_is_not_checked(world: World, blurred: CutVersion) -> None:
    world.tx.put(replace(blurred, state=CutState.RECALLED))
    with pytest.raises(CheckRefused):
        record_check(world.tx, check(world, blurred), now=world.now)


def test_the_same_check_again_changes_nothing_and_is_never_overwritten(
    world: World, blurred: CutVersion
) -> None:
    first = record_check(world.tx, check(world, blurred), now=world.now)
    assert record_check(world.tx, check(world, blurred), now=world.now) == first
    with pytest.raises(CheckRefused, match="another check"):
        record_check(world.tx, check(world, blurred, verdict=Verdict.NOT_OK), now=world.now)
    assert world.tx.find(TreatmentCheck) == [first]


def test_a_check_stands_in_the_ledger_without_its_names(world: World, blurred: CutVersion) -> None:
    world.check(blurred, Verdict.NOT_OK, words="Amra in the mirror")
    last = max(world.tx.find(LedgerEntry), key=lambda one: one.id).text
    assert '"event_type":"treatment-check"' in last
    assert f'"processing_object":"{blurred.items[0].treated}"' in last
    assert "Selma" not in last
    assert "mirror" not in last
    assert differences(world.tx.tx) == []


# -- open to more -------------------------------------------------------------------------------


def test_who_wishes_what_is_told_by_person(world: World) -> None:
    wish(world, BLUR | NO_CREDIT)
    records = Records.for_clips(world.tx, HOME, [world.bread.id])
    found = wishes(world.bread.id, Audience.COMMUNITY, world.now, records)
    assert {(one.participant_id, one.treatment) for one in found} == {
        (world.amra.id, Treatment.FACE_BLURRED),
        (world.amra.id, Treatment.NO_CREDIT),
    }


def test_a_condition_on_the_finished_film_is_a_wish_for_each_clip_with_them_in_it(
    world: World, blurred: CutVersion
) -> None:
    world.say(world.samir, Stage.S4, blurred.id, AnswerState.LIMITED, treatments=SILENCE)
    records = Records.for_version(world.tx, HOME, blurred)
    asked = (world.river.id, Audience.COMMUNITY, world.now, records)
    assert required_treatments(*asked) == frozenset()
    assert required_treatments(*asked, version=blurred) == SILENCE


def test_a_treatment_that_is_registered_later_is_laid_out_judged_and_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One entry in the table of what can be done; one line where it satisfies another wish too."""
    hidden = frozenset({Treatment.PLACE_HIDDEN})
    assert can_be_done(hidden) == frozenset()
    fog = table.PictureTreatment(version="fog-1", prepare=table.PICTURE[Treatment.FACE_BLURRED].prepare)
    monkeypatch.setitem(table.PICTURE, Treatment.PLACE_HIDDEN, fog)
    assert can_be_done(hidden) == hidden
    wish(world, hidden)
    made = film(world, hidden)
    assert kinds(world.gate(made)) == {Kind.TREATMENT_UNCHECKED}  # whatever is new, a person looks
    world.check(made)
    assert world.gate(made) == ()
    wish(world, BLUR)
    assert kinds(world.gate(made)) == {Kind.TREATMENT_MISSING}
    monkeypatch.setitem(fulfilment.STRONGER, Treatment.FACE_BLURRED, hidden)
    assert world.gate(made) == ()


def test_one_function_decides_what_satisfies_a_wish(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blur of one person alone would be such a rule: it looks at whose wish it is."""

    def for_amra_alone(wish: fulfilment.Wish, item: CutItem) -> frozenset[Treatment]:
        return item.treatments if wish.participant_id == world.amra.id else frozenset()

    wish(world, BLUR)
    world.say(world.samir, Stage.S3, world.river.id, AnswerState.LIMITED, treatments=BLUR)
    both = tuple(CutItem(clip_id=clip.id, treatments=BLUR) for clip in (world.bread, world.river))
    made = world.version([], items=tuple(map(rendered, both)))
    world.agree(world.amra, made)
    world.agree(world.samir, made)
    world.check(made)
    assert world.gate(made) == ()
    monkeypatch.setattr("consent.gate.policy.satisfied", for_amra_alone)
    (reason,) = world.gate(made)
    assert (reason.kind, reason.participant_id) == (Kind.TREATMENT_MISSING, world.samir.id)
