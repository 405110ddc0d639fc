"""A large film gets a small copy for phones, by a real worker; both go together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from erasure_world import done
from mine_world import put_film, write_film
from workflow_world import WORKSHOP, new_world

from pvstudio.media.probing import probe
from pvstudio.model import CutState
from pvstudio.store.reading import copy_plain, sealed
from workflows import aside
from workflows.phone_copies import phone_film, wants_copy
from workflows.publish import erase_film, film_folder
from workflows.queue import Work

pytestmark = pytest.mark.slow


def large(make_film) -> Path:
    return make_film(
        "large.mp4",
        *("-f", "lavfi", "-i", "testsrc2=size=960x540:rate=25:duration=1"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-threads", "1"),
    )


def test_a_large_film_is_shrunk_and_its_copy_goes_with_it(make_film, tmp_path: Path) -> None:
    world = new_world(tmp_path)
    first, second = (put_film(world, "clip-amra", number=number) for number in (1, 2))
    for version in (first, second):
        write_film(world, version, 1000, film=large(make_film), height=540)
        assert phone_film(world.studio, WORKSHOP, version.id) is None
        assert wants_copy(world.studio, WORKSHOP, version.id)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(second, state=CutState.RECALLED))

    with aside.worker_aside(world.studio.settings):
        for version in (first, second):
            done(world.studio, Work.PHONE_COPY, version.id)

    gone = film_folder(world.studio, WORKSHOP, second.id)
    assert not (gone / "phone.mp4").exists(), "nothing is made of what was recalled"
    copy = film_folder(world.studio, WORKSHOP, first.id) / "phone.mp4"
    assert phone_film(world.studio, WORKSHOP, first.id) == copy
    assert sealed(copy)
    plain = tmp_path / "plain.mp4"
    copy_plain(copy, plain)
    made = probe(plain, name="phone.mp4")
    assert made.video
    assert made.audio
    assert (made.video.width, made.video.height, made.video.codec) == (854, 480, "h264")
    assert made.audio.codec == "aac"
    assert abs(made.duration_ms - 1000) < 100
    content = plain.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat"), "it plays while it arrives"

    erase_film(world.studio, WORKSHOP, first.id, for_good=True)
    assert not copy.exists()
    assert not wants_copy(world.studio, WORKSHOP, first.id)


def test_a_small_film_is_played_as_it_is(film: Path, tmp_path: Path) -> None:
    world = new_world(tmp_path)
    version = put_film(world, "clip-amra")
    write_film(world, version, 2000, film=film)
    assert not wants_copy(world.studio, WORKSHOP, version.id)
    played = phone_film(world.studio, WORKSHOP, version.id)
    assert played == film_folder(world.studio, WORKSHOP, version.id) / "film.mp4"
