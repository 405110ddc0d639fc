"""A recalled film does not come back: not from a render that runs on, and not from a backup."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from workflow_world import WORKSHOP

from pvstudio.editing.segments import SegmentCache
from pvstudio.media.ffmpeg import QUIET
from pvstudio.model import Audience, Clip, Cut, CutItem, CutState, CutVersion
from pvstudio.store.errors import KeyGone
from pvstudio.store.files import staged_folder
from pvstudio.store.homes import home_of
from workflows import assemble, withdraw, worker
from workflows.erasures import erase
from workflows.errors import Withheld
from workflows.forget import forget_documents
from workflows.publish import film_folder, pieces_folder
from workflows.queue import JobQueue
from workflows.slots import slots


@pytest.fixture
def laid_out(world, recipe, monkeypatch):
    """Everybody agrees to a version that waits to be rendered."""
    world.everybody_agrees()
    version = CutVersion(
        id="v1",
        cut_id="cut1",
        number=1,
        audience=Audience.COMMUNITY,
        items=(CutItem(clip_id="clip-amra"), CutItem(clip_id="clip-zahra")),
        languages=(),
        recipe=recipe("stop"),
        state=CutState.DRAFT,
        created_at=datetime.now(UTC),
    )
    with world.studio.book(WORKSHOP) as tx:
        tx.put(Cut(id="cut1", title="N", recipe=""))
        tx.put(version)
    monkeypatch.setattr(assemble.running, "studio", lambda: world.studio)
    monkeypatch.setattr(assemble.running, "job", lambda _step: QUIET)
    return world


def place(studio):
    with staged_folder(film_folder(studio, WORKSHOP, "v1")) as making:
        (making / "film.mp4").write_bytes(b"a face")


def tend(studio):
    with JobQueue(studio):
        worker._tend_once(studio, slots(studio)[0])


@pytest.mark.parametrize("begun", [True, False])
def test_a_render_that_runs_on_while_its_clip_is_erased_places_no_film(laid_out, monkeypatch, begun):
    """It had asked the gate before; the erasure ends while it is busy with its last picture."""
    studio = laid_out.studio

    def carry_out():
        order = erase(studio, WORKSHOP, "amra", ["clip-amra"])
        withdraw.close.__wrapped__(WORKSHOP, order.withdrawal_id)
        forget_documents(studio, WORKSHOP, order.id)

    def render(*_plan, **_more):
        if not begun:
            carry_out()
        with staged_folder(film_folder(studio, WORKSHOP, "v1")) as making:
            (making / "film.mp4").write_bytes(b"a face")
            if begun:
                carry_out()

    monkeypatch.setattr(assemble, "plan_of", lambda *_version: None)
    monkeypatch.setattr(assemble, "render", render)
    with pytest.raises(Withheld):
        assemble.join.__wrapped__(WORKSHOP, "v1")
    assert not film_folder(studio, WORKSHOP, "v1").exists()


def test_a_film_that_a_backup_brings_back_is_taken_away_again(laid_out, tmp_path):
    studio = laid_out.studio
    place(studio)
    for kind in ("workshops/" + WORKSHOP + "/films", "keys"):
        shutil.copytree(studio.settings.home / kind, tmp_path / "backup" / kind)
    order = erase(studio, WORKSHOP, "amra", ["clip-amra"])
    withdraw.close.__wrapped__(WORKSHOP, order.withdrawal_id)
    shutil.rmtree(studio.settings.home / "keys")  # with whatever it said of films that are gone
    shutil.copytree(tmp_path / "backup", studio.settings.home, dirs_exist_ok=True)
    folder = film_folder(studio, WORKSHOP, "v1")
    assert (folder / "film.mp4").exists()
    tend(studio)
    assert not folder.exists()
    assert home_of(folder).keys.get("film-v1") is None
    with pytest.raises(KeyGone):
        place(studio)


def test_a_piece_that_was_begun_after_its_clip_was_erased_is_taken_away(laid_out):
    studio = laid_out.studio
    pieces = SegmentCache(pieces_folder(studio, WORKSHOP))
    for clip in ("clip-amra", "clip-zahra"):
        pieces.get(clip, [clip], lambda path: path.write_bytes(b"a face"), ".mp4")
    with studio.book(WORKSHOP) as tx:
        tx.delete(Clip, "clip-amra")
    tend(studio)
    assert [path.stem for path in pieces.folder.glob("*.mp4")] == ["clip-zahra"]
