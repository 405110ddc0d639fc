"""A studio with a small ledger, made by the command line alone, on either store."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import main_group
from pvstudio.config import Settings
from pvstudio.model import Clip, Footage, FootageState
from workflows.wiring import Studio

HOME = "neighbours"


class Place:
    """A studio and its command line."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.home, self.database = folder / "studio", folder / "documents.sqlite"
        self.documents = "tiny" if kind == "tiny" else f"sqlite:///{self.database}"

    def run(self, *args: object) -> Result:
        """Run ``pvstudio``; errors that are explained to people are raised."""
        words = ["--studio", str(self.home), *map(str, args)]
        return CliRunner().invoke(main_group, words, catch_exceptions=False)

    def says(self, *args: object) -> str:
        """Run, and return what was said."""
        done = self.run(*args)
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    def json(self, *args: object) -> Any:
        """Run for a script."""
        done = self.run("--json", *args)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    @property
    def studio(self) -> Studio:
        return Studio.open(Settings.load(self.home))


@pytest.fixture(scope="module", params=["tiny", "sqlite"])
def ledger_made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Amra and Samir in a clip, two refusals, a veto: by command line alone, but for the footage."""
    folder = tmp_path_factory.mktemp("made")
    place = Place(folder, str(request.param))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PVSTUDIO_DOCUMENTS", place.documents)
        place.run("-w", HOME, "init", "Neighbours")
        with place.studio.documents.write(HOME) as tx:
            shot = {"id": "footage-1", "sha256": "0" * 64, "original_name": "r.mp4", "size_bytes": 1}
            tx.put(Footage(**shot, received_at=datetime.now(UTC), state=FootageState.READY))
            tx.put(Clip(id="clip-1", footage_id="footage-1", title="river", start_ms=0, end_ms=2000))
        place.says("participant", "Amra")
        place.says("participant", "Samir")
        place.says("appear", "river", "Amra", "Samir", "--complete", "--confirmed-by", "Zora")
        place.says("consent", "record", "Amra", "S1", "refused", "--taken-by", "Ines")
        place.says("consent", "record", "Samir", "S3", "refused", "--clip", "river", "--taken-by", "Zahra")
        place.says("consent", "veto", "river", "--by", "Safija", "--words", "Ask her brother")
    return folder, str(request.param)


@pytest.fixture
def place(ledger_made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy of it to do things to."""
    folder, kind = ledger_made
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    place = Place(tmp_path, kind)
    monkeypatch.setenv("PVSTUDIO_DOCUMENTS", place.documents)
    return place
