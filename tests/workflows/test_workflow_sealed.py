"""From the card to the film, nothing of a person lies plain in the studio, and what is erased is gone."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from workflow_world import WORKSHOP

from pvstudio.config import FilmFormat, Settings
from pvstudio.editing.film import RenderedFilm
from pvstudio.editing.plan import FilmPart, FilmPlan
from pvstudio.editing.recipe import Recipe
from pvstudio.editing.rendering import render
from pvstudio.media.mezzanines import make_mezzanine
from pvstudio.media.posters import poster_path
from pvstudio.media.proxies import proxy_path
from pvstudio.model import Clip, Footage, FootageState, Workshop
from pvstudio.store.clear import memory_folder, sweep_all
from pvstudio.store.errors import KeyGone
from pvstudio.store.reading import opened, read_bytes, sealed
from workflows import aside, ingest
from workflows.publish import erase_film, film_folder, pieces_folder
from workflows.queue import JobQueue, JobState, Work
from workflows.wiring import Studio

pytestmark = pytest.mark.slow

#: What media begin with, wherever in a file: long enough never to come about by chance.
HEADS = (b"ftypisom", b"ftypmp42", b"WAVEfmt ", b"JFIF\0\1", b'"frames":', b'"version":2', b"libx264")
RECIPE = """
title = "Sealed"
[opening]
seconds = 1
[[parts]]
clip = "one"
[credits]
title = "Thanks"
seconds = 1
"""


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio.open(Settings(home=tmp_path / "studio", film=FilmFormat(width=320, height=180)))


@pytest.fixture
def filmed(make_film) -> Path:
    return make_film(
        "one.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=3"),
        *("-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=3"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest"),
    )


def ingested(studio: Studio, film: Path, *, deaths: int = 0) -> tuple[Footage, Clip]:
    """Take *film* in by a worker, which is killed so often on the way."""
    with studio.documents.write(WORKSHOP) as tx:
        tx.put(Workshop(id=WORKSHOP, title="Sealed"))
    footage = ingest.receive(studio, WORKSHOP, film).footage
    with JobQueue(studio) as queue:
        job = queue.enqueue(Work.INGEST, WORKSHOP, footage.id)
        with aside.worker_aside(studio.settings):
            while not queue.jobs([job])[0].over:
                time.sleep(0.2)
                deaths -= kill_worker_at_work(studio) if deaths else 0
        assert queue.jobs([job])[0].state is JobState.DONE
    with studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Footage, footage.id).state is FootageState.READY
        return tx.get(Footage, footage.id), tx.find(Clip)[0]


def kill_worker_at_work(studio: Studio) -> bool:
    """Kill the worker if it has something open just now."""
    rooms = [*clear_rooms(studio)]
    if rooms:
        for process in multiprocessing.active_children():
            process.kill()
    return bool(rooms)


def clear_rooms(studio: Studio) -> list[Path]:
    """Return what lies open: of this studio, and in memory, but for what other living programs have there."""
    bases = [studio.settings.home / "clear", memory_folder()]
    found = [path for base in bases if base and base.exists() for path in base.iterdir() if path.is_dir()]
    return [path for path in found if not of_another(path)]


def of_another(room: Path) -> bool:
    """Say whether a living program that is none of this test's has made a room: it begins with its pid."""
    pid = int(room.name.partition("-")[0])
    ours = {os.getpid(), *(child.pid for child in multiprocessing.active_children())}
    return pid not in ours and Path(f"/proc/{pid}").exists()


def rendered(studio: Studio, footage: Footage, clip: Clip) -> RenderedFilm:
    recipe, settings = Recipe.parse(RECIPE), studio.settings.film
    mezzanine = make_mezzanine(clip, footage, studio.files(WORKSHOP), settings)
    part = FilmPart(clip_id=clip.id, title="One", part=recipe.parts[0], mezzanine=mezzanine, tracks={})
    plan = FilmPlan(recipe=recipe, film=settings, parts=(part,), participants=())
    return render(plan, film_folder(studio, WORKSHOP, "version-1"), cache=pieces_folder(studio, WORKSHOP))


