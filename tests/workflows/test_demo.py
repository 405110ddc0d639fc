"""``pvstudio demo`` on samples/: the film that it publishes, looked at as a host would get it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from needs import need

from pvstudio.editing.film import RenderedFilm
from pvstudio.media.centerface import find_heads
from pvstudio.subtitles import read_subtitles

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]  # the whole story, beside the long proofs

SAMPLES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True)
class Demo:
    """What the demo said and left."""

    home: Path
    said: str
    status: dict[str, Any]

    def kit(self, state: str) -> Path:
        [kit] = [kit for kit in self.status["kits"] if kit["state"] == state]
        return self.home / "workshops" / self.status["workshop"]["id"] / "kits" / kit["id"]

    def clip_id(self, title: str) -> str:
        return next(str(clip["id"]) for clip in self.status["clips"] if clip["title"] == title)

    @property
    def film(self) -> RenderedFilm:
        """The narrowed film, rendered after the withdrawal."""
        [version] = [version for version in self.status["versions"] if version["state"] == "rendered"]
        workshop = self.home / "workshops" / self.status["workshop"]["id"]
        return RenderedFilm.open(workshop / "films" / version["id"])

    def part(self, title: str) -> tuple[int, int]:
        """First frame and number of frames of a clip in the film."""
        [part] = [part for part in self.film.manifest.parts if part.clip_id == self.clip_id(title)]
        return part.start_frame, part.frames


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    home = tmp_path_factory.mktemp("demo") / "studio"
    command = [sys.executable, "-m", "cli", "--studio", str(home)]
    told = subprocess.run([*command, "demo"], capture_output=True, text=True, timeout=1500, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    status = subprocess.run([*command, "--json", "status"], capture_output=True, text=True, check=True)
    return Demo(home, told.stdout, json.loads(status.stdout)[0])


def test_the_story_is_told(demo: Demo):
    for words in ("The gate says no", "Grace", "refused", "Published", "withdraws", "needs no new answers"):
        assert words in demo.said
    assert "Traceback" not in demo.said


def test_a_person_is_seen_to_look_at_what_was_treated(demo: Demo):
    """Refused before, confirmed aloud, and laid open for whoever runs the demo to look for themselves."""
    before, after = demo.said.index("has looked at the treated clips"), demo.said.index("(invented) watches")
    assert before < after < demo.said.index("Published")
    assert "watch the treated clip and confirm it" in demo.said
    assert "nobody says this but you" in demo.said
    sheet = next(path for path in (demo.home / "look-at-these").glob("*-sheet-1.jpg"))
    assert str(sheet) in demo.said
    assert sheet.read_bytes()[:3] == b"\xff\xd8\xff"


def test_a_withdrawal_leaves_nothing_of_the_first_kit(demo: Demo):
    assert [path.name for path in demo.kit("recalled").iterdir()] == ["RECALLED.txt"]
    [recalled] = [version for version in demo.status["versions"] if version["state"] == "recalled"]
    assert not (demo.film.folder.parent / recalled["id"]).exists()


def test_the_kit_is_whole(demo: Demo):
    folder = demo.kit("published")
    sums = dict(reversed(row.split("  ")) for row in (folder / "SHA256SUMS").read_text().splitlines())
    files = {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    assert sums.keys() == files
    assert all(sha256((folder / name).read_bytes()).hexdigest() == sums[name] for name in files)
    assert {"film.mp4", "poster.jpg", "START-HERE.txt", "film.en.srt", "film.bs.vtt", "film.ar.mp4"} <= files


def test_who_withdrew_and_who_refused_are_nowhere_in_it(demo: Demo):
    gone = {demo.clip_id("Our best player"), demo.clip_id("Lanterns")}
    assert not gone & {part.clip_id for part in demo.film.manifest.parts}
    kept = {".mp4", ".jpg", ".pdf"}  # a PDF is made from the page beside it
    texts = [path for path in demo.kit("published").iterdir() if path.suffix not in kept]
    for path in texts:
        said = path.read_text("utf-8")
        assert "Our best player" not in said
        assert "Lanterns" not in said
        assert "بلال" not in said


def test_it_plays_from_start_to_end(demo: Demo):
    manifest = demo.film.manifest
    with av.open(str(demo.kit("published") / "film.mp4")) as film:
        languages = [track.metadata["language"] for track in film.streams.subtitles]
        titles = [chapter["metadata"]["title"] for chapter in film.chapters()]
        assert languages == ["eng", "bos", "ara"]
        assert titles[0] == "Stories to Humanity"
        assert titles[-1] == "Thank you"
        assert len(titles) == len(manifest.parts) + 2
        frames = sum(1 for _frame in film.decode(video=0))
    with av.open(str(demo.kit("published") / "film.mp4")) as film:
        samples = sum(frame.samples for frame in film.decode(audio=0))
    assert frames == manifest.frames
    assert abs(samples - frames * 48_000 // manifest.fps) <= 1024  # one AAC packet


def test_subtitles_are_in_step_with_what_people_wrote(demo: Demo):
    """A translation's first cue starts exactly as late in the film as in its clip."""
    start, _frames = demo.part("Two glasses of tea")
    begins = start * 1000 // demo.film.manifest.fps
    written = read_subtitles(SAMPLES / "translations" / "tea.en.srt", language="en")
    shown = {cue.start_ms for cue in read_subtitles(demo.kit("published") / "film.en.srt", language="en")}
    assert any(abs(written[0].start_ms + begins - at) <= 40 for at in shown), (
        written[0],
        begins,
        sorted(shown),
    )


