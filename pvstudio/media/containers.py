"""Open films and sounds that the studio made, sealed or not, packet by packet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av

from pvstudio.store.reading import opened, sealed


@contextmanager
def container(path: Path, **options: str) -> Iterator[Any]:
    """Open the MP4 at *path* by PyAV; *options* are the demuxer's. Never for an upload.

    Raises what PyAV raises, :class:`KeyGone` and :class:`SealBroken`, the last while packets are read, too.
    """
    if not sealed(path):  # libav reads it by itself, which is quicker
        with av.open(str(path), options=options) as file:
            yield file
        return
    with opened(path) as source, av.open(source, format="mov", options=options) as file:
        yield file