def plain(studio: Studio) -> list[Path]:
    """Everything in media/, films/ and pieces/ that is not sealed, but for marks, notes and locks."""
    folder = studio.folder(WORKSHOP)
    files = [path for kind in ("media", "films", "pieces") for path in (folder / kind).rglob("*")]
    found = [path for path in files if path.is_file() and path.stat().st_size and not sealed(path)]
    notes = [path for path in found if path.parent.name == "pieces" and path.suffix == ".json"]
    return [path for path in found if path not in notes and path.name not in ("CACHEDIR.TAG", ".keys")]


def heads(place: Path) -> list[Path]:
    """Every file below *place* in which media can be recognised."""
    files = [path for path in place.rglob("*") if path.is_file() and path.suffix != ".sqlite"]
    return [path for path in files if any(head in path.read_bytes() for head in HEADS)]


def test_nothing_lies_plain_and_erasing_takes_every_copy(
    studio: Studio, filmed: Path, tmp_path: Path
) -> None:
    assert filmed in heads(filmed.parent)
    footage, clip = ingested(studio, filmed)
    film = rendered(studio, footage, clip)
    assert plain(studio) == []
    assert heads(studio.folder(WORKSHOP)) == []
    assert clear_rooms(studio) == []
    assert read_bytes(film.film)[4:12] == b"ftypisom"
    files = studio.files(WORKSHOP)
    assert read_bytes(files.original(footage.sha256)) == filmed.read_bytes()
    files.verify(footage.sha256)
    mezzanine = make_mezzanine(clip, footage, files, studio.settings.film)
    for path in (proxy_path(mezzanine), poster_path(mezzanine), mezzanine.audio):
        assert any(head in read_bytes(path) for head in HEADS)
    assert render_again_finds(studio, footage, clip) == film

    shutil.copytree(studio.folder(WORKSHOP), tmp_path / "backup")
    files.erase(footage.sha256)
    erase_film(studio, WORKSHOP, "version-1")
    erase_film(studio, WORKSHOP, "version-1")
    assert not film.folder.exists()
    shutil.copytree(tmp_path / "backup", studio.folder(WORKSHOP), dirs_exist_ok=True)
    for path in (film.film, film.poster, mezzanine.video, files.original(footage.sha256)):
        with pytest.raises(KeyGone):
            opened(path)
    assert heads(studio.settings.home) == []


def render_again_finds(studio: Studio, footage: Footage, clip: Clip) -> RenderedFilm:
    """Render once more: the film is there; then without it, all pieces are."""
    again = rendered(studio, footage, clip)
    erase_film(studio, WORKSHOP, "version-1")
    anew = rendered(studio, footage, clip)
    assert anew.manifest.segments_made == 0
    assert anew.sha256 == again.sha256
    manifest = replace(anew.manifest, segments_found=again.manifest.segments_found)
    return replace(anew, manifest=replace(manifest, segments_made=again.manifest.segments_made))


def test_an_erasure_that_was_broken_off_after_the_key_does_not_stop_the_next_render(
    studio: Studio, filmed: Path
) -> None:
    footage, clip = ingested(studio, filmed)
    film = rendered(studio, footage, clip)
    shutil.copytree(film.folder, film.folder.with_name("kept"))
    erase_film(studio, WORKSHOP, "version-1")
    film.folder.with_name("kept").rename(film.folder)  # the key is gone, the bytes are not yet
    assert rendered(studio, footage, clip).sha256


def test_a_worker_that_dies_at_work_leaves_nothing_open(studio: Studio, filmed: Path) -> None:
    ingested(studio, filmed, deaths=3)
    sweep_all(studio.settings.home)
    assert clear_rooms(studio) == []
    assert plain(studio) == []
    assert heads(studio.folder(WORKSHOP)) == []
