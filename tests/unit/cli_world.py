"""The command line as tests type it: ``run("--json", "status")`` in a studio of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import main_group

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return where the studio is, or will be."""
    return tmp_path / "studio"


@pytest.fixture
def run(home: Path) -> Run:
    """Return what types a command; *caught*: what it raises is in its result."""

    def invoke(*args: str, typed: str = "", caught: bool = False) -> Result:
        words = ["--studio", str(home), *args]
        return CliRunner().invoke(main_group, words, input=typed, catch_exceptions=caught)

    return invoke


def answer(result: Result) -> Any:
    """Return what was said to a script."""
    assert result.exit_code == 0, result.output
    return json.loads(result.output)
