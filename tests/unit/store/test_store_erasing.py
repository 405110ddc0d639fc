"""What was deleted leaves the files, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_child import CLIP, count

from pvstudio.model import Participant
from pvstudio.store.errors import StoreBusy
from pvstudio.store.sql import SqlStore
from pvstudio.store.tiny import TinyStore

ANA = Participant(id="p-ana", pseudonym="Ana")

Store = Any


def test_erasing_leaves_no_trace_in_any_file(
    store: Store, address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = "Fatima-Zahra-al-Amin"
    with store.write("w") as writing:
        for number in range(200):
            writing.put(replace(ANA, id=f"p-{number:03}", pseudonym=f"{name} {number}"))
    server = address.startswith("postgresql")
    # A server's own log (pg_wal) keeps what was written until it is recycled; its tables must not.
    place = request.getfixturevalue("postgres").folder / "data" / "base" if server else tmp_path
    if server:
        request.getfixturevalue("postgres").execute("CHECKPOINT")
    assert files_with(name, place) != []
    with store.write("w") as writing:
        for number in range(200):
            writing.delete(Participant, f"p-{number:03}")
    store.erase_traces()
    assert files_with(name, place) == []


def files_with(text: str, place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_erasing_says_so_when_a_reader_holds_the_old_state(tmp_path: Path) -> None:
    hasty = SqlStore(f"sqlite:///{tmp_path}/documents.sqlite", patience_s=0.1)
    with hasty.write("w") as writing:
        writing.put(ANA)
    with hasty.read("w") as reading:
        with hasty.write("w") as writing:
            writing.delete(Participant, ANA.id)
        with pytest.raises(StoreBusy):
            hasty.erase_traces()
        assert reading.get(Participant, ANA.id) == ANA
    hasty.erase_traces()
    assert files_with(ANA.pseudonym, tmp_path) == []


def test_erasing_takes_what_a_killed_writer_left(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    with store.write("w") as writing:
        writing.put(CLIP)
    left = tmp_path / "w" / ".documents.part.json"
    left.write_text(ANA.pseudonym)
    store.erase_traces()
    assert not left.exists()
    assert count(f"tiny:{tmp_path}") == 0
