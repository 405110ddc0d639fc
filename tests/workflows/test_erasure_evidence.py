"""Evidence and footage lie in one store: an erasure takes what is nobody else's, and says what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_withdrawal_killed import carry_out
from workflow_world import PEOPLE, WORKSHOP, World

from consent.identities import officer
from consent.identities.events import IdentityAct, IdentityEvent
from consent.identities.registry import Identity
from consent.releases import Answer, Role, Stage
from pvstudio.model import Clip, Footage, Workshop
from pvstudio.store.files import write_bytes
from workflows import erase as durable
from workflows import ingest
from workflows.erasures import ErasureOrder, erase, plan_erasure
from workflows.identities import identities, set_identity
from workflows.spoken import Kind, SpokenAnswer
from workflows.wiring import Studio


@pytest.fixture
def studio(world: World, monkeypatch) -> Studio:
    """Everybody agreed; the steps of the durable work can be called."""
    world.everybody_agrees()
    for who in PEOPLE:
        sha256 = who.encode().hex().ljust(64, "0")
        write_bytes(world.studio.files(WORKSHOP).original(sha256), who.encode() * 100)
    monkeypatch.setattr(durable.running, "studio", lambda: world.studio)
    return world.studio


def proves(studio: Studio, who: str, evidence: str) -> None:
    """Bind an answer of *who* to a recording that is here."""
    with studio.book(WORKSHOP) as tx:
        [first, *_] = [one for one in tx.find(Answer, participant_id=who) if not one.evidence]
        tx.tx.put(replace(first, evidence=evidence))


def filmed(studio: Studio, folder: Path, clip_id: str) -> Footage:
    """Let a clip lie in a recording of some bytes that comes in as footage."""
    (folder / "card.mp4").write_bytes(b"card" * 1000)
    footage = ingest.receive(studio, WORKSHOP, folder / "card.mp4").footage
    with studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Clip, clip_id), footage_id=footage.id))
    return footage


def done(studio: Studio, order: ErasureOrder) -> ErasureOrder:
    carry_out(order.id)
    with studio.documents.read(WORKSHOP) as tx:
        return tx.get(ErasureOrder, order.id)


def test_evidence_that_is_anothers_footage_stays_and_the_plan_says_so(studio, tmp_path):
    footage = filmed(studio, tmp_path, "clip-zahra")
    proves(studio, "amra", footage.sha256)
    with studio.documents.read(WORKSHOP) as tx:
        assert plan_erasure(tx, "amra").filmed == (footage,)
        assert plan_erasure(tx, "zahra").filmed == ()
    order = done(studio, erase(studio, WORKSHOP, "amra", everything=True))
    assert footage.sha256 not in order.gone
    studio.files(WORKSHOP).verify(footage.sha256)
    order = done(studio, erase(studio, WORKSHOP, "zahra"))
    assert order.gone == (footage.sha256,)  # nobody who is left needs it as a proof
    assert not studio.files(WORKSHOP).has(footage.sha256)


def test_a_recording_that_proves_what_another_said_stays_as_evidence_alone(studio, tmp_path):
    footage, files = filmed(studio, tmp_path, "clip-amra"), studio.files(WORKSHOP)
    proves(studio, "bilal", footage.sha256)
    proves(studio, "amra", footage.sha256)
    for made in ("words-clip-amra.json", "pictures/sprite.jpg"):
        write_bytes(files.derived(footage.sha256, made), b"made of it")
    with studio.documents.read(WORKSHOP) as tx:
        assert [one.id for one in plan_erasure(tx, "amra").proved] == ["bilal"]
    order = done(studio, erase(studio, WORKSHOP, "amra"))
    assert (order.gone, order.stays) == ((), (footage.sha256,))
    files.verify(footage.sha256)
    assert [path.name for path in files.folder(footage.sha256).iterdir()] == ["original"]
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Footage, id=footage.id) == []
    order = done(studio, erase(studio, WORKSHOP, "bilal", everything=True))
    assert footage.sha256 not in order.gone  # it still proves what Amra said, who erased a clip only
    done(studio, erase(studio, WORKSHOP, "amra", everything=True))
    assert not files.has(footage.sha256)


def test_where_others_go_too_their_evidence_goes(studio, tmp_path):
    footage = filmed(studio, tmp_path, "clip-amra")
    proves(studio, "bilal", footage.sha256)
    order = done(studio, erase(studio, WORKSHOP, "amra", keep=False))
    assert (order.gone, order.stays) == ((footage.sha256,), ())
    assert not studio.files(WORKSHOP).has(footage.sha256)


def test_shared_evidence_goes_with_the_last_who_needs_it(studio, tmp_path):
    (tmp_path / "oath.mp4").write_bytes(b"oath" * 1000)
    sha256, _size = studio.files(WORKSHOP).add(tmp_path / "oath.mp4")
    for who in ("amra", "bilal"):
        proves(studio, who, sha256)
    done(studio, erase(studio, WORKSHOP, "amra", everything=True))
    studio.files(WORKSHOP).verify(sha256)
    assert sha256 in done(studio, erase(studio, WORKSHOP, "bilal", everything=True)).gone
    assert not studio.files(WORKSHOP).has(sha256)


def said(studio: Studio, who: str, sha256: str, **more) -> SpokenAnswer:
    """Let *who* have sent a recording that is here from a phone."""
    about = {"stage": Stage.S1, "subject_id": WORKSHOP, "kind": Kind.VIDEO, "duration_ms": 1000}
    one = SpokenAnswer(
        id=f"spoken-{who}", participant_id=who, role=Role.SELF, sha256=sha256, at=datetime.now(UTC), **about
    )
    with studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(one, **more))
    return one


def test_what_nobody_has_written_down_keeps_no_footage(studio, tmp_path):
    """Footage came in of which somebody had sent the same bytes from a phone."""
    footage = filmed(studio, tmp_path, "clip-amra")
    said(studio, "bilal", footage.sha256)
    with studio.documents.read(WORKSHOP) as tx:
        assert plan_erasure(tx, "amra").proved == ()
        assert plan_erasure(tx, "bilal").filmed == (footage,), "it is told that it stays"
    order = done(studio, erase(studio, WORKSHOP, "amra"))
    assert (order.gone, order.stays) == ((footage.sha256,), ())
    assert not studio.files(WORKSHOP).has(footage.sha256)
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.find(SpokenAnswer) == [], "there is nothing left to listen to"


def test_what_was_written_down_is_kept_and_what_was_only_said_stays_whose_it_is(studio, tmp_path):
    footage = filmed(studio, tmp_path, "clip-amra")
    proves(studio, "bilal", footage.sha256)
    said(studio, "bilal", footage.sha256, written_at=datetime.now(UTC))
    (tmp_path / "oath.mp4").write_bytes(b"oath" * 1000)
    both, _size = studio.files(WORKSHOP).add(tmp_path / "oath.mp4")
    for who in ("amra", "zahra"):
        said(studio, who, both)
    order = done(studio, erase(studio, WORKSHOP, "amra", everything=True))
    assert order.stays == (footage.sha256,)
    studio.files(WORKSHOP).verify(both)
    assert both in done(studio, erase(studio, WORKSHOP, "zahra", everything=True)).gone
    with studio.documents.read(WORKSHOP) as tx:
        assert [one.participant_id for one in tx.find(SpokenAnswer)] == ["bilal"]


def test_the_identity_that_goes_along_is_on_record_as_forgotten(studio, monkeypatch):
    monkeypatch.setattr(officer, "SCRYPT_POWER", 10)
    identities(studio).keys.set_up("river lantern bread window")
    set_identity(studio, WORKSHOP, "amra", Identity(name="Amra Hodžić"))
    done(studio, erase(studio, WORKSHOP, "amra", everything=True))
    assert identities(studio).known(WORKSHOP) == []
    with studio.documents.read(WORKSHOP) as tx:
        assert [one.participant_id for one in tx.find(IdentityEvent, what=IdentityAct.FORGOTTEN)] == ["amra"]


def test_another_workshop_that_has_the_recording_is_named(studio, tmp_path):
    footage = filmed(studio, tmp_path, "clip-amra")
    with studio.book("other") as tx:
        tx.put(Workshop(id="other", title="Rivers"))
    ingest.receive(studio, "other", tmp_path / "card.mp4")
    order = done(studio, erase(studio, WORKSHOP, "amra"))
    assert order.elsewhere == ("other",)
    studio.files("other").verify(footage.sha256)
