"""Fixtures of the workflow tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kit_world import cinema  # noqa: F401  (fixture)
from workflow_world import RECIPE, World, new_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three people, each in a clip of their own, logged and confirmed."""
    return new_world(tmp_path)


@pytest.fixture
def recipe() -> Callable[[str], str]:
    """Return the recipe's text for "stop" or "leave-out"."""
    return lambda on_withheld: RECIPE.format(on_withheld=on_withheld)
