"""All documents of a studio move from one store to another."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from servers import Server

import pvstudio.model
from pvstudio.config import Settings
from pvstudio.model import Participant
from pvstudio.store import open_documents
from pvstudio.store.errors import CopyDiffers, StorageFailed, TargetNotEmpty
from pvstudio.store.migrate import copy_documents, migrate
from pvstudio.store.tiny import TinyStore

ANA = Participant(id="p-ana", pseudonym="Ana")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAnUpperFloor:
    """A kind that the store has never heard of."""

    id: str
    notes: tuple[str, ...] = ()


@pytest.fixture
def source(tmp_path: Path) -> Settings:
    studio = Settings(home=tmp_path / "studio")
    store = open_documents(studio)
    for workshop in ("bihac", "sarajevo"):
        with store.write(workshop) as writing:
            for number in range(5):
                writing.put(replace(ANA, id=f"p-{number}", pseudonym=f"{workshop} {number}"))
            writing.put(OfAnUpperFloor(id="x", notes=("a", "ب")))
    return studio


def target_of(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/fleet.sqlite"


def test_everything_is_carried_there_and_back(source: Settings, tmp_path: Path) -> None:
    target = target_of(tmp_path)
    told: list[str] = []
    assert migrate(source, target, on_workshop=told.append) == {"bihac": 6, "sarajevo": 6}
    assert told == ["bihac", "sarajevo"]
    back = Settings(home=tmp_path / "another")
    migrate(replace(back, documents=target), "tiny")
    for workshop in told:
        file = f"workshops/{workshop}/documents.json"
        assert (source.home / file).read_bytes() == (back.home / file).read_bytes()


@pytest.mark.slow
def test_everything_is_carried_to_a_server_and_back(
    source: Settings, tmp_path: Path, postgres: Server
) -> None:
    target = postgres.new_database()
    migrate(source, target)
    back = Settings(home=tmp_path / "another")
    assert migrate(replace(back, documents=target), "tiny") == {"bihac": 6, "sarajevo": 6}
    file = "workshops/bihac/documents.json"
    theirs = json.loads((back.home / file).read_bytes())  # JSONB does not keep the order of fields
    assert theirs == json.loads((source.home / file).read_bytes())


def test_a_target_that_holds_documents_is_refused(source: Settings, tmp_path: Path) -> None:
    migrate(source, target_of(tmp_path))
    with pytest.raises(TargetNotEmpty, match="bihac, sarajevo"):
        migrate(source, target_of(tmp_path))


def test_a_write_during_the_copy_is_noticed(source: Settings, tmp_path: Path) -> None:
    store, target = open_documents(source), TinyStore(tmp_path / "copy")

    def somebody_writes(workshop: str) -> None:
        if workshop == "sarajevo":
            with store.write("bihac") as writing:
                writing.put(replace(ANA, id="p-late"))

    with pytest.raises(CopyDiffers, match="Participant 6 → 5") as caught:
        copy_documents(store, target, on_workshop=somebody_writes)
    assert caught.value.counts["OfAnUpperFloor"] == (1, 1)


@pytest.mark.parametrize("address", ["mysql://host/db", "nonsense", "sqlite://", "sqlite:///:memory:"])
def test_addresses_that_cannot_keep_documents_are_refused(source: Settings, address: str) -> None:
    with pytest.raises(StorageFailed):
        migrate(source, address)


@settings(max_examples=10)
@given(documents=st.lists(strategies.documents(pvstudio.model), max_size=4))
def test_any_documents_survive_the_move(
    documents: list[object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("move")
    store = TinyStore(folder / "a")
    with store.write("w") as writing:
        for document in documents:
            writing.put(document)  # type: ignore[arg-type]
    kinds = {(type(document).__name__, document.id) for document in documents}  # type: ignore[attr-defined]
    assert copy_documents(store, TinyStore(folder / "b")) == ({"w": len(kinds)} if kinds else {})
