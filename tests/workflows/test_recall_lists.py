"""The signed list of recalled kits: what it says, what it does not say, and that nobody else can write it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from consent.ledger.keys import SigningKey
from pvstudio.config import Settings
from pvstudio.model import Audience, Kit, KitState, new_id
from workflows.recall_lists import (
    MOST_IN_SQUARE,
    ClockImpossible,
    RecallList,
    RecallListForged,
    RecallListUnreadable,
    mark_of,
    read,
    recall_list,
    squares,
    write,
)
from workflows.recall_lists.letters import MOST_BYTES
from workflows.wiring import Studio

KEY, OTHER = SigningKey.new(), SigningKey.new()
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def listed(*kits: str, at: datetime = NOON, key: SigningKey = KEY) -> RecallList:
    marks = tuple(mark_of(kit) for kit in kits)
    return RecallList(key=key.public, at=at, total=len(marks), marks=marks, signing=key)


def kit(name: str, state: KitState, days: int = 0) -> Kit:
    return Kit(
        id=name,
        cut_version_id="version-1",
        audience=Audience.COMMUNITY,
        languages=(),
        recipient="Kino Una",
        published_at=NOON,
        state=state,
        recalled_at=NOON + timedelta(days=days) if state is KitState.RECALLED else None,
    )


@given(
    st.lists(st.text(min_size=1), unique=True, max_size=200),
    st.integers(0, 0xFFFFFFFF),
)
def test_what_is_written_is_read(kits: list[str], seconds: int) -> None:
    made = listed(*kits, at=datetime.fromtimestamp(seconds, UTC))
    assert read(write(made), [OTHER.public, KEY.public]) == made
    texts = squares(made)
    assert len(texts) == max(1, -(-len(kits) // MOST_IN_SQUARE))
    assert read("\n".join(texts).encode(), [KEY.public]) == made
    assert all(made.recalls(one) for one in kits)


@given(st.data())
def test_no_letter_of_it_can_be_changed(data: st.DataObject) -> None:
    text = write(listed("kit-1", "kit-2")).decode().strip()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567189.-"))
    changed = text[:place] + letter + text[place + 1 :]
    if changed == text:
        return
    with pytest.raises((RecallListForged, RecallListUnreadable)):
        read(changed.encode(), [KEY.public])


def test_another_key_signs_nothing_here() -> None:
    with pytest.raises(RecallListForged) as refused:
        read(write(listed("kit-1", key=OTHER)), [KEY.public, "no key", "ab" * 16])
    assert refused.value.advice


@pytest.mark.parametrize(
    "brought",
    [
        b"",
        b"\n \n",
        b"PVRECALL1.",
        b"PVRECALL1.AAAA",
        b"PVRECALL1.!!!!",
        b"<html>",
        b"\xff" * 80,
        b"A" * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_list_is_named(brought: bytes) -> None:
    with pytest.raises(RecallListUnreadable):
        read(brought, [KEY.public])


def test_a_list_cut_short_is_no_list() -> None:
    text = write(listed("kit-1", "kit-2", "kit-3"))
    for end in range(len(text) - 1):
        with pytest.raises((RecallListForged, RecallListUnreadable)):
            read(text[:end], [KEY.public])


def test_one_square_of_several_says_that_it_is_not_whole() -> None:
    made = listed(*(f"kit-{n}" for n in range(130)))
    texts = squares(made)
    first = read(texts[0].encode(), [KEY.public])
    assert (first.is_whole, first.total, len(first.marks)) == (False, 130, MOST_IN_SQUARE)
    assert first.marks == made.marks[:MOST_IN_SQUARE]
    assert [segno.make(text, error="m").version for text in texts] == [17, 17, 8]


def test_a_studio_lists_what_was_recalled_in_all_its_workshops(tmp_path: Path) -> None:
    studio = Studio.open(Settings(home=tmp_path))
    names = [new_id("kit") for _ in range(4)]
    with studio.documents.write("bihac") as tx:
        tx.put(kit(names[0], KitState.RECALLED))
        tx.put(kit(names[1], KitState.PUBLISHED))
    with studio.documents.write("split") as tx:
        tx.put(kit(names[2], KitState.RECALLED, days=3))
    made = recall_list(studio, NOON)
    assert made.marks == (mark_of(names[2]), mark_of(names[0]))  # the newest first
    assert [made.recalls(name) for name in names] == [True, False, True, False]
    assert read(write(made), studio.accepted_keys) == made
    assert made.age(NOON + timedelta(days=2)) == timedelta(days=2)
    for told in (*names, *(name.removeprefix("kit-") for name in names), "bihac", studio.signing_key.public):
        assert told.encode().upper() not in write(made).upper()


@pytest.mark.parametrize("seconds", [-1, 1 << 32])
def test_a_clock_that_no_list_can_have_is_named(seconds: int) -> None:
    made = listed("kit-1", at=datetime.fromtimestamp(seconds, UTC))
    for form in (write, squares):
        with pytest.raises(ClockImpossible, match=f"{made.at:%Y-%m-%d}") as wrong:
            form(made)
        assert "clock" in wrong.value.advice


def test_a_workshop_that_cannot_be_read_makes_the_list_one_that_is_not_whole(tmp_path: Path) -> None:
    studio = Studio.open(Settings(home=tmp_path))
    for place in ("bihac", "split"):
        with studio.documents.write(place) as tx:
            tx.put(kit(f"kit-{place}", KitState.RECALLED))
    assert recall_list(studio, NOON).is_whole
    (studio.folder("split") / "documents.json").write_bytes(b"garbage")
    made = read(write(recall_list(studio, NOON)), studio.accepted_keys)
    assert made.recalls("kit-bihac")
    assert not made.is_whole
