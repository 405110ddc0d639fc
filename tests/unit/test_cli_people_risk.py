"""What a participant says of themselves, and what a film could cost them: never on the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main_group
from consent.ledger.entries import LedgerEntry, PersonalValue
from pvstudio.config import Settings
from pvstudio.model import Participant
from workflows.wiring import Studio

RISK = "an uncle in Graz looks for her"


@pytest.fixture
def said(tmp_path: Path) -> Callable[..., Any]:
    def call(*args: str) -> Any:
        result = CliRunner().invoke(main_group, ["--studio", str(tmp_path), "--json", *args])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    call("init", "Neighbours")
    return call


def test_group_and_risk_are_kept_and_changed_apart(said: Callable[..., Any]):
    added = said("participant", "Sun", "--group", "person-on-the-move", "--risk", RISK)
    assert (added["population_group"], added["risk_notes"]) == ("person-on-the-move", RISK)
    assert said("person", "Sun", "-l", "fa")["risk_notes"] == RISK
    changed = said("person", "Sun", "--risk", "")
    assert (changed["population_group"], changed["risk_notes"]) == ("person-on-the-move", "")
    assert said("person", "Sun", "--group", "undisclosed")["languages"] == ["fa"]


def test_nobody_is_asked_by_default(said: Callable[..., Any]):
    added = said("participant", "Sun")
    assert (added["population_group"], added["risk_notes"]) == ("undisclosed", "")


def test_risk_never_goes_onto_the_ledger(said: Callable[..., Any], tmp_path: Path):
    said("participant", "Sun", "--risk", RISK, "--group", "staff")
    said("person", "Sun", "--risk", f"{RISK}, and a cousin", "--age", "minor")
    studio = Studio.open(Settings.load(tmp_path))
    with studio.documents.read(studio.workshop().id) as tx:
        entries = [one.text for one in tx.find(LedgerEntry)]
        values = [one.value for one in tx.find(PersonalValue)]
        [person] = tx.find(Participant)
    assert "uncle" in person.risk_notes
    assert len(entries) >= 2  # it was entered that there is somebody, and how old
    for text in (*entries, *values):
        assert "uncle" not in text
        assert "staff" not in text
