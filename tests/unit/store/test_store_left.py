"""After a migration the old store still holds everything: it is named, and deleted when told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main_group
from pvstudio.config import Settings
from pvstudio.model import Participant, Workshop
from pvstudio.store import open_documents
from pvstudio.store.errors import TargetNotEmpty
from pvstudio.store.migrate import NotCarried, forget_store, left_behind, migrate, only_there, shown

WORDS = "Moj brat Harun"


@pytest.fixture
def tiny(tmp_path: Path) -> Settings:
    """A studio with one workshop, in files."""
    settings = Settings(home=tmp_path / "studio")
    with open_documents(settings).write("bihac") as tx:
        tx.put(Workshop(id="bihac", title="Neighbours"))
        tx.put(Participant(id="amra", pseudonym="Amra", risk_notes=WORDS))
    return settings


@pytest.fixture
def database(tiny: Settings) -> Settings:
    """The same after moving to a database."""
    moved = replace(tiny, documents=f"sqlite:///{tiny.home}/documents.sqlite")
    migrate(tiny, moved.documents)
    return moved


def holding(settings: Settings) -> set[str]:
    """The raw files below the studio's folder that hold the words."""
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    return {path.name for path in files if WORDS.encode() in path.read_bytes()}


def test_the_copy_that_is_not_in_use_is_left_behind(tiny: Settings, database: Settings):
    assert left_behind(database) == ["tiny"]
    assert left_behind(tiny) == [database.documents]  # not switched yet: then it is the target
    assert forget_store(database, "tiny") == 2
    assert left_behind(database) == []
    assert "documents.json" not in holding(database)
    with open_documents(database).read("bihac") as tx:
        assert tx.get(Participant, "amra").risk_notes == WORDS


def test_the_other_way_the_database_is_emptied_to_its_last_byte(tiny: Settings, database: Settings):
    forget_store(tiny, database.documents)
    assert holding(tiny) == {"documents.json"}
    assert left_behind(tiny) == []


def test_files_of_a_migration_that_nobody_noted_are_found(database: Settings):
    (database.home / "documents.stores").unlink()
    assert left_behind(database) == ["tiny"]


def test_a_store_that_is_away_still_counts(tiny: Settings):
    gone = "postgresql://studio:secret@127.0.0.1:1/pv"
    (tiny.home / "documents.stores").write_text(f"tiny\n{gone}")
    assert left_behind(tiny) == [gone]
    assert shown(gone) == "postgresql://studio:***@127.0.0.1:1/pv"


def test_no_workshop_is_lost(tiny: Settings, database: Settings):
    with open_documents(tiny).write("sarajevo") as tx:
        tx.put(Workshop(id="sarajevo", title="Rivers"))
    assert only_there(database, "tiny") == 1
    with pytest.raises(NotCarried, match="sarajevo"):
        forget_store(database, "tiny")
    assert left_behind(database) == ["tiny"]


def test_a_store_of_somebody_else_is_never_noted(tiny: Settings, tmp_path: Path):
    other = replace(tiny, documents=f"sqlite:///{tmp_path}/other.sqlite")
    with open_documents(other).write("theirs") as tx:
        tx.put(Workshop(id="theirs", title="Theirs"))
    with pytest.raises(TargetNotEmpty):
        migrate(tiny, other.documents)
    assert left_behind(tiny) == []


def run(settings: Settings, *args: str, typed: str = "") -> Result:
    (settings.home / "studio.toml").write_text(f'documents = "{settings.documents}"\n', "utf-8")
    return CliRunner().invoke(main_group, ["--studio", str(settings.home), *args], input=typed)


def test_the_commands_name_it_and_ask(tiny: Settings, tmp_path: Path):
    target = f"sqlite:///{tiny.home}/documents.sqlite"
    assert "pvstudio store forget tiny" in run(tiny, "store", "migrate", target).output
    moved = replace(tiny, documents=target)
    assert "tiny holds documents that no erasure reaches" in run(moved, "erase", "Amra").output
    assert run(moved, "store", "forget", target).exit_code == 2  # in use
    with open_documents(tiny).write("bihac") as tx:
        tx.put(Participant(id="late", pseudonym="Late"))
    asked = run(moved, "store", "forget", "tiny", typed="n\n")
    assert asked.exit_code == 1
    assert "1 document(s) there are not in" in asked.output
    assert left_behind(moved) == ["tiny"]
    assert "3 documents deleted" in run(moved, "store", "forget", "tiny", "--yes").output
    assert "no erasure reaches" not in run(moved, "erase", "Amra").output
