"""A folder of its own for each command: the sandbox lets it write there and nowhere else."""

from __future__ import annotations

from pathlib import Path

from pvstudio.store.files import clear_or_beside, staged

#: Give an empty folder for work on what is kept in a folder, and clear it away afterwards.
#: Commands write here instead of beside the footage, so that a hijacked one cannot overwrite it.
workbench = clear_or_beside


def deliver(made: Path, target: Path) -> None:
    """Move a finished file from its workbench to *target*: synced, whole, or not at all."""
    with staged(target) as partial:
        made.replace(partial)
