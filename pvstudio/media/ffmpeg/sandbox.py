"""The walls round every media process: bubblewrap where it works, else landlock.

Inside there is no network, no environment, nothing to read but the named inputs and what the
program itself needs to run, and one private folder to write in (:mod:`.room`).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from pvstudio.media.errors import SandboxMissing
from pvstudio.media.ffmpeg import launcher, program
from pvstudio.media.ffmpeg.jobs import Limits

#: Libraries, their index, fonts and two devices: what programs need that is not their own.
_SYSTEM = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/nix/store",
    "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/usr/share/fonts", "/usr/local/share/fonts",
    "/usr/share/fontconfig", "/dev/urandom", "/dev/zero",
)  # fmt: skip
_NULL = "/dev/null"
_BUBBLE = ("--unshare-all", "--cap-drop", "ALL", "--die-with-parent", "--new-session")


class Sandbox(StrEnum):
    """A kind of wall."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    NONE = "none"  # only where Settings.unsafe_without_sandbox allows it


@cache
def bubblewrap() -> str | None:
    """Return the bubblewrap that really works here; many systems forbid what it needs."""
    found = shutil.which("bwrap")
    if found is None:
        return None
    trial = [found, *_BUBBLE, *_bound("--ro-bind-try", _SYSTEM), "--ro-bind", "/usr/bin", "/usr/bin", "--"]
    silence = [(os.POSIX_SPAWN_OPEN, stream, _NULL, os.O_RDWR, 0) for stream in (0, 1, 2)]
    child = os.posix_spawn(found, [*trial, "/usr/bin/true"], {}, file_actions=silence)
    return found if os.waitpid(child, 0)[1] == 0 else None


def choose() -> Sandbox:
    """Return the wall to use: the one that $PVSTUDIO_SANDBOX names, else the best that works.

    Raises :class:`SandboxMissing` when there is none, unless the studio's settings allow that.
    """
    forced = os.environ.get("PVSTUDIO_SANDBOX", "")
    if forced in {"", Sandbox.BUBBLEWRAP} and bubblewrap():
        return Sandbox.BUBBLEWRAP
    if forced in {"", Sandbox.LANDLOCK} and sys.platform == "linux" and launcher.landlock_version():
        return Sandbox.LANDLOCK
    if program.unsafe_without_sandbox():
        return Sandbox.NONE
    raise SandboxMissing


def describe() -> tuple[str, bool, str]:
    """Return the wall's name, whether uploads may be processed, and what to do if not."""
    try:
        chosen = choose()
    except SandboxMissing as missing:
        return "none", False, missing.advice
    if chosen is Sandbox.BUBBLEWRAP:
        return f"bubblewrap ({bubblewrap()})", True, ""
    if chosen is Sandbox.LANDLOCK:
        return f"landlock (version {launcher.landlock_version()})", True, ""
    return "none", True, "Switched off by unsafe_without_sandbox: process only footage that is all your own."


def walled(
    command: Sequence[str], *, reads: Sequence[Path], runs: Sequence[Path], room: Path, limits: Limits
) -> list[str]:
    """Return the command that lays *limits* and walls, then becomes *command*.

    *reads* may be read, *runs* read and executed (the program's own files), *room* written.
    """
    start = [sys.executable, "-I", "-S", "-B", launcher.__file__, str(os.getpid()), *_limited(limits)]
    kind = choose()
    if kind is Sandbox.BUBBLEWRAP:
        wall = [str(bubblewrap()), *_BUBBLE, *_bound("--ro-bind-try", [*_SYSTEM, *runs, *reads])]
        room_args = [*_bound("--dev-bind", [_NULL]), *_bound("--bind", [room]), "--chdir", str(room)]
        return [*start, "--", *wall, *room_args, "--", *command]
    if kind is Sandbox.LANDLOCK:
        start += ["landlock", *(f"run={path}" for path in [*_SYSTEM, *runs])]
        start += [*(f"read={path}" for path in reads), *(f"write={path}" for path in (_NULL, room))]
    return [*start, "--", *command]


def _bound(option: str, paths: Sequence[str | Path]) -> list[str]:
    return [word for path in paths for word in (option, os.path.realpath(path), str(path))]


def _limited(limits: Limits) -> list[str]:
    # A core dump would hold footage, outside of every consent.
    numbers = {
        "AS": limits.memory_bytes,
        "CPU": limits.cpu_s,
        "FSIZE": limits.file_bytes,
        "CORE": 0,
        "NOFILE": 256,
    }
    return [f"limit={name}:{number}" for name, number in numbers.items()]