def pictures(film: Path, first: int, count: int) -> list[np.ndarray]:
    """Every tenth of *count* pictures."""
    with av.open(str(film)) as file:
        frames = enumerate(islice(file.decode(video=0), first + count))
        return [
            frame.to_ndarray(format="rgb24")
            for number, frame in frames
            if number >= first and not (number - first) % 10
        ]


def test_the_face_that_was_to_be_blurred_is(demo: Demo):
    first, frames = demo.part("A house on the glass")
    shown = pictures(demo.kit("published") / "film.mp4", first + 20, frames - 40)
    assert shown
    assert [len(find_heads(picture)) for picture in shown] == [0] * len(shown)


def test_a_face_that_may_be_seen_is_seen(demo: Demo):
    """The counter-proof: the same detector finds the other drawn face in the same film."""
    first, frames = demo.part("The first day with the camera")
    shown = pictures(demo.kit("published") / "film.mp4", first + 20, frames - 40)
    assert sum(1 for picture in shown if find_heads(picture)) > len(shown) * 0.8


def test_the_voice_that_was_to_be_silent_is(demo: Demo):
    first, frames = demo.part("What the bench knows")
    fps = demo.film.manifest.fps
    with av.open(str(demo.kit("published") / "film.mp4")) as film:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])
    inside = sound[(first + fps) * 48_000 // fps : (first + frames - fps) * 48_000 // fps]
    assert np.abs(inside).max() < 1e-3
    assert np.abs(sound).max() > 0.1


#: Traces of who filmed it, where and with what: no published file has any.
TRACES = ("GPS", "Location", "Make", "Model", "Software", "Encoder", "Author", "Artist", "Comment", "Serial")


def test_no_metadata_leaves(demo: Demo):
    exiftool = need("exiftool")
    folder = demo.kit("published")
    media = sorted(path for path in folder.iterdir() if path.suffix in {".mp4", ".jpg"})
    found = subprocess.run(
        [exiftool, "-json", "-G", "-a", "-u", "-ee", *media], capture_output=True, check=True
    )
    for described in json.loads(found.stdout):
        names = {key.split(":")[-1] for key in described}
        assert not [name for name in names if any(word in name for word in TRACES)], described
    raw = b"".join(path.read_bytes() for path in media)
    assert b"Lavf" not in raw
    assert b"Lavc" not in raw
    # x264 writes its settings into the stream: they are the same for every film of every studio.
