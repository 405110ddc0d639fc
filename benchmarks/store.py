"""TinyStore and SqlStore against TinyDB as it comes: one run, CPU time and ratios.

    python benchmarks/store.py [documents]

Each does the same: open what lies on disk, change one document of many, be durable. TinyDB's own
JSONStorage is the peer (``db.update(…, doc_ids=[…])``; it syncs, but neither locks nor renames).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tinydb import TinyDB

from pvstudio.model import Clip
from pvstudio.store.codec import encode
from pvstudio.store.sql import SqlStore
from pvstudio.store.tiny import TinyStore

ROUNDS = 9
NOTES = "Water comes twice a week now. " * 10


def clips(count: int) -> list[Clip]:
    """Return *count* documents as a workshop has them."""
    return [
        Clip(
            id=f"clip-{n:06}",
            footage_id=f"footage-{n % 60}",
            title=f"Clip {n}",
            start_ms=0,
            end_ms=n,
            notes=NOTES,
        )
        for n in range(count)
    ]


class Peer:
    """TinyDB 4 with the storage that it brings."""

    def __init__(self, folder: Path, documents: list[Clip]) -> None:
        self.path, self.target = str(folder / "peer.json"), len(documents) // 2 + 1
        with TinyDB(self.path) as database:
            database.table("Clip").insert_multiple(map(encode, documents))

    def modify(self) -> None:
        """Change one document."""
        with TinyDB(self.path) as database:
            database.table("Clip").update({"title": "changed"}, doc_ids=[self.target])

    def get(self) -> None:
        """Read one document."""
        with TinyDB(self.path) as database:
            assert database.table("Clip").get(doc_id=self.target)

    def find(self) -> None:
        """Find the clips of one piece of footage."""
        with TinyDB(self.path) as database:
            assert database.table("Clip").search(lambda clip: clip["footage_id"] == "footage-7")


class Ours:
    """One of our stores."""

    def __init__(self, store: TinyStore | SqlStore, documents: list[Clip]) -> None:
        self.store, self.target = store, documents[len(documents) // 2]
        with store.write("w") as writing:
            for document in documents:
                writing.put(document)

    def modify(self) -> None:
        """Change one document."""
        with self.store.write("w") as writing:
            writing.put(replace(writing.get(Clip, self.target.id), title="changed"))

    def get(self) -> None:
        """Read one document."""
        with self.store.read("w") as reading:
            assert reading.get(Clip, self.target.id)

    def find(self) -> None:
        """Find the clips of one piece of footage."""
        with self.store.read("w") as reading:
            assert reading.find(Clip, footage_id="footage-7")


def cpu_ms(work: Callable[[], None]) -> float:
    """Return the median CPU time of *work* in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - start) / 1e6)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    documents = clips(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contenders = {
            "TinyDB JSONStorage": Peer(folder, documents),
            "TinyStore": Ours(TinyStore(folder / "tiny"), documents),
            "SqlStore on SQLite": Ours(SqlStore(f"sqlite:///{folder}/documents.sqlite"), documents),
        }
        size = (folder / "tiny/w/documents.json").stat().st_size
        print(
            f"{count} documents, {size / 1e6:.1f} MB; median CPU ms of {ROUNDS} (× = peer's multiple of it)"
        )
        for task in ("modify", "get", "find"):
            spent = {who: cpu_ms(getattr(contender, task)) for who, contender in contenders.items()}
            peer = spent["TinyDB JSONStorage"]
            told = (f"{who} {ms:.2f} (×{peer / ms:.1f})" for who, ms in spent.items())
            print(f"{task:7}", " · ".join(told))


if __name__ == "__main__":
    main()
