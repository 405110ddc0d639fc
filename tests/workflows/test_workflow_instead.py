"""A withdrawal is on disk before anything else is tried: a better offer, a queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from workflow_world import WORKSHOP, World

from consent.errors import NoNoticeUsable, Refusal
from consent.events import RefusedAnswer
from consent.notices import NoticeMissing
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import Audience, CutState, CutVersion, Kit, KitState, Participant, Treatment
from workflows import withdrawals
from workflows.errors import WithdrawnOnly
from workflows.publish import kit_folder
from workflows.withdrawals import withdraw

BLUR = frozenset({Treatment.FACE_BLURRED})


@pytest.fixture
def film(shown: tuple[World, CutVersion]) -> CutVersion:
    """A film that everybody agreed to; a kit of it lies here."""
    folder = kit_folder(shown[0].studio, WORKSHOP, "kit-1")
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(b"film")
    return shown[1]


def offer(**changes) -> Answer:
    said = Answer(
        id="instead",
        at=datetime.now(UTC),
        participant_id="bilal",
        stage=Stage.S3,
        subject_id="clip-bilal",
        state=AnswerState.LIMITED,
        audience=Audience.COMMUNITY,
        treatments=BLUR,
    )
    return replace(said, **changes)


def closed(world: World, film: CutVersion) -> bool:
    with world.studio.documents.read(WORKSHOP) as tx:
        kit, version = tx.get(Kit, "kit-1"), tx.get(CutVersion, film.id)
        said = [one for one in tx.find(Answer, participant_id="bilal") if one.stage is Stage.S3]
    states = (kit.state, version.state) == (KitState.RECALLED, CutState.RECALLED)
    return states and max(said, key=lambda one: one.number).state is AnswerState.WITHDRAWN


@pytest.mark.parametrize(
    ("spoken", "language", "cause"), [(("xx",), None, NoNoticeUsable), (("en",), "tlh", NoticeMissing)]
)
def test_no_notice_keeps_no_gate_open(world, film, spoken, language, cause):
    with world.studio.book(WORKSHOP) as tx:
        tx.put(replace(tx.get(Participant, "bilal"), languages=spoken))
    with pytest.raises(WithdrawnOnly) as told:
        withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"], instead=[offer()], notice_language=language)
    assert isinstance(told.value.__cause__, cause)
    assert closed(world, film)


def test_a_time_without_a_zone_keeps_no_gate_open(world, film):
    naive = offer(at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(WithdrawnOnly):
        withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"], instead=[naive])
    assert closed(world, film)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [one.why for one in tx.find(RefusedAnswer)] == [Refusal.NO_ZONE]


def test_of_several_offers_all_or_none_are_recorded(world, film):
    good, bad = offer(), offer(id="other", audience=None)
    with pytest.raises(WithdrawnOnly):
        withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"], instead=[good, bad])
    assert closed(world, film)


def test_a_broken_program_keeps_no_gate_open(world, film, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(withdrawals, "with_notice", broken)
        with pytest.raises(RuntimeError):
            withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"], instead=[offer()])
    assert closed(world, film)


def test_a_broken_queue_leaves_no_film_in_a_kit(world, film, monkeypatch):
    def broken(_studio):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(withdrawals, "JobQueue", broken)
        with pytest.raises(RuntimeError):
            withdraw(world.studio, WORKSHOP, "bilal", ["clip-bilal"])
    assert closed(world, film)
    assert [file.name for file in kit_folder(world.studio, WORKSHOP, "kit-1").iterdir()] == ["RECALLED.txt"]
