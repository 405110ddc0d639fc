"""Victims and attackers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def victim(make_film: Callable[..., Path]) -> Path:
    """Return another participant's film: all magenta, and beside it their transcript."""
    picture = ["-f", "lavfi", "-i", "color=magenta:size=320x180:rate=25:duration=2"]
    sound = ["-f", "lavfi", "-i", "sine=frequency=1234:sample_rate=48000:duration=2"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", "-c:a", "aac"]
    film = make_film("victim.mp4", *picture, *sound, *codecs)
    film.with_name("victim.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nthe canary sings\n")
    make_film("victim.ts", "-i", film, "-c", "copy", reads=(film,))
    return film


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on loopback that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener
