"""Files that name other files, under the names of films: nobody's film is reached by them."""

import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from attackers import LISTS, NAMES, concat, decode, hls, shows_victim, was_called

from pvstudio.config import Settings
from pvstudio.media.errors import CommandFailed, MediaRefused
from pvstudio.media.ffmpeg import executable, program, run
from pvstudio.media.probing import probe

List = Callable[[str], str]


def attack(path: Path, folder: Path) -> None:
    """Open *path* at every door; what comes out, if anything, shows no victim."""
    with pytest.raises(MediaRefused):
        probe(path, name=path.name)
    with suppress(CommandFailed):
        assert not shows_victim(decode(path, folder))


@pytest.mark.slow
@pytest.mark.parametrize("make", LISTS, ids=lambda make: make.__name__)
def test_lists_reach_no_other_film(sandbox: str, victim: Path, tmp_path: Path, make: List) -> None:
    targets = [victim, victim.with_suffix(".ts"), victim.with_suffix(".srt"), Path("/etc/passwd")]
    for number, target in enumerate([str(target) for target in targets] + [f"file://{victim}"]):
        path = tmp_path / NAMES[number % len(NAMES)]
        path.write_text(make(target))
        attack(path, tmp_path)


@pytest.fixture(params=[(concat, "mp4"), (hls, "m3u8")], ids=["concat", "hls"])
def lure(request: pytest.FixtureRequest, victim: Path) -> Path:
    """A list beside the victim's film that plain ffmpeg follows (HLS by its own name only)."""
    make, kind = request.param
    lure = victim.with_name(f"lure.{kind}")
    lure.write_text(make(victim.with_suffix(".ts").name))
    return lure


def test_the_attack_is_a_real_one(victim: Path, lure: Path) -> None:
    """Plain ffmpeg, without the product's white-lists and walls, does return the victim's film."""
    stolen = victim.with_name(f"stolen-{lure.suffix[1:]}.mkv")
    subprocess.run(
        [executable(), "-v", "error", "-nostdin", "-y", "-i", lure, "-an", "-c:v", "ffv1", stolen], check=True
    )
    assert shows_victim(stolen)


@pytest.mark.slow
def test_the_white_lists_stop_it_alone(lure: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PVSTUDIO_SANDBOX", "none")
    monkeypatch.setattr(program._Chosen, "settings", None)
    program.use(Settings(home=tmp_path, unsafe_without_sandbox=True))
    with pytest.raises(MediaRefused):
        probe(lure, name="story.mp4")
    with pytest.raises(CommandFailed):
        decode(lure, tmp_path)


@pytest.mark.slow
def test_the_walls_stop_it_alone(sandbox: str, lure: Path, tmp_path: Path) -> None:
    with suppress(CommandFailed):
        run(["-i", lure, "-an", "-c:v", "ffv1", tmp_path / "stolen.mkv"], reads=[lure], writes=tmp_path)
        assert not shows_victim(tmp_path / "stolen.mkv")


@pytest.mark.slow
@pytest.mark.parametrize("make", LISTS, ids=lambda make: make.__name__)
def test_nobody_is_called(sandbox: str, listener: socket.socket, tmp_path: Path, make: List) -> None:
    port = listener.getsockname()[1]
    for number, scheme in enumerate(["http", "tcp", "rtmp", "rtsp"]):
        path = tmp_path / NAMES[number]
        path.write_text(make(f"{scheme}://127.0.0.1:{port}/film.ts"))
        attack(path, tmp_path)
        assert not was_called(listener)


def test_a_listener_would_have_heard(listener: socket.socket, tmp_path: Path) -> None:
    """The test above can fail: plain ffmpeg does call."""
    lure = tmp_path / "lure.m3u8"
    lure.write_text(hls(f"http://127.0.0.1:{listener.getsockname()[1]}/film.ts"))
    command = [
        executable(),
        "-v",
        "error",
        "-nostdin",
        "-protocol_whitelist",
        "file,http,tcp",
        "-i",
        lure,
        "-f",
        "null",
        "-",
    ]
    with subprocess.Popen([str(word) for word in command], stderr=subprocess.DEVNULL) as caller:
        listener.settimeout(10)
        listener.accept()[0].close()
        caller.kill()
