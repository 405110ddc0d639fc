"""What a media process that was taken over can reach: nothing, behind either wall."""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from needs import need

from pvstudio.config import Settings
from pvstudio.media.errors import CommandFailed, SandboxFailed, SandboxMissing, TookTooLong
from pvstudio.media.ffmpeg import Limits, program, run, run_python
from pvstudio.media.ffmpeg import sandbox as walls
from pvstudio.media.ffmpeg.caller import running
from pvstudio.media.ffmpeg.jobs import Log
from pvstudio.media.ffmpeg.room import Room


def intrude(*attempts: tuple[str, object], reads: tuple[Path, ...] = (), **limits: Any) -> Any:
    asked = json.dumps([(what, str(on)) for what, on in attempts])
    return run_python("caller_intruder", [asked], reads=reads, limits=Limits(**limits))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    secret = tmp_path / "another participant" / "canary.txt"
    secret.parent.mkdir()
    secret.write_text("canary")
    return secret


def test_it_reads_what_it_was_given_and_cannot_change_it(sandbox: str, secret: Path) -> None:
    answers = intrude(
        ("read", secret), ("listing", secret.parent), ("write", secret), ("delete", secret),
        reads=(secret.parent, secret),
    )  # fmt: skip
    assert answers[:2] == [{"done": "canary"}, {"done": ["canary.txt"]}]
    assert all("failed" in answer for answer in answers[2:])
    assert secret.read_text() == "canary"


def test_it_reaches_no_other_file(sandbox: str, secret: Path) -> None:
    files = [secret, "/etc/passwd", "/etc/hostname", "/proc/1/environ", "/proc/self/environ", walls.__file__]
    answers = intrude(("write", secret), ("delete", secret), *(("read", file) for file in files))
    assert [answer for answer in answers if "failed" not in answer] == []
    assert secret.read_text() == "canary"


def test_it_cannot_look_round(sandbox: str, secret: Path) -> None:
    hidden = {
        "/etc": "passwd",
        "/usr/bin": "sh",
        str(secret.parent): secret.name,
        str(Path.home()): ".bashrc",
    }
    for answer, name in zip(intrude(*(("listing", path) for path in hidden)), hidden.values(), strict=True):
        assert name not in answer.get("done", [])


def test_it_starts_no_other_program(sandbox: str) -> None:
    assert intrude(("start", "/bin/sh"), ("start", "/usr/bin/true")) == [{"done": "127"}, {"done": "127"}]


def test_it_talks_to_nobody(sandbox: str, tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_UNIX) as service,
    ):
        receiver.bind(("127.0.0.1", 0))
        service.bind(str(tmp_path / "bus"))
        service.listen()
        tcp, _udp, *others = intrude(
            ("connect", listener.getsockname()[1]), ("datagram", receiver.getsockname()[1]),
            ("local", tmp_path / "bus"), ("signal", os.getpid()),
        )  # fmt: skip
        assert "failed" in tcp
        assert all("failed" in answer for answer in others)
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
        receiver.settimeout(0.2)  # a network of its own may swallow a datagram without an error
        with pytest.raises(TimeoutError):
            receiver.recv(100)


def test_it_inherits_nothing(sandbox: str, monkeypatch: pytest.MonkeyPatch, secret: Path) -> None:
    monkeypatch.setenv("PVSTUDIO_SECRET", "canary")
    with secret.open() as held:
        os.set_inheritable(held.fileno(), True)
        variables, files = intrude(("variables", ""), ("descriptors", ""))
    assert "canary" not in str(variables)
    assert files == {"done": []}


def test_memory_is_limited(sandbox: str) -> None:
    answers = intrude(("memory", 1 << 20), ("memory", 1 << 30), memory_bytes=1 << 30)
    assert answers == [{"done": 1 << 20}, {"failed": "MemoryError"}]


@pytest.mark.slow
def test_processor_time_is_limited(sandbox: str) -> None:
    with pytest.raises(CommandFailed, match="processor time"):
        intrude(("spin", ""), cpu_s=1)


def test_time_is_limited(sandbox: str) -> None:
    with pytest.raises(TookTooLong, match="longer than"):
        intrude(("spin", ""), wall_s=0.3)


def test_an_answer_is_limited(sandbox: str) -> None:
    with pytest.raises(CommandFailed, match="far too much"):
        intrude(("talk", 5 << 20))


def test_a_log_is_limited_and_its_end_kept(sandbox: str) -> None:
    with pytest.raises(CommandFailed) as failure:
        intrude(("log", 500))
    assert failure.value.log[-1] == "RuntimeError: enough"
    assert len(failure.value.log) == 20
    assert all(len(line) <= Log.WIDTH for line in failure.value.log)


def test_the_private_folder_is_all_it_can_write(sandbox: str, tmp_path: Path) -> None:
    with Room(tmp_path) as room:
        script = "import pathlib,sys; pathlib.Path('note').write_text('x'); print(pathlib.Path.cwd())"
        python = os.path.realpath(sys.executable)
        runs = [Path(python), Path(sys.base_prefix) / "lib"]
        with running([python, "-I", "-S", "-c", script], room=room, runs=runs, gives=True) as child:
            said = bytearray()
            child.listen_to_output(said.extend)
            child.finish()
        assert said.decode().strip() == str(room.path)
        assert (room.path / "note").exists()
    assert list(tmp_path.iterdir()) == []


def test_without_any_wall_nothing_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PVSTUDIO_SANDBOX", "none")
    with pytest.raises(SandboxMissing) as missing:
        run(["-version"], writes=tmp_path)
    assert "bubblewrap" in missing.value.advice
    assert walls.describe() == ("none", False, missing.value.advice)


def test_a_studio_may_do_without_by_its_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PVSTUDIO_SANDBOX", "none")
    monkeypatch.setattr(program._Chosen, "settings", None)
    program.use(Settings(home=tmp_path, unsafe_without_sandbox=True))
    run(["-version"], writes=tmp_path)
    name, works, warning = walls.describe()
    assert (name, works) == ("none", True)
    assert "your own" in warning


def test_a_wall_that_breaks_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    need("bwrap")
    monkeypatch.setenv("PVSTUDIO_SANDBOX", "bubblewrap")
    assert walls.bubblewrap()  # which is remembered
    monkeypatch.setattr(walls, "_BUBBLE", ("--no-such-option",))
    with pytest.raises(SandboxFailed):
        run(["-version"], writes=tmp_path)


def test_the_best_wall_is_described(sandbox: str) -> None:
    name, works, advice = walls.describe()
    assert name.startswith(sandbox)
    assert (works, advice) == (True, "")
