"""``pvstudio account``: for whoever sits at the studio's own computer, when a password is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main_group
from pvstudio.config import Settings
from workflows.accounts.errors import LastKeeper, SignInRefused
from workflows.accounts.signing_in import sign_in
from workflows.wiring import Studio

Run = Callable[..., Any]


@pytest.fixture
def pvstudio(tmp_path: Path) -> Run:
    def invoke(*args: str, as_json: bool = True) -> Any:
        flags = ["--json"] if as_json else []
        whole = ["--studio", str(tmp_path), *flags, "account", *args]
        said = CliRunner().invoke(main_group, whole, catch_exceptions=False)
        assert said.exit_code == 0, said.output
        return json.loads(said.output) if as_json else said.output

    return invoke


def enters(home: Path, name: str, password: str) -> bool:
    try:
        return bool(sign_in(Studio.open(Settings(home=home)), name, password, datetime.now(UTC)))
    except SignInRefused:
        return False


def test_accounts_are_made_renewed_and_closed(pvstudio: Run, tmp_path: Path) -> None:
    made = pvstudio("add", "Ines", "--keeper", "--everywhere", "--password", "three blue rivers")
    assert (made["keeper"], made["everywhere"], made["roles"]) == (True, True, ["facilitator"])
    pvstudio("add", "Nur", "--role", "host", "--role", "office", "--password", "three blue rivers")
    pvstudio("password", "nur", "--password", "four green hills")
    assert enters(tmp_path, "Nur", "four green hills")
    assert not enters(tmp_path, "Nur", "three blue rivers")
    pvstudio("close", "Nur")
    assert not enters(tmp_path, "Nur", "four green hills")
    assert [one["name"] for one in pvstudio("list")] == ["Ines", "Nur"]
    shown = pvstudio("list", as_json=False)
    assert all(word in shown for word in ("Ines", "keeper", "all", "host office", "closed"))
    assert "argon2" not in shown + json.dumps(pvstudio("list"))


def test_the_last_keeper_is_not_closed(pvstudio: Run) -> None:
    pvstudio("add", "Ines", "--keeper", "--password", "three blue rivers")
    with pytest.raises(LastKeeper):
        pvstudio("close", "Ines")
