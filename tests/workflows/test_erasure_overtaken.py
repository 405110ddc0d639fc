"""Two erasures in one recording, or a clip that is marked meanwhile: of whom is kept, and of nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from workflow_world import WORKSHOP

from pvstudio.media.ffmpeg import QUIET, frames_from
from pvstudio.media.probing import probe
from pvstudio.model import Clip, Footage, FootageState
from workflows import ingest, keep
from workflows.erasures import ErasureOrder, erase
from workflows.forget import forget_documents
from workflows.wiring import Studio

pytestmark = pytest.mark.slow
WHO = ("amra", "bilal", "zahra")


@pytest.fixture
def recording(world, make_film) -> Footage:
    """Four seconds: one of Amra, one of Bilal, one of Zahra, and one that nobody has marked."""
    film = make_film(
        "four.mkv",
        *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=4"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-threads", "1"),
    )
    footage = ingest.receive(world.studio, WORKSHOP, film).footage
    media = probe(world.studio.files(WORKSHOP).original(footage.sha256), name="four", job=QUIET)
    footage = replace(footage, media=media, state=FootageState.READY)
    with world.studio.book(WORKSHOP) as tx:
        tx.put(footage)
        for second, who in enumerate(WHO):
            clip = tx.get(Clip, f"clip-{who}")
            start = second * 1000
            tx.put(replace(clip, footage_id=footage.id, start_ms=start, end_ms=start + 1000))
    return footage


def overtaken(monkeypatch: pytest.MonkeyPatch, by: Callable[[], object]) -> None:
    """Let *by* happen when the first new recording is compared, and not yet in its place."""
    take_over = keep._take_over

    def late(*args):
        monkeypatch.setattr(keep, "_take_over", take_over)
        by()
        return take_over(*args)

    monkeypatch.setattr(keep, "_take_over", late)


def carry_out(studio: Studio, order: ErasureOrder) -> None:
    forget_documents(studio, WORKSHOP, order.id)
    with studio.documents.read(WORKSHOP) as tx:
        gone = tx.get(ErasureOrder, order.id).gone
    for sha256 in gone:
        studio.files(WORKSHOP).erase(sha256)


def seen(studio: Studio, footage: Footage) -> list[bool]:
    """Of each second of the only recording that is left: is anything to be seen in its middle."""
    with studio.documents.read(WORKSHOP) as tx:
        sha256 = tx.get(Footage, footage.id).sha256
    assert studio.files(WORKSHOP).originals() == [sha256]
    original = studio.files(WORKSHOP).original(sha256)
    raw = ("-i", original, "-vf", "scale=1:1,format=gray", "-f", "rawvideo", "pipe:1")
    bright = [frame[0] for frame in frames_from(raw, reads=[original], frame_bytes=1)]
    return [max(bright[start + 5 : start + 20]) > 30 for start in range(0, 100, 25)]


@pytest.mark.parametrize("deleted", [False, True])
def test_another_erasure_is_first(world, recording, monkeypatch, deleted):
    """Bilal's takes the recording over, or is through altogether, while Amra's copy is compared."""
    studio = world.studio
    hers, his = (erase(studio, WORKSHOP, who, [f"clip-{who}"]) for who in ("amra", "bilal"))

    def bilal() -> None:
        keep.keep_others(studio, WORKSHOP, his.id, recording.id, job=QUIET)
        if deleted:
            carry_out(studio, his)

    overtaken(monkeypatch, bilal)
    keep.keep_others(studio, WORKSHOP, hers.id, recording.id, job=QUIET)
    for order in (hers, his):
        carry_out(studio, order)
    assert seen(studio, recording) == [False, False, True, False]


def test_a_clip_that_is_marked_meanwhile_is_kept(world, recording, monkeypatch):
    studio = world.studio
    order = erase(studio, WORKSHOP, "amra", ["clip-amra"])

    def marked() -> None:
        with studio.book(WORKSHOP) as tx:
            tx.put(Clip(id="clip-4", footage_id=recording.id, title="4", start_ms=3000, end_ms=4000))

    overtaken(monkeypatch, marked)
    keep.keep_others(studio, WORKSHOP, order.id, recording.id, job=QUIET)
    carry_out(studio, order)
    assert seen(studio, recording) == [False, True, True, True]


def test_a_recording_that_is_gone_altogether_is_nothing_to_keep(world, recording, monkeypatch):
    """Bilal's erasure was told to take the others' clips too, and is through."""
    studio = world.studio
    hers = erase(studio, WORKSHOP, "amra", ["clip-amra"])
    his = erase(studio, WORKSHOP, "bilal", ["clip-bilal"], keep=False)
    overtaken(monkeypatch, lambda: carry_out(studio, his))
    keep.keep_others(studio, WORKSHOP, hers.id, recording.id, job=QUIET)
    carry_out(studio, hers)
    assert studio.files(WORKSHOP).originals() == []
