"""SqlStore: the same documents in one table, on SQLite or, for a fleet, on PostgreSQL.

A writer is alone in its workshop (on SQLite: in the file). A reader sees one snapshot and waits
for nobody.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from pvstudio.store.codec import Body
from pvstudio.store.sql_engines import DOCUMENTS, Engine, open_engine
from pvstudio.store.transactions import ReadTransaction, WriteTransaction, checked_workshop, closing

_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()


def _forget_connections() -> None:
    """Leave the parent's connections to the parent: a database file shared across a fork breaks."""
    for engine in _ENGINES:
        engine.pool.dispose(close=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_connections)


class SqlRows:
    """The rows of one workshop, within the transaction of *connection*."""

    def __init__(self, connection: sa.Connection, engine: Engine, workshop: str) -> None:
        self._connection, self._engine, self._workshop = connection, engine, workshop
        self.dropped = False

    def kinds(self) -> list[str]:
        """Return the names of the kinds that have rows, sorted."""
        query = sa.select(DOCUMENTS.c.kind).where(DOCUMENTS.c.workshop == self._workshop).distinct()
        return sorted(self._connection.scalars(query))

    def one(self, kind: str, id: str) -> Body | None:  # noqa: A002
        """Return one row."""
        query = sa.select(DOCUMENTS.c.body).where(*self._key(kind), DOCUMENTS.c.id == id)
        body: Body | None = self._connection.scalar(query)
        return body

    def several(self, kind: str, texts: dict[str, str]) -> Iterator[Body]:
        """Return the rows of a kind in order of id; only those with the given texts."""
        wanted = self._engine.lookup(self._workshop, kind, texts)
        query = sa.select(DOCUMENTS.c.body).where(*wanted).order_by(DOCUMENTS.c.id)
        return iter(self._connection.scalars(query))

    def put(self, kind: str, id: str, body: Body) -> None:  # noqa: A002
        """Keep one row, replacing the one of the same id."""
        row = {"workshop": self._workshop, "kind": kind, "id": id, "body": body}
        self._connection.execute(self._engine.upsert, row)

    def drop(self, kind: str, id: str) -> None:  # noqa: A002
        """Forget one row, if it is there."""
        gone = self._connection.execute(sa.delete(DOCUMENTS).where(*self._key(kind), DOCUMENTS.c.id == id))
        self.dropped = self.dropped or bool(gone.rowcount)

    def _key(self, kind: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
        return DOCUMENTS.c.workshop == self._workshop, DOCUMENTS.c.kind == kind


class SqlStore:
    """Documents in the database at *url*: ``sqlite:///file`` or ``postgresql://…``."""

    def __init__(self, url: str, *, patience_s: float = 30) -> None:
        self._engine = open_engine(url, patience_s)
        _ENGINES.add(self._engine)
        weakref.finalize(self, self._engine.pool.dispose)  # a store that is let go lets go of the server
        with self._explained("documents"):
            self._engine.create()

    def workshops(self) -> list[str]:
        """Return the ids of the workshops that have documents."""
        with self._explained("documents"), self._engine.pool.connect() as connection:
            return sorted(connection.scalars(sa.select(DOCUMENTS.c.workshop).distinct()))

    @contextmanager
    def read(self, workshop: str) -> Iterator[ReadTransaction]:
        """Look at one workshop as it is now; whoever writes is not waited for."""
        checked_workshop(workshop)
        with self._explained(workshop), self._engine.reading() as connection:
            rows = SqlRows(connection, self._engine, workshop)
            with closing(ReadTransaction(workshop, rows)) as transaction:
                yield transaction

    @contextmanager
    def write(self, workshop: str) -> Iterator[WriteTransaction]:
        """Change one workshop alone; :class:`StoreBusy` after *patience_s* seconds of waiting."""
        checked_workshop(workshop)
        with self._explained(workshop):
            with self._engine.writing(workshop) as connection:
                rows = SqlRows(connection, self._engine, workshop)
                with closing(WriteTransaction(workshop, rows)) as transaction:
                    yield transaction
            if rows.dropped:
                self._engine.tidy()

    def stamp(self, workshop: str) -> None:
        """Say that it is not known: no database tells cheaply whether some of its rows have changed."""
        checked_workshop(workshop)

    def erase_traces(self) -> None:
        """Leave nothing of what was deleted in the database's files, or raise :class:`StoreBusy`."""
        with self._explained("documents"):
            self._engine.erase_traces()

    def close(self) -> None:
        """Close all connections; the store opens new ones when it is used again."""
        self._engine.pool.dispose()

    @contextmanager
    def _explained(self, workshop: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._engine.explained(error, workshop) from error
