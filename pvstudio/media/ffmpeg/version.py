"""Which build of ffmpeg works here."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from pvstudio.media.ffmpeg.caller import running
from pvstudio.media.ffmpeg.program import executable
from pvstudio.media.ffmpeg.room import Room


def build() -> str:
    """Return what tells this build of ffmpeg from every other, such as ``n9.0.2-1f0c8a1e22``.

    It belongs into every cache key: streams of two builds may not be joined by copying.
    """
    path = executable()
    return _build(path, Path(path).stat().st_mtime_ns)


@cache
def _build(path: str, _changed_ns: int) -> str:
    said = _said(path, "-version")
    # The version of the program, its configuration and those of its libraries.
    words = said.decode("utf-8", "replace").split()
    version = words[2].split("-")[0] if len(words) > 2 else "unknown"
    return f"{version}-{hashlib.sha256(said).hexdigest()[:10]}"


def filters() -> frozenset[str]:
    """Return the names of the filters that this ffmpeg has."""
    rows = (row.split() for row in _said(executable(), "-filters").decode("utf-8", "replace").splitlines())
    return frozenset(row[1] for row in rows if len(row) > 2 and "->" in row[2])


def _said(path: str, option: str) -> bytes:
    """Return what ffmpeg writes to its standard output."""
    said = bytearray()
    with Room(None) as room, running([path, option], room=room, runs=[Path(path)], gives=True) as command:
        command.listen_to_output(said.extend)
        command.finish()
    return bytes(said)
