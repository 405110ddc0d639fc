"""The two databases behind SqlStore: how each begins, locks, forgets and fails."""

from __future__ import annotations

import hashlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from pvstudio.store.errors import DiskFull, StorageFailed, StoreBusy
from pvstudio.store.files import make_folder
from pvstudio.store.locks import locked

#: Fields by which documents are looked for; each has an index.
HOT_FIELDS = frozenset({"footage_id", "clip_id", "participant_id", "cut_id", "subject_id", "sha256"})

DOCUMENTS = sa.Table(
    "documents",
    sa.MetaData(),
    sa.Column("workshop", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    # "C": in order of code points, as TinyStore and SQLite sort
    sa.Column("id", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), primary_key=True),
    sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sqlite_with_rowid=False,
)


class Engine(ABC):
    """One database: *pool* gives its connections."""

    pool: sa.Engine
    upsert: sa.Insert
    field_sql: str
    plain_sql = "{}"  # a column of the primary key, when another index is to be used

    def __init__(self, url: sa.URL, patience_s: float) -> None:
        self.shown = url.render_as_string(hide_password=True)
        self.patience_s = patience_s

    def lookup(self, workshop: str, kind: str, texts: dict[str, str]) -> list[sa.ColumnElement[bool]]:
        """Return the conditions for rows of *kind* whose fields hold *texts*, by an index if one is hot."""
        column = self.plain_sql if HOT_FIELDS & texts.keys() else "{}"
        return [
            sa.literal_column(column.format("workshop"), sa.Text) == workshop,
            sa.literal_column(column.format("kind"), sa.Text) == kind,
            *(sa.literal_column(self.field_of(name), sa.Text) == text for name, text in texts.items()),
        ]

    def field_of(self, name: str) -> str:
        """Return the SQL of the text field *name* of a body, written as in its index."""
        if not name.isidentifier():
            raise ValueError(name)
        return self.field_sql.format(name)

    @abstractmethod
    def create(self) -> None:
        """Make the table and its indexes where they are missing; many processes may try at once."""

    @contextmanager
    @abstractmethod
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one snapshot."""
        yield from ()

    @contextmanager
    @abstractmethod
    def writing(self, workshop: str) -> Iterator[sa.Connection]:
        """Give a connection that is alone in *workshop* and commits when the block ends well."""
        yield from ()

    @abstractmethod
    def tidy(self) -> None:
        """After a commit that deleted: forget what can be forgotten without waiting."""

    @abstractmethod
    def erase_traces(self) -> None:
        """Leave nothing of what was deleted in the files."""

    @abstractmethod
    def explained(self, error: DBAPIError, workshop: str) -> Exception:
        """Return the typed error for *error*; *error* itself where it is a fault of ours."""

    def _make_table(self, connection: sa.Connection) -> None:
        DOCUMENTS.create(connection, checkfirst=True)
        for name in sorted(HOT_FIELDS):
            columns = f"({self.field_of(name)}), workshop, kind"
            connection.exec_driver_sql(
                f"CREATE INDEX IF NOT EXISTS documents_{name} ON documents ({columns})"
            )


class SqliteEngine(Engine):
    """A file: write-ahead log, every commit synced, deleted bytes overwritten."""

    field_sql = "json_extract(body, '$.{}')"
    plain_sql = "+{}"  # without statistics the planner prefers the primary key, and reads every row

    def __init__(self, url: sa.URL, patience_s: float) -> None:
        super().__init__(url, patience_s)
        if not url.database or url.database == ":memory:":
            raise StorageFailed(self.shown, "documents need a file")
        self.file = Path(url.database).absolute()
        self.pool = sa.create_engine(
            url.set(database=str(self.file)), **_json(), connect_args={"timeout": patience_s}
        )
        sa.event.listen(self.pool, "connect", _set_up_sqlite)
        insert = sqlite.insert(DOCUMENTS)
        self.upsert = insert.on_conflict_do_update(
            index_elements=DOCUMENTS.primary_key.columns, set_={"body": insert.excluded.body}
        )

    def create(self) -> None:
        """Switch to the write-ahead log and make the table, one process at a time."""
        make_folder(self.file.parent)
        with locked(self.file.with_name(f".{self.file.name}.lock")), self.pool.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._make_table(connection)
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one snapshot, from now on."""
        with self.pool.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("SELECT 1 FROM documents LIMIT 1")  # the first look takes the snapshot
            yield connection

    @contextmanager
    def writing(self, workshop: str) -> Iterator[sa.Connection]:  # noqa: ARG002
        """Give a connection that is alone in the file."""
        with self.pool.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def tidy(self) -> None:
        """Empty the log, unless somebody is reading it."""
        self._checkpoint(wait_s=0)

    def erase_traces(self) -> None:
        """Empty the log; what was deleted in the file itself was overwritten then (secure_delete)."""
        if self._checkpoint(wait_s=self.patience_s):
            raise StoreBusy("documents", self.patience_s)

    def _checkpoint(self, *, wait_s: float) -> bool:
        """Empty the log and tell whether somebody kept it busy."""
        with self.pool.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={int(wait_s * 1000)}")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            connection.exec_driver_sql(f"PRAGMA busy_timeout={int(self.patience_s * 1000)}")
        return bool(busy)

    def explained(self, error: DBAPIError, workshop: str) -> Exception:
        """Tell a full disk, a busy file and a failing one apart."""
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return StoreBusy(workshop, self.patience_s)
        if code == sqlite3.SQLITE_FULL:
            return DiskFull(self.file)
        ours = {
            sqlite3.SQLITE_ERROR,
            sqlite3.SQLITE_MISUSE,
            sqlite3.SQLITE_CONSTRAINT,
            sqlite3.SQLITE_MISMATCH,
        }
        return error if code in ours | {0} else StorageFailed(self.file, error.orig)


