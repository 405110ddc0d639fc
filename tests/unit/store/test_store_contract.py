"""One contract for every store: what a transaction promises."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from store_child import CLIP, open_store

import consent.releases
import pvstudio.model
import pvstudio.subtitles.cues
from pvstudio.errors import NotFound
from pvstudio.model import Clip, Footage, MediaInfo, Participant, VideoStream
from pvstudio.store.errors import (
    BadName,
    DocumentUnreadable,
    NotADocument,
    StoreBusy,
    TransactionOver,
    UnknownField,
)
from pvstudio.store.sql import SqlStore

MODULES = (pvstudio.model, pvstudio.subtitles.cues, consent.releases)
ANA = Participant(id="p-ana", pseudonym="Ana", languages=("bs", "en"))

Store = Any


def clip(number: int, **changes: Any) -> Clip:
    return replace(CLIP, id=f"clip-{number:03}", footage_id=f"footage-{number % 3}", **changes)


def test_what_is_put_is_got_back(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(ANA)
        assert writing.get(Participant, ANA.id) == ANA  # a writer sees its own changes
    with store.read("w") as reading:
        assert reading.get(Participant, ANA.id) == ANA


def test_another_store_on_the_same_place_sees_it(store: Store, address: str) -> None:
    with store.write("w") as writing:
        writing.put(ANA)
    other = open_store(address)
    with other.read("w") as reading:
        assert reading.find(Participant) == [ANA]


def test_what_is_not_there_is_not_found(store: Store) -> None:
    with store.read("w") as reading, pytest.raises(NotFound) as caught:
        reading.get(Participant, "p-nobody")
    assert (caught.value.kind, caught.value.id) == ("Participant", "p-nobody")


def test_kinds_do_not_mix(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(replace(ANA, id="same"))
        writing.put(replace(CLIP, id="same"))
    with store.read("w") as reading:
        assert isinstance(reading.get(Participant, "same"), Participant)
        assert isinstance(reading.get(Clip, "same"), Clip)


def test_workshops_do_not_mix(store: Store) -> None:
    for workshop in ("sarajevo", "bihac"):
        with store.write(workshop) as writing:
            writing.put(replace(ANA, pseudonym=workshop))
    with store.read("bihac") as reading:
        assert reading.get(Participant, ANA.id).pseudonym == "bihac"
    assert list(store.workshops()) == ["bihac", "sarajevo"]


def test_finding_is_by_equality_in_order_of_id(store: Store) -> None:
    ids = [7, 2, 30, 11, 5, 100, 1]
    with store.write("w") as writing:
        for number in ids:
            writing.put(clip(number, people_complete=number > 6))
    with store.read("w") as reading:
        assert [found.id for found in reading.find(Clip)] == sorted(f"clip-{number:03}" for number in ids)
        found = reading.find(Clip, footage_id="footage-1", people_complete=True)
        assert [clip.id for clip in found] == ["clip-007", "clip-100"]
        assert reading.find(Clip, footage_id="footage-9") == []
        assert len(reading.find(Clip, language=None)) == len(ids)
        assert reading.find(Clip, title="Ü' OR 1=1 --") == []


def test_order_of_id_is_by_code_point_everywhere(store: Store) -> None:
    ids = ["a", "B", "é", "Z", "_", "ž", "10", "9", "ه"]
    with store.write("w") as writing:
        for id_ in ids:
            writing.put(replace(ANA, id=id_))
    with store.read("w") as reading:
        assert [found.id for found in reading.find(Participant)] == sorted(ids)


def test_a_misspelt_field_is_an_error_and_not_an_empty_answer(store: Store) -> None:
    with store.read("w") as reading, pytest.raises(UnknownField, match="footage"):
        reading.find(Clip, footage="footage-1")


def test_putting_replaces_the_whole_document(store: Store) -> None:
    for language in ("bs", None):
        with store.write("w") as writing:
            writing.put(replace(CLIP, language=language))
    with store.read("w") as reading:
        assert reading.find(Clip) == [CLIP]


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(ANA)
    for _ in range(2):
        with store.write("w") as writing:
            writing.delete(Participant, ANA.id)
    with store.read("w") as reading:
        assert reading.find(Participant) == []
    assert list(store.workshops()) == []


def changed_and_failed(writing: Any) -> None:
    writing.put(replace(ANA, pseudonym="Somebody else"))
    writing.delete(Participant, ANA.id)
    writing.put(CLIP)
    raise ZeroDivisionError


def test_an_exception_changes_nothing(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(ANA)
    with pytest.raises(ZeroDivisionError), store.write("w") as writing:
        changed_and_failed(writing)
    with store.read("w") as reading:
        assert reading.find(Participant) == [ANA]
        assert reading.find(Clip) == []


def test_a_reader_sees_one_state_and_waits_for_nobody(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(ANA)
    with store.read("w") as early:
        with store.write("w") as writing:
            writing.put(replace(ANA, pseudonym="Amra"))
            with store.read("w") as during:  # a write under way is not seen
                assert during.get(Participant, ANA.id).pseudonym == "Ana"
        assert early.get(Participant, ANA.id).pseudonym == "Ana"  # nor one that ended since
    with store.read("w") as late:
        assert late.get(Participant, ANA.id).pseudonym == "Amra"


def test_a_writer_waits_for_another_no_longer_than_its_patience(store: Store, address: str) -> None:
    hasty = open_store(address, patience_s=0.1)
    refused: list[StoreBusy] = []

    def second() -> None:
        with pytest.raises(StoreBusy) as caught, hasty.write("w"):
            pass
        refused.append(caught.value)

    with store.write("w") as writing:
        writing.put(ANA)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(20)
    assert [busy.workshop for busy in refused] == ["w"]
    with hasty.write("w") as writing:
        assert writing.get(Participant, ANA.id) == ANA


def test_a_transaction_ends_with_its_block(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(ANA)
    with pytest.raises(TransactionOver):
        writing.put(CLIP)
    with store.read("w") as reading:
        pass
    with pytest.raises(TransactionOver):
        reading.find(Clip)


@pytest.mark.parametrize(
    "name", ["", "..", ".", "../other", "a/b", "/etc", ".hidden", "a\0b", "x" * 101, "a.", "a\n"]
)
def test_a_workshop_is_never_a_path(store: Store, name: str) -> None:
    for transaction in (store.read, store.write):
        with pytest.raises(BadName), transaction(name):
            pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A document with a field of any type."""

    id: str
    value: Any = None


