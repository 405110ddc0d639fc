"""``kit verify`` where no studio is: what a stranger's kit says is printed, and never obeyed."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import segno
from click.testing import CliRunner, Result
from kit_folders import KEY, manifest, write_kit
from photographs import photograph
from PIL import Image

from cli.main import main_group
from cli.output import Exit
from consent.ledger.keys import fingerprint
from workflows.recall_lists import RecallList, mark_of, squares, write

NOW = datetime.now(UTC)
DATES = {"published": "2026-01-01T00:00:00Z", "expires": "2099-01-01T00:00:00Z"}


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    return write_kit(tmp_path / "kit", manifest(**DATES))


def verify(folder: Path, *args: object, as_json: bool = False) -> Result:
    words = ["--studio", folder / "none", *(["--json"] if as_json else []), "kit", "verify", *args]
    return CliRunner().invoke(main_group, list(map(str, words)), catch_exceptions=False)


def the_list(*kits: str) -> RecallList:
    marks = tuple(map(mark_of, kits))
    return RecallList(key=KEY.public, at=NOW, total=len(marks), marks=marks, signing=KEY)


def photographed(text: str, path: Path, seed: int) -> Path:
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=8, border=4)
    path.write_bytes(photograph(Image.open(drawn), seed))
    return path


def test_without_the_studios_list_one_is_told_to_look_first(kit, tmp_path):
    told = verify(tmp_path, kit)
    assert told.exit_code == Exit.PARTLY
    assert "whether it was recalled" in told.output
    assert "It is whole and signed" in told.output
    (tmp_path / "new.pvrecall").write_bytes(write(the_list("kit-x")))
    known = verify(tmp_path, kit, "--recalls", tmp_path / "new.pvrecall", "--key", fingerprint(KEY.public))
    assert (known.exit_code, "recalled" in known.output) == (0, False)


@pytest.mark.slow
def test_a_photograph_of_the_square_recalls_a_kit(kit, tmp_path):
    many = the_list("kit-small", *(f"kit-{n}" for n in range(20)))
    picture = photographed(squares(many)[0], tmp_path / "square.jpg", seed=3)
    told = verify(tmp_path, kit, "--recalls", picture)
    assert told.exit_code == Exit.WITHHELD
    assert "It was recalled" in told.output
    fine = photographed(squares(the_list("kit-x"))[0], tmp_path / "other.jpg", seed=4)
    assert verify(tmp_path, kit, "--recalls", fine).exit_code == 0
    assert verify(tmp_path, kit, "--recalls", fine, "--recalls", picture).exit_code == Exit.WITHHELD


def test_a_strangers_words_are_no_markup_and_move_no_cursor(tmp_path):
    title = "[red]Bread[/] [link=file:///etc]x \\"
    told = verify(tmp_path, write_kit(tmp_path / "a", manifest(**DATES, title=title, event="[blink]!")))
    assert title in told.output
    assert "[blink]!" in told.output
    moved = verify(tmp_path, write_kit(tmp_path / "b", manifest(**DATES, title="\x1b[2J\x1b[32mGOOD")))
    assert moved.exit_code == Exit.FAILED
    assert "\x1b[2J" not in moved.output


def test_a_file_may_be_called_whatever_it_likes(kit, tmp_path):
    for name in (b"a\x1b[2Jb", "x\u202egpj.exe".encode(), b"\xff\xfe.txt", b"[red]y"):
        Path(os.fsdecode(bytes(kit) + b"/" + name)).write_bytes(b"x")
    told = verify(tmp_path, kit)
    assert told.exit_code == Exit.FAILED
    assert not {"\x1b", "\u202e"} & set(told.output)
    assert "[red]y" in told.output
    extra = [one for one in json.loads(verify(tmp_path, kit, as_json=True).stdout)["faults"] if one["name"]]
    assert {"\\udcff\\udcfe.txt", "[red]y"} <= {one["name"] for one in extra}
