"""What another process does to an upload in the tests: go on with it, or take it in; it says what is safe."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path
from typing import cast

from pvstudio.config import Settings
from pvstudio.errors import StudioError
from pvstudio.media.ffmpeg import QUIET
from workflows import running
from workflows.queue import JobQueue
from workflows.uploads import receiving, taking
from workflows.uploads.records import Upload
from workflows.wiring import Studio


class NoQueue:
    """What a crash keeps from the queue: the documents tell it later."""

    def enqueue(self, *_: object) -> str:
        return ""


def main() -> None:
    """Run ``append HOME WORKSHOP UPLOAD FILE`` or ``take …`` without FILE; a typed error is status 3."""
    command, home, workshop, upload_id, *files = sys.argv[1:]
    studio = Studio.open(Settings(home=Path(home)))
    running.job = lambda _step: QUIET
    running.open_studio(studio)
    try:
        if command == "append":
            go_on(studio, workshop, upload_id, Path(files[0]).read_bytes())
        else:
            taking.keep(workshop, upload_id)
            os.writev(1, [b"taken\n"])  # no `write`: that is tampered with
            taking.clear_away(workshop, upload_id)
    except StudioError as error:
        os.writev(2, [type(error).__name__.encode()])
        sys.exit(3)


def go_on(studio: Studio, workshop: str, upload_id: str, film: bytes) -> None:
    """Send the film in three requests, and say after each how much was acknowledged."""
    with studio.documents.read(workshop) as tx:
        upload = tx.get(Upload, upload_id)
    at, step = 0, -(-len(film) // 3)
    while at < len(film):
        queue = cast(JobQueue, NoQueue())
        at = receiving.append(studio, queue, workshop, upload, at, BytesIO(film[at : at + step]))
        os.writev(1, [f"{at}\n".encode()])


if __name__ == "__main__":
    main()
