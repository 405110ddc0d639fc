"""Stores to try: TinyStore, SqlStore on SQLite, SqlStore on a real PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Server, running_server
from store_child import open_store

from pvstudio.store.sql import SqlStore
from pvstudio.store.tiny import TinyStore


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; where none is installed, this fails."""
    with running_server() as server:
        yield server


@pytest.fixture(params=["tiny", "sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store is: what :func:`store_child.open_store` takes."""
    if request.param == "tiny":
        return f"tiny:{tmp_path / 'workshops'}"
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'documents.sqlite'}"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def store(address: str) -> TinyStore | SqlStore:
    """An empty store."""
    return open_store(address)


@pytest.fixture
def child_command() -> list[str]:
    """The command that runs :mod:`store_child` as a process of its own."""
    return [sys.executable, "-B", str(Path(__file__).with_name("store_child.py"))]
