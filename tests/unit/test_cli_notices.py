"""``pvstudio notice``: reading, approving and speaking from a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main_group
from consent.notices import NoticeMissing, languages, notice
from pvstudio.media.ffmpeg import input_args, run

Run = Callable[..., Any]
MakeFilm = Callable[..., Path]


@pytest.fixture
def pvstudio(tmp_path: Path) -> Run:
    def invoke(*args: str, as_json: bool = True) -> Any:
        flags = ["--json"] if as_json else []
        said = CliRunner().invoke(
            main_group, ["--studio", str(tmp_path), *flags, *args], catch_exceptions=False
        )
        assert said.exit_code == 0, said.output
        return json.loads(said.output) if as_json else said.output

    invoke("init", "Neighbours")
    return invoke


def states(pvstudio: Run, language: str) -> set[str]:
    return {row["state"] for row in pvstudio("notice", "list") if row["language"] == language}


def test_machine_made_until_somebody_has_read_it(pvstudio: Run, tmp_path: Path):
    assert {row["language"] for row in pvstudio("notice", "list")} == set(languages())
    assert (states(pvstudio, "en"), states(pvstudio, "sq")) == ({"written"}, {"machine-made"})
    assert "cannot be used" in pvstudio("notice", "show", "sq", "S3", as_json=False)
    [done] = pvstudio("notice", "approve", "sq", "--topic", "S3", "--by", "Besa")
    assert done["notice"] == notice("S3", "sq").reference
    assert states(pvstudio, "sq") == {"machine-made", "approved"}
    assert "approved by Besa" in pvstudio("notice", "show", "sq", "S3", as_json=False)
    assert len(pvstudio("notice", "approve", "sq", "--by", "Besa")) == 8
    assert states(pvstudio, "sq") == {"approved"}
    assert list(tmp_path.rglob(f"notices/{notice('S3', 'sq').sha256}.json"))
    assert "✓" in pvstudio("notice", "list", as_json=False)


def test_a_notice_is_shown_as_people_see_it(pvstudio: Run):
    said = pvstudio("notice", "show", "ar", "S1", as_json=False)
    assert all(card.text in said for card in notice("S1", "ar").cards)
    assert pvstudio("notice", "show", "ar", "S1")["shown"] == notice("S1", "ar").shown()


def test_a_language_that_is_not_there(pvstudio: Run):
    with pytest.raises(NoticeMissing, match="“de”"):
        pvstudio("notice", "approve", "de", "--by", "Anna")


def test_a_notice_is_spoken(pvstudio: Run, make_film: MakeFilm, tmp_path: Path):
    sound = make_film("words.wav", "-f", "lavfi", "-i", "sine=duration=1", "-threads", "1")
    kept = pvstudio("notice", "narrate", "ps", "S1", str(sound), "--by", "Spozhmai")
    assert kept["notice"] == notice("S1", "ps").reference
    row = next(row for row in pvstudio("notice", "list") if row["reference"] == kept["notice"])
    [file] = tmp_path.rglob(f"notices/{row['narration']}.m4a")
    run([*input_args(file), "-f", "null", "-"], reads=[file], writes=tmp_path)  # it can be heard
    assert "Spoken by Spozhmai" in pvstudio("notice", "show", "ps", "S1", as_json=False)
