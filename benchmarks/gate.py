"""The gate's whole decision as every delivery asks it: open, read what matters, judge; one run, ratios.

    python benchmarks/gate.py [clips in other workshops …]

A film of 60 clips with 20 people, five of whom ask for a blurred face, in a studio whose *other*
workshops hold 10, 1,000 and 100,000 clips (a thousand a workshop). The decision must not grow with them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from consent.gate.policy import withheld
from consent.gate.records import Records
from consent.releases import Answer, AnswerState, Appearance, Sign, Stage, fingerprint
from consent.treated import TreatmentCheck, Verdict
from pvstudio.model import (
    Audience,
    Clip,
    CutItem,
    CutState,
    CutVersion,
    Participant,
    Treatment,
    Workshop,
)
from pvstudio.store.documents import Document, DocumentStore
from pvstudio.store.sql import SqlStore
from pvstudio.store.tiny import TinyStore

ROUNDS = 25
HOME = "home"
CLIPS, PEOPLE, HIDDEN = 60, 20, 5
A_WORKSHOP = 1000
BLUR = frozenset({Treatment.FACE_BLURRED})
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def clips(workshop: str, count: int) -> list[Clip]:
    """Return *count* clips as a workshop has them."""
    return [
        Clip(
            id=f"clip-{workshop}-{n:05}",
            footage_id=f"footage-{n}",
            title=f"Clip {n}",
            start_ms=0,
            end_ms=9000,
            people_complete=True,
        )
        for n in range(count)
    ]


def film(shown: list[Clip]) -> CutVersion:
    """Return a rendered film of these clips, all of them blurred and looked at."""
    return CutVersion(
        id="version-1",
        cut_id="cut-1",
        number=1,
        items=tuple(
            CutItem(clip_id=clip.id, treatments=BLUR, treated=f"file of {clip.id}") for clip in shown
        ),
        audience=Audience.COMMUNITY,
        state=CutState.RENDERED,
        film_sha256="f" * 64,
    )


def home() -> tuple[CutVersion, list[Document]]:
    """Return the film and every document of its workshop: each clip has three people in it."""
    shown = clips(HOME, CLIPS)
    version = film(shown)
    people = [Participant(id=f"person-{n}", pseudonym=f"P{n}") for n in range(PEOPLE)]
    kept: list[Document] = [Workshop(id=HOME, title="Home"), version, *shown, *people]
    kept += [_check(item) for item in version.items]
    for number, person in enumerate(people):
        kept += [_yes(person, stage, HOME, "") for stage in (Stage.S1, Stage.S2)]
        kept.append(_yes(person, Stage.S4, version.id, fingerprint(version)))
        for clip in [
            clip for n, clip in enumerate(shown) if number in {n % PEOPLE, n // 3, (n * 7) % PEOPLE}
        ]:
            seen = f"seen-{person.id}-{clip.id}"
            kept.append(
                Appearance(id=seen, clip_id=clip.id, participant_id=person.id, by=frozenset({Sign.FACE}))
            )
            wished = BLUR if number < HIDDEN else frozenset[Treatment]()
            kept.append(_yes(person, Stage.S3, clip.id, fingerprint(clip), wished))
    return version, kept


def _yes(
    person: Participant, stage: Stage, subject: str, watched: str, wished: frozenset[Treatment] = frozenset()
) -> Answer:
    return Answer(
        id=f"answer-{person.id}-{stage}-{subject}",
        at=NOW,
        participant_id=person.id,
        stage=stage,
        subject_id=subject,
        state=AnswerState.LIMITED if wished else AnswerState.GIVEN,
        audience=None if stage in {Stage.S1, Stage.S2} else Audience.COMMUNITY,
        treatments=wished,
        number=1,
        watched=watched,
    )


def _check(item: CutItem) -> TreatmentCheck:
    return TreatmentCheck(
        id=f"check-{item.clip_id}",
        at=NOW,
        clip_id=item.clip_id,
        treatments=BLUR,
        mezzanine=item.treated,
        verdict=Verdict.OK,
        by="Selma",
        number=1,
    )


def fill(store: DocumentStore, workshop: str, documents: Iterator[Document] | list[Document]) -> None:
    """Keep all of *documents* in one transaction."""
    with store.write(workshop) as tx:
        for document in documents:
            tx.put(document)


def decide(store: DocumentStore, version: CutVersion) -> None:
    """Do what :class:`web.sending.delivery.Showing` does for each request."""
    with store.read(HOME) as tx:
        stored = tx.get(CutVersion, version.id)
        records = Records.for_version(tx, HOME, stored)
    reasons = withheld(stored, Audience.COMMUNITY, None, NOW, records=records)
    assert reasons == (), reasons


def best_ms(work: Callable[[], None]) -> float:
    """Return the least CPU time of *work* in milliseconds: what others do on the machine only adds to it."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - start) / 1e6)
    return min(times)


def main() -> None:
    """Measure and print."""
    sizes = [int(arg) for arg in sys.argv[1:]] or [10, 1_000, 100_000]
    version, kept = home()
    records = Records.of(
        workshop_id=HOME,
        clips=[one for one in kept if isinstance(one, Clip)],
        people=[one for one in kept if isinstance(one, Participant)],
        appearances=[one for one in kept if isinstance(one, Appearance)],
        answers=[one for one in kept if isinstance(one, Answer)],
        versions=[version],
        checks=[one for one in kept if isinstance(one, TreatmentCheck)],
    )
    alone = best_ms(lambda: _judge(version, records))
    print(f"{CLIPS} clips, {PEOPLE} people, {len(kept)} documents; CPU ms, best of {ROUNDS}")
    print(f"judged alone, records at hand: {alone:.2f}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stores: dict[str, DocumentStore] = {
            "TinyStore": TinyStore(folder / "tiny"),
            "SqlStore on SQLite": SqlStore(f"sqlite:///{folder}/documents.sqlite"),
        }
        for called, store in stores.items():
            fill(store, HOME, kept)
            held, first = 0, 0.0
            for size in sizes:
                while held < size:
                    many = min(A_WORKSHOP, size - held)
                    fill(store, f"other-{held}", list(clips(str(held), many)))
                    held += many
                took = best_ms(lambda store=store: decide(store, version))  # type: ignore[misc]
                first = first or took
                print(f"{called:19} {held:>7} clips elsewhere: {took:6.2f} (×{took / first:.2f})", flush=True)


def _judge(version: CutVersion, records: Records) -> None:
    assert withheld(version, Audience.COMMUNITY, None, NOW, records=records) == ()


if __name__ == "__main__":
    main()
