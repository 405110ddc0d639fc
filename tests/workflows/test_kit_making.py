"""Kits that must be made first: small, with letters in the picture, with their test clip."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from erasure_world import done
from kit_world import COMMUNITY, order
from workflow_world import WORKSHOP

from pvstudio.model import Kit, KitState, Quality
from pvstudio.store.reading import sealed
from workflows import aside
from workflows.errors import LanguageNotInFilm, Withheld
from workflows.publish import film_folder, kit_folder, publish
from workflows.queue import JobQueue, JobState, Work, job_id
from workflows.recall_lists import recall_list, write
from workflows.screening_kits.checking import Verdict, check
from workflows.screening_kits.errors import KitTakenBack, PartMissing
from workflows.screening_kits.ordering import forget_order, orders_of
from workflows.screening_kits.parts import make_film_part
from workflows.screening_kits.wishes import KitOrder, KitWish
from workflows.withdrawals import withdraw

NOW = datetime.now(UTC)
TODAY = date.today()  # noqa: DTZ011 — as a facilitator types it


def frames(path: Path) -> tuple[int, np.ndarray, list[str]]:
    with av.open(str(path)) as file:
        kinds = [stream.metadata.get("language", "") for stream in file.streams.subtitles]
        pictures = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    return len(pictures), pictures[len(pictures) // 2], kinds


def sound(path: Path) -> np.ndarray:
    with av.open(str(path)) as file:
        return np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)


def level(samples: np.ndarray) -> float:
    """Return dBFS as AES17 counts."""
    return 20 * np.log10(np.sqrt(2 * np.mean(samples**2)) + 1e-9)


@pytest.mark.slow
def test_kits_are_made_by_a_worker_as_they_were_wished_for(cinema):
    world, version = cinema
    soft = KitWish(quality=Quality.SMALL, event="Open day", event_on=TODAY + timedelta(days=3))
    burned = KitWish(languages=("ar",), burned="ar", quality=Quality.SMALL, until=TODAY + timedelta(days=9))
    ids = [order(world, version, soft), "kit-drawn"]
    with aside.worker_aside(world.studio.settings):
        done(world.studio, Work.KIT, ids[0])
    made = film_folder(world.studio, WORKSHOP, version.id)
    asked = KitOrder(
        id=ids[1], cut_version_id=version.id, audience=COMMUNITY, recipient="", wish=burned, at=NOW
    )
    make_film_part(made, version, asked)
    publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", wish=burned, kit_id=ids[1])
    small, drawn = (kit_folder(world.studio, WORKSHOP, one) for one in ids)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert orders_of(tx) == []
        assert (tx.get(Kit, ids[0]).event, tx.get(Kit, ids[1]).burned) == ("Open day", "ar")
    for folder in (small, drawn):
        now = datetime.now(UTC)
        listed = write(recall_list(world.studio, now))
        assert check(folder, at=now, recalls=listed).verdict is Verdict.GOOD
    papers = {
        "START-HERE.html",
        "VERIFY.html",
        "test-clip.mp4",
        "guide.ar.html",
        "guide.en.html",
        "poster.jpg",
    }
    assert papers | {"film.en.srt", "film.ar.vtt"} <= names(small)
    assert not {name for name in names(drawn) if name.endswith((".srt", ".vtt"))}
    for folder, languages in ((small, ["eng", "ara"]), (drawn, [])):
        count, picture, inside = frames(folder / "film.mp4")
        assert (count, picture.shape, inside) == (25, (480, 854), languages)
        low = picture[330:]
        assert (int(np.ptp(low)) > 150) == (folder is drawn), "letters where they should be, and only there"
    parts = [path for path in made.iterdir() if path.name.startswith("kit.")]
    assert len(parts) == 3
    assert all(sealed(path) for path in parts)
    clip_is_a_test(small / "test-clip.mp4")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def clip_is_a_test(path: Path) -> None:
    left, right = sound(path)
    assert abs(len(left) / 48_000 - 30) < 0.1
    tone = slice(48_000, 9 * 48_000)
    assert abs(level(left[tone]) + 20) < 0.5
    assert abs(level(right[tone]) + 20) < 0.5
    assert np.argmax(np.abs(np.fft.rfft(left[48_000 : 2 * 48_000]))) == 1000  # Hz
    for start, loud, silent in ((10.6, left, right), (14.1, right, left)):
        beep = slice(int(start * 48_000), int((start + 0.3) * 48_000))
        assert level(loud[beep]) > -25
        assert level(silent[beep]) < -60


def test_one_press_orders_one_kit_and_what_cannot_be_is_said_at_once(cinema):
    world, version = cinema
    first = order(world, version, KitWish(), press="a")
    assert order(world, version, KitWish(), press="a") == first
    assert order(world, version, KitWish(), press="b") != first
    with world.studio.documents.read(WORKSHOP) as tx:
        assert len(tx.find(KitOrder)) == 2
        assert tx.get(KitOrder, first).wish.languages == ("en", "ar")
    with pytest.raises(LanguageNotInFilm, match="sq"):
        order(world, version, KitWish(burned="sq"))
    with JobQueue(world.studio) as queue:
        forget_order(world.studio, queue, WORKSHOP, first)
        assert queue.job(job_id(Work.KIT, first)).state is JobState.CANCELLED
    withdraw(world.studio, WORKSHOP, "amra")
    with pytest.raises(Withheld):
        order(world, version, KitWish())


def test_what_was_not_made_is_not_handed_out(cinema):
    world, version = cinema
    for wish in (KitWish(burned="ar"), KitWish(quality=Quality.SMALL)):
        with pytest.raises(PartMissing):
            publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", wish=wish)
        # What somebody put there, and the studio did not make, is no part either.
        name = "kit.ar.mp4" if wish.burned else "kit.small.mp4"
        (film_folder(world.studio, WORKSHOP, version.id) / name).write_bytes(b"another film")
        with pytest.raises(PartMissing):
            publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", wish=wish)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Kit) == []


def test_the_same_work_again_makes_no_second_kit_and_mends_what_a_crash_left(cinema):
    world, version = cinema

    def again() -> Kit:
        return publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", kit_id="kit-1")

    kit = again()
    folder = kit_folder(world.studio, WORKSHOP, "kit-1")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert again() == kit
    shutil.rmtree(folder)  # the worker died after the kit was written down, before its folder appeared
    assert again() == kit
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    with world.studio.documents.read(WORKSHOP) as tx:
        assert len(tx.find(Kit)) == 1


def test_a_kit_that_is_recalled_while_it_is_filled_does_not_appear(cinema, monkeypatch):
    from workflows import publish as publishing

    world, version = cinema
    really = publishing.hand_out

    def and_recalled(tx, kit):
        really(tx, kit)
        publishing.recall(tx, [kit], datetime.now(UTC))

    monkeypatch.setattr(publishing, "hand_out", and_recalled)
    with pytest.raises(KitTakenBack):
        publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", kit_id="kit-1")
    assert not kit_folder(world.studio, WORKSHOP, "kit-1").exists()
    with pytest.raises(KitTakenBack):  # and the work that is done again knows it
        publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", kit_id="kit-1")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