@pytest.mark.parametrize(
    "value",
    [
        datetime.fromisoformat("2026-01-01"),  # no zone
        float("nan"),
        float("inf"),
        "\0",
        "clip\udce9.mp4",
        object(),
        {1, "mixed"},
        (1, 2),
    ],
)
def test_what_could_not_be_read_back_is_refused(store: Store, value: Any) -> None:
    with store.write("w") as writing, pytest.raises(NotADocument):
        writing.put(Odd(id="odd", value=value))
    with pytest.raises(NotADocument), store.write("w") as writing:
        writing.put({"id": "no dataclass"})


def test_a_wrongly_typed_document_is_refused(store: Store) -> None:
    with store.write("w") as writing, pytest.raises(NotADocument):
        writing.put(replace(CLIP, start_ms="soon"))  # type: ignore[arg-type]


def test_fields_of_a_newer_version_are_not_dropped_silently(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(ANA)
        body = writing.rows.one("Participant", ANA.id)
        writing.rows.put("Participant", ANA.id, {**body, "of_tomorrow": 1})
    with store.read("w") as reading, pytest.raises(DocumentUnreadable, match="of_tomorrow"):
        reading.get(Participant, ANA.id)


def test_a_document_of_before_a_field_was_added_counts_as_its_default(store: Store) -> None:
    with store.write("w") as writing:
        writing.put(CLIP)
        body = writing.rows.one("Clip", CLIP.id)
        writing.rows.put("Clip", CLIP.id, {name: value for name, value in body.items() if name != "notes"})
    with store.read("w") as reading:
        assert reading.find(Clip, notes="") == [CLIP]
        assert reading.find(Clip, notes="x") == []


def test_exact_rates_and_zones_survive(store: Store) -> None:
    stream = VideoStream(codec="h264", width=1, height=2, frame_rate=Fraction(30_000, 1001), variable=True)
    footage = Footage(
        id="f",
        sha256="0",
        original_name="snimak – تصوير.mp4",
        size_bytes=2**40,
        received_at=datetime(2026, 5, 1, 12, 30, 1, 5, tzinfo=UTC),
        media=MediaInfo(container="mov", duration_ms=1, video=stream),
    )
    with store.write("w") as writing:
        writing.put(footage)
    with store.read("w") as reading:
        assert reading.get(Footage, "f") == footage


@settings(max_examples=20)
@given(documents=st.lists(strategies.documents(*MODULES), min_size=1, max_size=4))
def test_every_document_comes_back_as_it_was(store: Store, documents: list[Any]) -> None:
    kept = {(type(document), document.id): document for document in documents}
    with store.write("w") as writing:
        for document in documents:
            writing.put(document)
    with store.read("w") as reading:
        for (kind, id_), document in kept.items():
            assert reading.get(kind, id_) == document
            assert document in reading.find(kind, id=id_)


def test_every_kind_of_the_model_is_tried() -> None:
    names = {kind.__name__ for kind in strategies.document_kinds(*MODULES)}
    assert names >= {"Workshop", "Participant", "Footage", "Clip", "Cut", "CutVersion", "Track", "Answer"}


def test_a_stamp_differs_after_a_commit_and_only_then(store: Store) -> None:
    with store.write("one") as tx:
        tx.put(clip(1))
    before = store.stamp("one")
    with store.read("one") as tx:
        tx.find(Clip)
    with store.write("two") as tx:
        tx.put(clip(1))
    assert store.stamp("one") == before
    with store.write("one") as tx:
        tx.put(clip(1, title="Another"))
    assert before is None or store.stamp("one") != before
    assert (before is None) == isinstance(store, SqlStore)
