"""After an erasure a search of the raw files finds no byte of the name, the words or the pictures."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from erasure_world import (
    COMMUNITY,
    NAME,
    SECRETS,
    TITLE,
    Erasing,
    files_with,
    fill,
    finished,
    open_studio,
    pictures_of,
    spellings,
    windows,
)
from workflow_world import WORKSHOP

from consent.deeds import Erasure, ErasureStep
from consent.gate.policy import withheld
from consent.gate.records import Records
from consent.identities.registry import Identities
from consent.ledger.rebuild import differences
from pvstudio.model import Clip, CutState, CutVersion, Footage, Participant
from pvstudio.store.errors import FootageErased
from pvstudio.store.files import delete_tree
from pvstudio.subtitles.cues import Track
from workflows import aside, ingest
from workflows.erasures import ErasureOrder, erase
from workflows.ingest import mezzanine_of
from workflows.publish import film_folder, kit_folder, publish
from workflows.queue import JobQueue, JobState, Work, job_id

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def erased(make_film, tmp_path_factory):
    """Everything came in; then Fatima had everything of hers erased."""
    folder = tmp_path_factory.mktemp("erased")
    studio = open_studio(folder / "studio")
    with aside.worker_aside(studio.settings):
        erasing = fill(studio, make_film, folder)
        left = studio.folder(WORKSHOP) / "films" / ".0123456789abcdef.part"
        left.mkdir()
        killed = left / "film.mp4"  # what a killed process left of the film
        killed.write_bytes(b"".join(sorted(windows(studio.files(WORKSHOP).original(erasing.own.sha256)))))
        pictures = pictures_of(erasing)
        secrets = {one for text in SECRETS for one in spellings(text)}
        before = files_with(studio.settings.home, pictures), files_with(studio.settings.home, secrets)
        began, worked = time.monotonic(), time.process_time()
        order = erase(studio, WORKSHOP, "fatima", everything=True, taken_by="Ines")
        closed_s = time.process_time() - worked
        gone_s = _wait_until_gone(erasing, order, began)
        [info] = finished(studio, [job_id(Work.ERASE, order.id)])
        assert info.state is JobState.DONE, info.reason
    return erasing, order, pictures, secrets, before, closed_s, gone_s


def _wait_until_gone(erasing: Erasing, order: ErasureOrder, began: float) -> float:
    """Return after how many seconds the bytes were gone and the ledger said so."""
    while time.monotonic() - began < 120:
        with erasing.studio.documents.read(WORKSHOP) as tx:
            if tx.get(ErasureOrder, order.id).done_at:
                return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError("not erased within two minutes")


def test_the_search_would_have_found_it(erased):
    _erasing, _order, pictures, _secrets, (held, named), *_ = erased
    assert len(pictures) > 200
    assert any("original" in name for name in held)
    assert any(".part" in name for name in held)
    assert any("queue.sqlite" in name for name in named)
    assert any("documents.json" in name for name in named)


def test_no_byte_is_left(erased):
    erasing, _order, pictures, secrets, *_ = erased
    assert files_with(erasing.studio.settings.home, pictures) == {}
    assert files_with(erasing.studio.settings.home, secrets) == {}


def test_it_is_quick(erased):
    *_, closed_s, gone_s = erased
    print(f"closed after {closed_s:.3f} s, gone after {gone_s:.1f} s")
    assert closed_s < 1
    assert gone_s < 60


def test_documents_name_nothing_of_hers(erased):
    erasing, order, *_ = erased
    with erasing.studio.documents.read(WORKSHOP) as tx:
        assert [clip.id for clip in tx.find(Clip)] == ["clip-bilal"]
        assert [one.id for one in tx.find(Footage)] == [erasing.shared.id]
        assert [one.clip_id for one in tx.find(Track)] == ["clip-bilal"]
        person = tx.get(Participant, "fatima")
        order = tx.get(ErasureOrder, order.id)
    assert (person.risk_notes, person.languages) == ("", ())
    assert NAME not in person.pseudonym
    assert Identities(erasing.studio.settings.home).known(WORKSHOP) == []
    assert order.still_named == ()
    assert next(iter(kit_folder(erasing.studio, WORKSHOP, erasing.kit.id).iterdir())).name == "RECALLED.txt"


def test_the_ledger_says_that_it_happened_and_still_gives_the_same_documents(erased):
    erasing, _order, *_ = erased
    with erasing.studio.documents.read(WORKSHOP) as tx:
        assert differences(tx) == []
        steps = {one.what: one for one in tx.find(Erasure)}
    assert steps.keys() == {ErasureStep.ASKED, ErasureStep.DONE}
    assert len(steps[ErasureStep.ASKED].content) == 2


def test_the_same_file_does_not_come_back(erased, make_film, tmp_path: Path):
    erasing, *_ = erased
    again = tmp_path / "again.mp4"
    again.write_bytes(make_film("noise-1.mp4").read_bytes())
    with pytest.raises(FootageErased):
        ingest.receive(erasing.studio, WORKSHOP, again)


def test_what_is_bilals_is_kept_and_needs_no_new_answer(erased):
    """His pictures, his words, his yes: the narrowed film holds his clip and goes out at once."""
    erasing, order, *_ = erased
    with erasing.studio.documents.read(WORKSHOP) as tx:
        order = tx.get(ErasureOrder, order.id)
        footage, clip = tx.get(Footage, erasing.shared.id), tx.get(Clip, "clip-bilal")
        [film] = [one for one in tx.find(CutVersion) if one.narrows == erasing.version.id]
        records = Records.for_version(tx, WORKSHOP, film)
    [kept] = order.kept
    assert (kept.before, kept.after) == (erasing.shared.sha256, footage.sha256)
    assert (clip.start_ms, clip.end_ms) == (2000, 3600)
    assert mezzanine_of(erasing.studio, WORKSHOP, clip.id).frames == 40
    assert film.state is CutState.RENDERED
    assert [item.clip_id for item in film.items] == ["clip-bilal"]
    assert withheld(film, COMMUNITY, None, datetime.now(UTC), records=records) == ()
    kit = publish(erasing.studio, WORKSHOP, film.id, COMMUNITY, recipient="Kino Una")
    assert (kit_folder(erasing.studio, WORKSHOP, kit.id) / "film.mp4").exists()
    delete_tree(kit_folder(erasing.studio, WORKSHOP, kit.id))  # plain, with the title that both films have


def test_the_queue_forgets_but_goes_on(erased):
    erasing, _order, *_ = erased
    with JobQueue(erasing.studio) as queue:
        jobs = {job.id: job for job in queue.jobs()}
    assert not any(erasing.own.id in job for job in jobs)
    assert not film_folder(erasing.studio, WORKSHOP, erasing.version.id).exists()
    assert jobs[job_id(Work.INGEST, erasing.shared.id)].state is not JobState.FAILED
    assert TITLE not in str(jobs)
