"""Contact sheets show the treated clip, densely, and wherever the detector lost somebody."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from media_world import Rushes, pictures
from PIL import Image

from pvstudio.media import contacts, mezzanines
from pvstudio.media.boxes import Box
from pvstudio.media.contacts import COLUMNS, WIDTH, find_contacts, make_contacts
from pvstudio.media.faces import FacesReport
from pvstudio.media.mezzanines import Mezzanine
from pvstudio.media.tracks import STEP, Track, lost

HEAD = Box(left=0.4, top=0.4, right=0.6, bottom=0.6)
REPORT = FacesReport(frames=50, looked_at=17, frames_with_faces=50, tracks=1, bare=(), lost=(7, 24, 33))


@pytest.fixture(scope="module")
def mezzanine(rushes: Rushes, film: Path) -> Mezzanine:
    return rushes.mezzanine(film, 0, 2000)


def test_a_mezzanine_is_known_by_the_hash_of_its_picture_and_its_sound(mezzanine: Mezzanine) -> None:
    whole = mezzanine.video.read_bytes() + mezzanine.audio.read_bytes()
    assert mezzanine.sha256 == hashlib.sha256(whole).hexdigest()
    swapped = mezzanines._sha256(mezzanine.audio, mezzanine.video)
    assert swapped != mezzanine.sha256


def test_no_half_second_is_left_out_and_where_a_head_was_lost_is_shown(mezzanine: Mezzanine) -> None:
    made = make_contacts(replace(mezzanine, key=f"{mezzanine.key}-lost", faces=REPORT))
    frames = [look.frame for look in made.looks]
    assert frames == sorted(set(frames))
    assert frames[0] == 0
    assert frames[-1] == mezzanine.frames - 1
    assert max(np.diff(frames)) * 1000 <= 500 * mezzanine.film.fps
    assert [look.frame for look in made.looks if look.lost] == [7, 24, 33]
    assert [look.ms for look in made.looks] == [frame * 40 for frame in frames]


def test_each_small_picture_is_that_frame_of_the_treated_clip(mezzanine: Mezzanine) -> None:
    made, shown = make_contacts(mezzanine), pictures(mezzanine.video)
    (path,) = made.sheets
    sheet = np.asarray(Image.open(path)).astype(int)
    for place, look in enumerate(made.looks):
        top, left = place // COLUMNS * made.height, place % COLUMNS * WIDTH
        tile = sheet[top : top + made.height, left : left + WIDTH]
        differences = [np.abs(tile - picture.astype(int)).mean() for picture in shown]
        assert int(np.argmin(differences)) == look.frame
        assert min(differences) < 8  # JPEG, and nothing else


def test_they_are_made_once_and_found_again(mezzanine: Mezzanine) -> None:
    assert find_contacts(replace(mezzanine, key="another")) is None
    made = make_contacts(mezzanine)
    before = [path.stat().st_mtime_ns for path in made.sheets]
    assert make_contacts(mezzanine) == made == find_contacts(mezzanine)
    assert [path.stat().st_mtime_ns for path in made.sheets] == before


def test_a_long_clip_has_several_sheets(mezzanine: Mezzanine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "PER_SHEET", 20)
    made = make_contacts(replace(mezzanine, faces=replace(REPORT, lost=tuple(range(50)))))
    assert len(made.looks) == 50
    heights = []
    for path in made.sheets:
        with Image.open(path) as sheet:
            heights.append(sheet.height // made.height)
    assert heights == [4, 4, 2]


def test_a_head_is_lost_at_the_look_that_did_not_find_it() -> None:
    def track(*frames: int) -> Track:
        return Track(finds=[(frame, HEAD) for frame in frames])

    assert list(lost(track(0, 3, 6), 9)) == []  # found until the end
    assert list(lost(track(0, 3, 12), 15)) == [6]
    assert list(lost(track(3, 6), 30)) == [9]
    assert list(lost(track(0, 9, 12, 30), 60)) == [STEP, 15, 33]
