"""Shared by all tests: small real films, made once a session by the product's own caller."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from needs import need
from quicker import compile_once

from pvstudio.media.ffmpeg import run

# A busy machine is no fault: no example is too slow. Laws on fixtures make what they change anew.
_PATIENT = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=_PATIENT)
settings.load_profile("patient")

#: What a maker of films is: name and ffmpeg arguments (without the output) to a path.
MakeFilm = Callable[..., Path]

PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2"]
CODECS = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac", "-threads", "1"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that are given the longest time begin first, then slow ones: nobody waits in the end."""
    longest: dict[Path, tuple[float, bool]] = {}
    for item in items:
        longest[item.path] = max(longest.get(item.path, (0.0, False)), _length(item))
    items.sort(key=lambda item: longest[item.path], reverse=True)


def _length(item: pytest.Item) -> tuple[float, bool]:
    given = item.get_closest_marker("timeout")
    return float(given.args[0]) if given else 0.0, item.get_closest_marker("slow") is not None


@pytest.fixture(scope="session", autouse=True)
def _no_studio_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings of whoever runs the tests do not reach them."""
    os.environ["PVSTUDIO_HOME"] = str(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compile_once(patch)
        yield


@pytest.fixture(scope="session")
def make_film(tmp_path_factory: pytest.TempPathFactory) -> MakeFilm:
    """Return a function that makes a film by ffmpeg, once a session for each name."""
    folder = tmp_path_factory.mktemp("films")

    def make(name: str, *args: str | Path, reads: tuple[Path, ...] = ()) -> Path:
        target = folder / name
        if not target.exists():
            run([*args, target], reads=reads, writes=folder)
        return target

    return make


@pytest.fixture(scope="session")
def film(make_film: MakeFilm) -> Path:
    """Two seconds of moving test card and a tone: 320 × 180, 25 frames a second, H.264 and AAC."""
    return make_film("film.mp4", *PICTURE, *SOUND, *CODECS, "-shortest")


@pytest.fixture(scope="session")
def voice(make_film: MakeFilm) -> bytes:
    """A second of a tone, as a phone sends what somebody said into it."""
    tone = ("-f", "lavfi", "-i", "sine=frequency=300:duration=1", "-c:a", "aac")
    return make_film("voice.m4a", *tone).read_bytes()


@pytest.fixture(scope="session")
def material() -> Path:
    """The folder of real footage that PVSTUDIO_MATERIAL names; without it the test is skipped."""
    named = os.environ.get("PVSTUDIO_MATERIAL")
    if not named:
        pytest.skip("PVSTUDIO_MATERIAL names no folder")
    return Path(named)


@pytest.fixture(params=["bubblewrap", "landlock"])
def sandbox(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test behind each kind of wall; bubblewrap is skipped where it is not installed."""
    kind = str(request.param)
    if kind == "bubblewrap":
        need("bwrap")
    monkeypatch.setenv("PVSTUDIO_SANDBOX", kind)
    return kind
