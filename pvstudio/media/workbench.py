"""A folder of its own for each command: the sandbox lets it write there and nowhere else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pvstudio.store.files import staged


@contextmanager
def workbench(folder: Path) -> Iterator[Path]:
    """Give an empty folder inside *folder*, on the same disk, and clear it away afterwards.

    Commands write here instead of beside the footage, so that a hijacked one cannot overwrite it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bench = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=folder))
    try:
        yield bench
    finally:
        shutil.rmtree(bench, ignore_errors=True)


def deliver(made: Path, target: Path) -> None:
    """Move a finished file from its workbench to *target*: synced, whole, or not at all."""
    with staged(target) as partial:
        made.replace(partial)
