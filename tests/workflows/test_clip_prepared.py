"""Cut clips are prepared by a real worker; pictures of people go with them, or stay with whom they show."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from erasure_world import done, finished, open_studio, recording
from PIL import Image
from workflow_world import WORKSHOP

from consent.answers.recording import correct_appearance, enrol, log_appearance
from consent.releases import Sign
from pvstudio.media.mezzanines import find_mezzanine
from pvstudio.media.proxies import proxy_path
from pvstudio.media.sprites import sprite_of
from pvstudio.media.stills import SIDE, Square
from pvstudio.media.waveforms import waveform_path
from pvstudio.model import Clip, Footage, Participant, Treatment, Workshop
from pvstudio.store.reading import read_bytes, sealed
from workflows import aside, ingest
from workflows.clips.cutting import split
from workflows.clips.errors import NotInClip
from workflows.clips.portraits import Portrait, choose_portrait, portrait_path
from workflows.clips.preparing import TreatedPreview, ask_preview
from workflows.erasures import erase
from workflows.queue import JobState, Work, job_id
from workflows.wiring import Studio

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory):
    """A studio with a worker, and with Amra and Bilal."""
    studio = open_studio(tmp_path_factory.mktemp("prepared") / "studio")
    with studio.book(WORKSHOP) as tx:
        tx.put(Workshop(id=WORKSHOP, title="Most"))
        for who in ("amra", "bilal"):
            enrol(tx, Participant(id=who, pseudonym=who.title()))
    with aside.worker_aside(studio.settings):
        yield studio


def divided(studio: Studio, make_film, folder: Path) -> tuple[Clip, Clip]:
    """Take in four seconds with both people; divide them: Amra is in the first half, Bilal in the second."""
    source = folder / "most.mp4"
    source.write_bytes(recording(make_film, "noise-7.mp4", 4, 7).read_bytes())
    footage = ingest.receive(studio, WORKSHOP, source).footage
    done(studio, Work.INGEST, footage.id)
    with studio.book(WORKSHOP) as tx:
        [clip] = tx.find(Clip, footage_id=footage.id)
        for who in ("amra", "bilal"):
            log_appearance(tx, clip.id, who, {Sign.FACE})
    choose_portrait(studio, WORKSHOP, clip.id, "bilal", 3000, Square(x=1, y=1, side=1))
    first, second = split(studio, WORKSHOP, clip.id, 2000, by="Huda")
    jobs = finished(studio, [job_id(Work.PREPARE, one.id) for one in (first, second)])
    assert [job.state for job in jobs] == [JobState.DONE] * 2, jobs
    with studio.book(WORKSHOP) as tx:
        correct_appearance(tx, second.id, "amra", by="Huda", reason="not in this half")
        correct_appearance(tx, first.id, "bilal", by="Huda", reason="not in this half")
    return first, second


def made_of(studio: Studio, clip: Clip, treatments: frozenset[Treatment] = frozenset()):
    with studio.documents.read(WORKSHOP) as tx:
        footage = tx.get(Footage, clip.footage_id)
    files, film = studio.files(WORKSHOP), studio.settings.film
    return find_mezzanine(clip, footage, files, film, treatments=treatments)


def test_parts_are_prepared_pictured_tried_and_erased_apart(studio: Studio, make_film, tmp_path: Path):
    first, second = divided(studio, make_film, tmp_path)
    for clip in (first, second):
        made = made_of(studio, clip)
        assert made is not None
        assert made.frames == 50
        for path in (proxy_path(made), sprite_of(made).image, waveform_path(made)):
            assert sealed(path)

    silent = frozenset({Treatment.VOICE_SILENCED})
    ask_preview(studio, WORKSHOP, second.id, {*silent, Treatment.NO_CREDIT})
    [job] = finished(studio, [job_id(Work.PREVIEW, second.id)])
    assert job.state is JobState.DONE, job.reason
    treated = made_of(studio, second, silent)
    assert treated is not None
    assert proxy_path(treated).exists()

    with studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Portrait, "bilal").clip_id == second.id, "his moment lies in the second half"
    with pytest.raises(NotInClip):
        choose_portrait(studio, WORKSHOP, second.id, "amra", 100, Square())
    hers = choose_portrait(studio, WORKSHOP, first.id, "amra", 99_999, Square())
    assert hers.at_ms == 1999, "the last moment that there is"
    ask_preview(studio, WORKSHOP, first.id, silent)
    finished(studio, [job_id(Work.PREVIEW, first.id)])

    before = read_bytes(_picture(studio, "bilal"))
    assert Image.open(BytesIO(before)).size == (SIDE, SIDE)
    order = erase(studio, WORKSHOP, "amra", everything=True)
    [job] = finished(studio, [job_id(Work.ERASE, order.id)])
    assert job.state is JobState.DONE, job.reason
    with studio.documents.read(WORKSHOP) as tx:
        assert [clip.id for clip in tx.find(Clip)] == [second.id]
        assert [one.id for one in tx.find(Portrait)] == ["bilal"]
        assert [one.id for one in tx.find(TreatedPreview)] == [second.id]
    assert read_bytes(_picture(studio, "bilal")) == before, "carried to the recording that stays"
    assert not [*studio.settings.home.glob("**/portrait-amra-*")]


def _picture(studio: Studio, who: str) -> Path:
    with studio.documents.read(WORKSHOP) as tx:
        path = portrait_path(studio, tx, WORKSHOP, who)
    assert path is not None
    return path
