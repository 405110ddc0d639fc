"""TinyStore, the default: one TinyDB file a workshop, so that a workshop is a folder one can carry.

A writer holds a file lock for its whole transaction, works on a private copy, and commits by one
rename. Readers take no lock: they read one whole file, the one before a commit or the one after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from filelock import Timeout
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from pvstudio.store.codec import Body
from pvstudio.store.errors import StoreBusy, explained
from pvstudio.store.files import make_folder, partial_name, remove, write_bytes
from pvstudio.store.locks import locked
from pvstudio.store.transactions import ReadTransaction, WriteTransaction, checked_workshop, closing
from pvstudio.store.undecoded import UndecodedTables

_FILE = "documents.json"
_LOCK = ".documents.lock"
_TAG = "documents"  # of the temporary name, fixed because the lock is held


class SnapshotStorage(Storage):
    """A TinyDB storage that reads its file once, keeps changes to itself, and commits when told."""

    def __init__(self, path: Path) -> None:
        self._path, self._changed = path, False
        self._tables = _load(path)

    def read(self) -> UndecodedTables:  # type: ignore[override]  # TinyDB only uses it as a mapping
        """Return the private copy."""
        return self._tables

    def write(self, data: UndecodedTables) -> None:  # type: ignore[override]
        """Take *data* as the private copy."""
        self._tables, self._changed = data, True

    def commit(self) -> None:
        """Make the private copy the file, whole and durable. The caller holds the lock."""
        if not self._changed:
            return
        content = self._tables.encoded()
        if content:
            write_bytes(self._path, content, tag=_TAG, mode=0o600)
        else:
            remove(self._path)


def _load(path: Path) -> UndecodedTables:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = b"{}"
    except OSError as error:
        raise explained(error, path) from error
    return UndecodedTables(content, f"“{path}”")


class _Table(Table):
    """A TinyDB table with text ids, whose rows are replaced whole and changed in place."""

    document_id_class = cast(Any, str)  # the stub says int; it is only ever called

    def replace(self, id: str, body: Body) -> None:  # noqa: A002
        """Keep one row whole: TinyDB's own upsert would merge it with what was there."""
        self._update_table(lambda rows: rows.update({cast(Any, id): body}))

    def _update_table(self, updater: Callable[[dict[int, Any]], None]) -> None:
        # TinyDB's own copies the whole table at every change, for keys that are numbers.
        tables = cast(UndecodedTables, self._storage.read())
        updater(cast(Any, tables.opened(self.name)))
        self._storage.write(cast(Any, tables))


class _Database(TinyDB):
    table_class = _Table


class TinyRows:
    """The rows of one workshop: a TinyDB table a kind."""

    def __init__(self, storage: SnapshotStorage) -> None:
        self._storage = storage
        self._database = _Database(storage=lambda: storage)

    def kinds(self) -> list[str]:
        """Return the names of the tables that have rows."""
        return sorted(kind for kind, rows in self._storage.read().items() if len(rows))

    def one(self, kind: str, id: str) -> Body | None:  # noqa: A002
        """Return one row."""
        found = self._table(kind).get(doc_id=cast(Any, id))
        return None if found is None else dict(found)

    def several(self, kind: str, texts: dict[str, str]) -> Iterator[Body]:
        """Return the rows of a kind in order of id."""
        wanted = texts.items()
        rows = self._storage.read().get(kind)
        return (row for row in rows.holding(texts.values()) if wanted <= row.items()) if rows else iter(())

    def put(self, kind: str, id: str, body: Body) -> None:  # noqa: A002
        """Keep one row, replacing the one of the same id."""
        self._table(kind).replace(id, body)

    def drop(self, kind: str, id: str) -> None:  # noqa: A002
        """Forget one row, if it is there."""
        self._table(kind).remove(doc_ids=[cast(Any, id)])

    def _table(self, kind: str) -> _Table:
        return cast(_Table, self._database.table(kind, cache_size=0))


class TinyStore:
    """Documents at ``root/<workshop>/documents.json``."""

    def __init__(self, root: Path, *, patience_s: float = 30) -> None:
        self.root, self.patience_s = root, patience_s

    def workshops(self) -> list[str]:
        """Return the ids of the workshops that have documents."""
        return sorted(file.parent.name for file in self.root.glob(f"*/{_FILE}"))

    @contextmanager
    def read(self, workshop: str) -> Iterator[ReadTransaction]:
        """Look at one workshop as it is now; whoever writes is not waited for."""
        with closing(
            ReadTransaction(workshop, TinyRows(SnapshotStorage(self._file(workshop))))
        ) as transaction:
            yield transaction

    @contextmanager
    def write(self, workshop: str) -> Iterator[WriteTransaction]:
        """Change one workshop alone; :class:`StoreBusy` after *patience_s* seconds of waiting."""
        with self._locked(workshop):
            storage = SnapshotStorage(self._file(workshop))
            with closing(WriteTransaction(workshop, TinyRows(storage))) as transaction:
                yield transaction
            storage.commit()

    def stamp(self, workshop: str) -> tuple[int, int, int] | None:
        """Return what tells this state of a workshop's file from the next: every commit is a new file."""
        try:
            found = self._file(workshop).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def erase_traces(self) -> None:
        """Leave nothing of what was deleted in the studio's files: here, what a killed writer left behind."""
        for workshop in self.workshops():
            with self._locked(workshop):
                remove(partial_name(self._file(workshop), _TAG))

    def _file(self, workshop: str) -> Path:
        return self.root / checked_workshop(workshop) / _FILE

    @contextmanager
    def _locked(self, workshop: str) -> Iterator[None]:
        folder = make_folder(self._file(workshop).parent, mode=0o700)
        try:
            with locked(folder / _LOCK, patience_s=self.patience_s):
                yield
        except Timeout as error:
            raise StoreBusy(workshop, self.patience_s) from error
