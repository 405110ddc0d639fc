"""Fixtures of the workflow tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from kit_folders import kit  # noqa: F401  (fixture)
from kit_world import cinema  # noqa: F401  (fixture)
from walk_world import Phone
from workflow_world import RECIPE, World, new_world, quick

from pvstudio.config import Settings
from pvstudio.model import CutVersion
from workflows.queue import JobQueue
from workflows.wiring import Studio


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Three people, each in a clip of their own, logged and confirmed."""
    with quick():
        yield new_world(tmp_path)


@pytest.fixture
def shown(world: World) -> tuple[World, CutVersion]:
    """A version that everybody agreed to, and a kit of it that is out."""
    return world.shown()


@pytest.fixture(scope="session")
def _with_a_queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queued")
    with JobQueue(new_world(folder).studio):
        return folder / "studio"


@pytest.fixture
def queued(_with_a_queue: Path, tmp_path: Path) -> Iterator[World]:
    """A world whose queue is there already: making its tables takes longer than all else."""
    with quick():
        yield World(Studio.open(Settings(home=copytree(_with_a_queue, tmp_path / "studio"))))


@pytest.fixture
def amra(world: World) -> Phone:
    """Return the phone of one of them."""
    return Phone(world, "amra")


@pytest.fixture
def recipe() -> Callable[[str], str]:
    """Return the recipe's text for "stop" or "leave-out"."""
    return lambda on_withheld: RECIPE.format(on_withheld=on_withheld)
