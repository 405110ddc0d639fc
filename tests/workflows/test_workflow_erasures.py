"""What an erasure would do, and what it leaves in the documents, without any media."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from test_withdrawal_killed import carry_out
from workflow_world import PEOPLE, RECIPE, WORKSHOP, World

from consent.answers.recording import log_appearance, place_veto
from consent.deeds import Erasure
from consent.ledger.checking import verify_workshop
from consent.ledger.entries import PersonalValue
from consent.releases import Answer, Appearance, Sign, Stage, Veto
from pvstudio.errors import NotFound
from pvstudio.model import Audience, Clip, Cut, CutVersion, Footage, MediaInfo, Participant
from pvstudio.store.files import write_bytes
from pvstudio.subtitles.cues import Cue, Track
from workflows import erase as durable
from workflows import outbox
from workflows.erasures import ErasureOrder, erase, plan_erasure
from workflows.errors import ClipsToKeep, NothingToErase
from workflows.layout import lay_out
from workflows.publish import gate_refuses
from workflows.queue import JobQueue, Work
from workflows.whereabouts import whereabouts
from workflows.withdrawals import Withdrawal

COMMUNITY = Audience.COMMUNITY


@pytest.fixture
def studio(world: World, monkeypatch):
    """Footage of a few bytes each; the steps of the durable work can be called."""
    for who in PEOPLE:
        sha256 = who.encode().hex().ljust(64, "0")
        write_bytes(world.studio.files(WORKSHOP).original(sha256), who.encode() * 100)
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    return world.studio


def shared(studio) -> Clip:
    """Zahra's clip is in Bilal's recording, after a gap."""
    with studio.book(WORKSHOP) as tx:
        footage = tx.get(Footage, "footage-bilal")
        tx.put(replace(footage, media=MediaInfo(container="mov", duration_ms=9000)))
        clip = replace(tx.get(Clip, "clip-zahra"), footage_id=footage.id, start_ms=3000, end_ms=5000)
        tx.put(clip)
    return clip


def film(world: World) -> CutVersion:
    world.everybody_agrees()
    version = lay_out(world.studio, WORKSHOP, RECIPE.format(on_withheld="stop"), COMMUNITY).version
    version = world.rendered(version.id)
    for who in PEOPLE:
        world.say(who, Stage.S4, version.id, COMMUNITY)
    return version


def test_the_plan_names_what_goes_and_what_stays(world, studio):
    version = film(world)
    shared(studio)
    with studio.book(WORKSHOP) as tx:
        log_appearance(tx, "clip-bilal", "amra", {Sign.VOICE})
        plan = plan_erasure(tx.tx, "bilal")
    assert [clip.id for clip in plan.clips] == ["clip-bilal"]
    assert [one.id for one in plan.others] == ["amra"]
    assert [clip.id for clip in plan.kept] == ["clip-zahra"]
    assert plan.unclaimed_ms == 9000 - 2000 - 2000
    assert [one.id for one in plan.films] == [version.id]


def test_nobody_erases_what_they_are_not_in(studio):
    with pytest.raises(NothingToErase, match="not logged in “clip of amra”"):
        erase(studio, WORKSHOP, "bilal", ["clip-amra"])
    with pytest.raises(NotFound):
        erase(studio, WORKSHOP, "bilal", ["clip-ghost"])
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Withdrawal) == []


def test_asked_twice_it_is_one_erasure(studio):
    first = erase(studio, WORKSHOP, "bilal")
    assert erase(studio, WORKSHOP, "bilal") == first
    again = erase(studio, WORKSHOP, "bilal", keep=False)
    assert (again.id, again.keep) == (first.id, False)
    with studio.documents.read(WORKSHOP) as tx:
        assert len(tx.find(Erasure)) == 1


def test_what_a_crash_kept_from_the_queue_is_queued_once_as_an_erasure(studio, monkeypatch):
    from workflows import erasures

    def crash(_studio):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(erasures, "JobQueue", crash)
        with pytest.raises(KeyboardInterrupt):
            erase(studio, WORKSHOP, "bilal")
    with JobQueue(studio) as queue:
        jobs = outbox.flush(studio, WORKSHOP, queue)
        outbox.flush(studio, WORKSHOP, queue)
        assert [job.partition(":")[0] for job in jobs] == [Work.ERASE]
        assert len(queue.jobs()) == 1


def test_documents_forget_the_clip_and_those_who_are_left_are_asked_nothing(world, studio):
    version = film(world)
    with studio.book(WORKSHOP) as tx:
        cue = Cue(start_ms=0, end_ms=900, text="Moj brat Harun")
        tx.put(Track(id="track-1", clip_id="clip-bilal", language="bs", cues=(cue,), source="people"))
    carry_out(erase(studio, WORKSHOP, "bilal").id)
    with studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        assert tx.find(Track) == []
        texts = [one.recipe for one in (*tx.find(CutVersion), *tx.find(Cut))]
        assert not any("bilal" in text for text in texts)
        [narrowed] = [one for one in tx.find(CutVersion) if one.narrows == version.id]
        assert tx.get(Participant, "bilal").pseudonym == "Bilal"  # nobody asked for that
    world.rendered(narrowed.id, "e" * 64)
    with studio.documents.read(WORKSHOP) as tx:
        assert gate_refuses(tx, WORKSHOP, tx.get(CutVersion, narrowed.id), COMMUNITY) is None
    place = whereabouts(studio, WORKSHOP, "bilal")
    assert [(one.version_id, one.clips) for one in place.films] == [(version.id, ())]
    assert place.erasures[0].done_at is not None


def test_everything_takes_name_notes_and_what_was_said_along(world, studio):
    world.everybody_agrees()
    with studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Participant, "bilal"), risk_notes="an uncle looks for him"))
        tx.put(replace(tx.get(Clip, "clip-amra"), notes="Bilal holds the camera"))
        stop = Veto(id="v1", at=datetime.now(UTC), subject_id="clip-bilal", by="Ines", words="his uncle")
        place_veto(tx, stop)
    order = erase(studio, WORKSHOP, "bilal", everything=True, taken_by="Ines")
    carry_out(order.id)
    carry_out(order.id)  # every step may run twice
    with studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
        person, order = tx.get(Participant, "bilal"), tx.get(ErasureOrder, order.id)
        said = tx.find(Answer, participant_id="bilal")
        assert tx.get(Veto, "v1").words == ""
        assert not {"his uncle", "Bilal"} & {one.value for one in tx.find(PersonalValue)}
        assert tx.find(Appearance, participant_id="bilal") != []
    assert (person.pseudonym, person.risk_notes) == ("erased ilal", "")
    assert {one.taken_by for one in said} == {""}
    assert order.still_named == ("Clip clip-amra",)  # typed by somebody: a person has to look


def test_evidence_goes_unless_it_is_somebody_elses_too(world, studio):
    world.everybody_agrees()
    with studio.book(WORKSHOP) as tx:
        for who, evidence in (("bilal", "b" * 64), ("zahra", "c" * 64), ("bilal", "c" * 64)):
            [first, *_] = [one for one in tx.find(Answer, participant_id=who) if not one.evidence]
            tx.tx.put(replace(first, evidence=evidence))
            write_bytes(studio.files(WORKSHOP).original(evidence), b"spoken")
    order = erase(studio, WORKSHOP, "bilal", everything=True)
    durable.forget.__wrapped__(WORKSHOP, order.id)
    durable.remove.__wrapped__(WORKSHOP, order.id)
    assert not studio.files(WORKSHOP).has("b" * 64)
    assert studio.files(WORKSHOP).has("c" * 64)


def test_a_clip_that_came_in_meanwhile_is_not_lost(studio):
    """It was marked after the recordings to keep were listed, and before anything was deleted."""
    order = erase(studio, WORKSHOP, "bilal")
    assert durable.to_keep.__wrapped__(WORKSHOP, order.id) == []
    shared(studio)
    with pytest.raises(ClipsToKeep):
        durable.forget.__wrapped__(WORKSHOP, order.id)
    with studio.documents.read(WORKSHOP) as tx:
        sha256 = tx.get(Footage, "footage-bilal").sha256
        assert len(tx.find(Clip)) == 3
    assert studio.files(WORKSHOP).has(sha256)
    assert durable.to_keep.__wrapped__(WORKSHOP, order.id) == ["footage-bilal"]


def test_others_go_too_only_where_that_was_said(studio):
    shared(studio)
    order = erase(studio, WORKSHOP, "bilal", keep=False)
    carry_out(order.id)
    with studio.documents.read(WORKSHOP) as tx:
        assert {clip.id for clip in tx.find(Clip)} == {"clip-amra"}
