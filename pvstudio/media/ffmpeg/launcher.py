"""The moment between fork and exec, as a program of its own.

Started as ``python -I -S -B launcher.py PARENT WORD … -- COMMAND …`` it lays limits and a
sandbox on itself and becomes COMMAND. A ``preexec_fn`` would do this in a copy of a process full
of threads, where any lock may be held for ever. Only modules that start in a few milliseconds
are imported (measured: 13 ms bare, 17 ms with ctypes, 28 ms with json), none of ours.

Words: ``limit=NAME:NUMBER`` (a resource limit), ``landlock`` (lay it), and what it leaves open:
``read=PATH``, ``run=PATH`` (read and execute), ``write=PATH``.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import stat
import struct
import sys

REFUSED = 125  # exit status: the sandbox could not be laid, nothing was started

_PDEATHSIG, _SECCOMP, _NO_NEW_PRIVS = 1, 22, 38  # prctl(2)
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _IOCTL = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
_ON_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL
#: Everything about files that each version of landlock can forbid; later versions forbid the last row's.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP, _SCOPES = 0b11, 0b11  # bind and connect (4); abstract sockets and signals (6)
_CHANGES = ((1 << 15) - 1) & ~(
    _EXECUTE | 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12
)  # no device, socket, link

_libc = ctypes.CDLL(None, use_errno=True)


class Refused(Exception):
    """A layer could not be laid."""


def _call(what: str, result: int) -> int:
    if result < 0:
        raise Refused(f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def landlock_version() -> int:
    """Return the version of landlock that the kernel has, 0 for none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined,unused-ignore]
    except FileNotFoundError:
        return  # what is not there cannot be opened either
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _ON_FILES
    rule = struct.pack("=Qi", rights, place)
    _call(f"landlock, {path}", _libc.syscall(_ADD_RULE, ruleset, 1, rule, 0))
    os.close(place)


def landlock(open_for: list[tuple[str, str]]) -> None:
    """Close the file system to this process but for *open_for*, TCP too where the kernel can."""
    version = landlock_version()
    if not version:
        raise Refused("this kernel has no landlock")
    files = _FILE_RIGHTS[min(version, 5)]
    rules = struct.pack("=QQQ", files, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    ruleset = _call("landlock", _libc.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0))
    rights = {"read": _READ | _LIST, "run": _READ | _LIST | _EXECUTE, "write": _CHANGES}
    for purpose, path in open_for:
        _allow(ruleset, path, rights[purpose] & files)
    _call("landlock", _libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def seccomp() -> None:
    """Forbid sockets of every kind: landlock knows no UDP, and before version 4 no network at all.

    A filter of eight instructions (seccomp(2), struct sock_filter): another architecture, or the
    x32 numbers, end the process; ``socket`` and ``io_uring_setup`` fail as forbidden. On machines
    that are neither x86-64 nor arm64, landlock stands alone.
    """
    architectures = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
    known = architectures.get(os.uname().machine)
    if known is None:
        return
    audit, socket = known
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    kill, forbid, allow = 0x80000000, 0x00050000 | 13, 0x7FFF0000  # 13: EACCES
    steps = [
        (load, 0, 0, 4), (equal, 0, 5, audit), (load, 0, 0, 0), (at_least, 3, 0, 0x40000000),
        (equal, 3, 0, socket), (equal, 2, 0, 425), (answer, 0, 0, allow), (answer, 0, 0, kill),
        (answer, 0, 0, forbid),
    ]  # fmt: skip
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    _call("seccomp", _libc.prctl(_SECCOMP, 2, program))


def die_with(parent: int) -> None:
    """Have the kernel end this process when the thread that started it ends."""
    _libc.prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(REFUSED)


def limit(word: str) -> None:
    """Lay one resource limit, ``NAME:NUMBER``, never above what is allowed already."""
    name, number = word.split(":")
    kind = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(kind)[1]
    ceiling = sys.maxsize if hard == resource.RLIM_INFINITY else hard
    wanted = min(int(number), ceiling)
    # A second after SIGXCPU, which says what happened, comes SIGKILL, which does not.
    resource.setrlimit(kind, (wanted, min(wanted + (name == "CPU"), ceiling)))


def main(argv: list[str]) -> None:
    """Lay what *argv* asks for, then become the command."""
    split = argv.index("--")
    words, command = argv[2:split], argv[split + 1 :]
    if sys.platform == "linux":
        die_with(int(argv[1]))
    pairs = [(word.partition("=")[0], word.partition("=")[2]) for word in words]
    for kind, value in pairs:
        if kind == "limit":
            limit(value)
    if ("landlock", "") in pairs:
        _call("prctl", _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
        landlock([pair for pair in pairs if pair[0] in {"read", "run", "write"}])
        seccomp()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, and a child would inherit that
    os.execve(command[0], command, os.environ)  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv)
    except (Refused, OSError, ValueError) as problem:
        sys.stderr.write(f"sandbox: {problem}\n")
        sys.exit(REFUSED)
