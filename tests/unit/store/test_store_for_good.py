"""What was taken away stays away: not from a backup, nor from work that was under way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pvstudio.editing.segments import SegmentCache, forget_clips, forget_unknown
from pvstudio.store.errors import KeyGone, ShreddedForGood
from pvstudio.store.files import staged_folder, write_bytes
from pvstudio.store.homes import is_gone_for_good, keep_sealed, shred
from pvstudio.store.reading import read_bytes

FACE = b"a face" * 100


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    keep_sealed(tmp_path / "studio")
    return tmp_path / "studio" / "workshops" / "w"


def film(folder: Path) -> Path:
    with staged_folder(folder) as making:
        (making / "film.mp4").write_bytes(FACE)
    return folder / "film.mp4"


def test_a_film_that_is_shredded_before_its_first_byte_is_sealed_does_not_appear(workshop: Path) -> None:
    folder = workshop / "films" / "1"
    with pytest.raises(KeyGone), staged_folder(folder) as making:  # noqa: PT012
        shred(folder)  # while ffmpeg still draws
        (making / "film.mp4").write_bytes(FACE)
    assert list(folder.parent.iterdir()) == []
    assert read_bytes(film(folder)) == FACE  # not for good: it may be made again


def test_nothing_is_ever_placed_again_where_a_film_was_taken_away_for_good(workshop: Path) -> None:
    folder = workshop / "films" / "1"
    film(folder)
    shutil.copytree(workshop.parents[1], workshop.parents[2] / "backup")
    for _ in range(2):
        shred(folder, for_good=True)
    shutil.rmtree(folder)
    assert is_gone_for_good(folder)
    for place in (film, lambda at: write_bytes(at / "film.mp4", FACE)):
        with pytest.raises(ShreddedForGood, match=r"film-1.*not made again"):
            place(folder)
    shutil.copytree(workshop.parents[2] / "backup", workshop.parents[1], dirs_exist_ok=True)
    with pytest.raises(KeyGone):  # both the film and its key came back
        read_bytes(folder / "film.mp4")
    assert not is_gone_for_good(folder)
    assert read_bytes(film(workshop / "films" / "2")) == FACE


@pytest.mark.parametrize("beside", [True, False])
def test_a_piece_of_a_clip_that_is_forgotten_while_it_is_drawn_does_not_appear(
    workshop: Path, beside: bool
) -> None:
    pieces = SegmentCache(workshop / "pieces")
    if beside:
        pieces.get("other", ["clip-b"], lambda path: path.write_bytes(FACE), ".mp4")

    def draw(path: Path) -> None:
        path.write_bytes(FACE)
        assert forget_clips(pieces.folder, ["clip-a"]) == 1

    with pytest.raises(KeyGone):
        pieces.get("piece", ["clip-a", "clip-b"], draw, ".mp4")
    left = {path.stem for path in pieces.folder.iterdir() if path.suffix in {".mp4", ".json"}}
    assert left == ({"other"} if beside else set())
    assert [key.name for key in workshop.parents[1].glob("keys/w/piece-*")] == ["piece-other"] * beside


def test_pieces_of_clips_that_nobody_knows_any_more_are_forgotten(workshop: Path) -> None:
    pieces = SegmentCache(workshop / "pieces")
    for name, about in (("a", ["clip-a", "clip-b"]), ("b", ["clip-b"]), ("card", [])):
        pieces.get(name, about, lambda path: path.write_bytes(FACE), ".mp4")
    assert forget_unknown(pieces.folder, {"clip-b", "clip-c"}) == 1
    assert {path.stem for path in pieces.folder.glob("*.mp4")} == {"b", "card"}
