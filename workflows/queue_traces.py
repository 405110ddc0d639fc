"""What durable work leaves in the queue's database: titles in progress, names in reasons, ids in inputs.

dbos deletes rows; a deleted row's bytes stay in the file and its log until something is written over
them. And a job that was forgotten while it ran may still write what it came to, as a row that
belongs to nothing.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from pvstudio.store.errors import StoreBusy

#: Tables that dbos 3.4 keeps without a foreign key to the job that they belong to.
_LOOSE = ("workflow_input", "workflow_output", "operation_outputs")

_PATIENCE_S = 60.0
_PAUSE_S = 0.2


def erase_traces(url: str) -> None:
    """Drop what belongs to no job, and rewrite the database at *url* without what was deleted.

    Raises :class:`StoreBusy` when somebody reads it without an end; trying again is harmless.
    """
    if url.startswith("sqlite:///"):
        _rewrite_sqlite(Path(url.removeprefix("sqlite:///")))
    else:
        _rewrite_postgres(url)


def _orphans(table: str, schema: str = "") -> str:
    mine = f"(SELECT workflow_uuid FROM {schema}workflow_status)"  # noqa: S608 - names of our own
    return f"DELETE FROM {schema}{table} WHERE workflow_uuid NOT IN {mine}"  # noqa: S608


def _rewrite_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=_PATIENCE_S, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        for table in _LOOSE:
            connection.execute(_orphans(table))
        deadline = time.monotonic() + _PATIENCE_S
        while not _rewritten(connection):
            if time.monotonic() > deadline:
                raise StoreBusy("queue", _PATIENCE_S)
            time.sleep(_PAUSE_S)


def _rewritten(connection: sqlite3.Connection) -> bool:
    """Rewrite the file and empty its log; tell whether nobody was in the way."""
    try:
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise
        return False
    return not busy


def _rewrite_postgres(url: str) -> None:
    """The same on a server; its own log keeps what was deleted until it is recycled."""
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for table in _LOOSE:
            connection.exec_driver_sql(_orphans(table, "dbos."))
        for table in sa.inspect(connection).get_table_names(schema="dbos"):
            connection.exec_driver_sql(f'VACUUM (FULL) dbos."{table}"')