class PostgresEngine(Engine):
    """A server for a fleet: one advisory lock a workshop."""

    field_sql = "body ->> '{}'"

    def __init__(self, url: sa.URL, patience_s: float) -> None:
        super().__init__(url, patience_s)
        self.pool = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            **_json(),
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
        )
        insert = postgresql.insert(DOCUMENTS)
        self.upsert = insert.on_conflict_do_update(
            index_elements=DOCUMENTS.primary_key.columns, set_={"body": insert.excluded.body}
        )

    def create(self) -> None:
        """Make the table, one process at a time."""
        with self.writing("documents") as connection:
            self._make_table(connection)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one snapshot, from now on."""
        with self.pool.connect() as fresh:
            connection = fresh.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            connection.exec_driver_sql("SELECT 1 FROM documents LIMIT 1")  # the first look takes the snapshot
            yield connection

    @contextmanager
    def writing(self, workshop: str) -> Iterator[sa.Connection]:
        """Give a connection that holds the lock of *workshop*; what it sees was committed before."""
        number = int.from_bytes(hashlib.sha256(f"pvstudio {workshop}".encode()).digest()[:8], signed=True)
        with self.pool.connect() as connection:
            connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(self.patience_s * 1000)}")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
            yield connection
            connection.commit()

    def tidy(self) -> None:
        """Leave dead rows to the server's own vacuum."""

    def erase_traces(self) -> None:
        """Rewrite the table without its dead rows. The server's own log keeps them until it is recycled."""
        with self.pool.connect() as fresh:
            connection = fresh.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"SET lock_timeout = {int(self.patience_s * 1000)}")
            connection.exec_driver_sql("VACUUM (FULL) documents")
            connection.exec_driver_sql("RESET lock_timeout")

    def explained(self, error: DBAPIError, workshop: str) -> Exception:
        """Tell a busy workshop and a failing server apart."""
        if getattr(error.orig, "sqlstate", None) == "55P03":  # lock_not_available
            return StoreBusy(workshop, self.patience_s)
        return (
            StorageFailed(self.shown, error.orig)
            if isinstance(error, OperationalError | InterfaceError)
            else error
        )


def open_engine(url: str, patience_s: float) -> Engine:
    """Return the database that *url* names, without connecting."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise StorageFailed("documents", f"{url!r} is no database URL") from error
    kinds: dict[str, type[Engine]] = {"sqlite": SqliteEngine, "postgresql": PostgresEngine}
    kind = kinds.get(parsed.get_backend_name())
    if kind is None:
        raise StorageFailed(parsed.render_as_string(), "only SQLite and PostgreSQL are known")
    return kind(parsed, patience_s)


def _json() -> dict[str, Any]:
    return {
        "json_serializer": lambda value: msgspec.json.encode(value).decode(),
        "json_deserializer": msgspec.json.decode,
    }


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA synchronous=FULL")  # a commit that was answered for survives a power cut
    connection.execute("PRAGMA secure_delete=ON")
