"""Writing into a ledger, and proving one: one run, milliseconds and ratios.

    python benchmarks/ledger.py [entries] [entries to prove]

An answer is one transaction: the file or database is opened, the entry is made, hashed and signed,
entry, answer and head are kept, and all of it is on disk. What it costs is compared with a small
workshop on the same store. Proving streams over an exported file.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from consent.ledger.book import Book
from consent.ledger.checking import verify
from consent.ledger.entries import LedgerEntry
from consent.ledger.exporting import read_lines, to_line
from consent.ledger.keys import SigningKey
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import Audience, Treatment
from pvstudio.store.sql import SqlStore
from pvstudio.store.tiny import TinyStore

ROUNDS = 9
HOME = "bihac"
KEY = SigningKey.new()
SMALL = 10


def answers() -> Iterator[Answer]:
    """Yield answers of sixty people about a hundred clips, as they are in a workshop."""
    for number in count(1):
        yield Answer(
            id=f"answer-{number:016}",
            at=datetime.now(UTC),
            participant_id=f"person-{number % 60:016}",
            stage=Stage.S3,
            subject_id=f"clip-{number % 100:016}",
            state=AnswerState.LIMITED,
            audience=Audience.COMMUNITY,
            treatments=frozenset({Treatment.FACE_BLURRED}),
            taken_by="Ines from the centre",
            notice="s3-share 3 bs " + "a" * 64,
            number=1 + number // 60,
            watched="footage-0123456789abcdef 0-60000 ms",
            content="sha256:" + "b" * 64 + "#t=0-60000ms",
        )


class Workshop:
    """A workshop in one store."""

    def __init__(self, store: TinyStore | SqlStore) -> None:
        self.store, self.coming = store, answers()
        self.entries = 0

    def grow(self, entries: int) -> None:
        """Bring its ledger to so many entries."""
        with self.store.write(HOME) as tx:
            book = Book(tx, HOME, KEY)
            while self.entries < entries:
                book.put(next(self.coming))
                self.entries += 1

    def answer(self) -> None:
        """Record one answer; people's earlier answers are looked at first, as for a real one."""
        answer = next(self.coming)
        with self.store.write(HOME) as tx:
            book = Book(tx, HOME, KEY)
            book.find(Answer, participant_id=answer.participant_id)
            book.put(answer)
        self.entries += 1


def spent_ms(work: Callable[[], None]) -> tuple[float, float]:
    """Return the median wall time and CPU time of *work* in milliseconds."""
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        work()
        walls.append((time.perf_counter_ns() - wall) / 1e6)
        cpus.append((time.process_time_ns() - cpu) / 1e6)
    return statistics.median(walls), statistics.median(cpus)


def measure_writing(folder: Path, entries: int) -> None:
    """Say what an answer costs with few and with many entries, on both stores."""
    stores = {
        "TinyStore": TinyStore(folder / "tiny"),
        "SqlStore on SQLite": SqlStore(f"sqlite:///{folder}/documents.sqlite"),
    }
    for name, store in stores.items():
        workshop = Workshop(store)
        workshop.grow(SMALL)
        small = spent_ms(workshop.answer)
        workshop.grow(entries)
        large = spent_ms(workshop.answer)
        told = (
            f"{n} entries {wall:.1f} (CPU {cpu:.1f})" for n, (wall, cpu) in ((SMALL, small), (entries, large))
        )
        print(f"{name:20} an answer, ms: {', '.join(told)}: × {large[1] / small[1]:.1f}")
    size = (folder / "tiny" / HOME / "documents.json").stat().st_size
    print(f"{'':20} {size / 1e6:.1f} MB in TinyStore's file")


def exported(folder: Path, entries: int) -> Path:
    """Write a ledger of so many entries as a file, a thousand at a time."""
    file, workshop = folder / "ledger.jsonl", Workshop(SqlStore(f"sqlite:///{folder}/long.sqlite"))
    for upto in range(1000, entries + 1000, 1000):
        workshop.grow(min(upto, entries))
    with workshop.store.read(HOME) as tx, file.open("wb") as target:
        target.writelines(map(to_line, tx.find(LedgerEntry)))
    return file


def measure_proving(folder: Path, entries: int) -> None:
    """Say how many entries a second are proved, and in how much memory."""
    file = exported(folder, entries)
    with file.open("rb") as lines:
        cpu = time.process_time()
        verdict = verify(read_lines(lines), trusted=[KEY.public])
        cpu = time.process_time() - cpu
    assert verdict.whole
    tracemalloc.start()
    with file.open("rb") as lines:
        verify(read_lines(lines))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = file.stat().st_size / 1e6
    print(
        f"{entries} entries, {size:.0f} MB, proved in {cpu:.1f} s CPU: {entries / cpu:.0f} a second,", end=" "
    )
    print(f"holding {peak / 1e3:.0f} kB at most")


def main() -> None:
    """Measure and print."""
    entries, proved = (int(each) for each in (sys.argv[1:] + ["5000", "10000"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        measure_writing(Path(name), entries)
        measure_proving(Path(name), proved)


if __name__ == "__main__":
    main()
