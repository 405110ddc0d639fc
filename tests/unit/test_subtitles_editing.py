"""Laws of editing: nothing is lost, all stays in order and within the clip, and every way has a way back."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pvstudio.subtitles.cues import Cue, Mark, Track
from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.editing import (
    NothingToCut,
    RowGone,
    TimesImpossible,
    confirm,
    delete,
    find_row,
    merge_with_next,
    middle,
    put,
    set_times,
    shift,
    split,
    timed_like,
    untangled,
)
from pvstudio.subtitles.finding import Search, replace_all
from pvstudio.subtitles.rows import (
    Row,
    Rows,
    difference,
    in_order,
    linked,
    patched,
    print_of,
    prints_now,
    rows_from,
    rows_of,
    stale,
    with_rows,
)
from pvstudio.subtitles.rules import rules_for
from pvstudio.transcription.transcript import Word

FEW = settings(max_examples=30)
CLIP_MS = 60_000
BS = rules_for("bs")
WORDS = st.sampled_from(
    ["jedan", "dva,", "tri.", "Mostar", "ćevapi", "نور", "река", "a", "dugačka-riječ-bez-kraja"]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3).map("\n".join)


@st.composite
def tracks(draw: st.DrawFn, most: int = 8) -> Rows:
    """Rows as they may be: in order, inside the clip, overlapping now and then."""
    count = draw(st.integers(0, most))
    spans = [sorted(draw(st.sets(st.integers(0, CLIP_MS), min_size=2, max_size=2))) for _ in range(count)]
    rows = (
        Row(id=f"r{at}", start_ms=start, end_ms=end, text=draw(TEXTS))
        for at, (start, end) in enumerate(spans)
    )
    return in_order(rows)


def lawful(rows: Rows) -> bool:
    """Tell whether rows are what every track of an editor is."""
    inside = all(0 <= row.start_ms < row.end_ms <= CLIP_MS for row in rows)
    return inside and rows == in_order(rows) and all(row.text == clean(row.text) != "" for row in rows)


def words(rows: Rows) -> Counter[str]:
    return Counter(word for row in rows for word in row.text.split())


ids = iter(range(10**9))


def fresh() -> str:
    return f"n{next(ids)}"


@FEW
@given(tracks(), st.data())
def test_a_cut_and_a_join_lose_no_word(rows: Rows, data: st.DataObject) -> None:
    assume(rows)
    row = data.draw(st.sampled_from(rows))
    at = data.draw(st.integers(0, len(row.text)))
    try:
        cut = split(rows, row.id, at, new_id=fresh)
    except NothingToCut:
        assert not row.text[:at].strip() or not row.text[at:].strip() or row.end_ms - row.start_ms < 2
        return
    assert lawful(cut)
    assert len(cut) == len(rows) + 1
    letters = "".join(one for row in sorted(rows, key=lambda r: r.id) for one in row.text.split())
    assert Counter(letters) == Counter("".join("".join(one.text.split()) for one in cut))
    new = next(one for one in cut if one.id not in {other.id for other in rows})
    first = find_row(cut, row.id)
    assert (first.start_ms, new.end_ms, first.end_ms) == (row.start_ms, row.end_ms, new.start_ms)
    assert new.made_from == first.made_from == row.made_from


@FEW
@given(tracks(), st.data())
def test_joining_keeps_all_words_and_sources(rows: Rows, data: st.DataObject) -> None:
    assume(len(rows) > 1)
    at = data.draw(st.integers(0, len(rows) - 2))
    rows = tuple(replace(row, made_from=(f"{row.id}:000000000000",)) for row in rows)
    joined = merge_with_next(rows, rows[at].id, BS)
    assert lawful(joined)
    assert words(joined) == words(rows)
    one = find_row(joined, rows[at].id)
    assert one.end_ms == max(rows[at].end_ms, rows[at + 1].end_ms)
    assert one.made_from == (*rows[at].made_from, *rows[at + 1].made_from)


@FEW
@given(tracks(), st.integers(-CLIP_MS, CLIP_MS), st.data())
def test_shifting_there_and_back_changes_nothing_that_was_not_cut_off(
    rows: Rows, by: int, data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from(["", *(row.id for row in rows)]))
    later = rows[rows.index(find_row(rows, start)) :] if start else rows
    if any(not 0 <= row.start_ms + by < CLIP_MS or row.end_ms + by <= 0 for row in later):
        with pytest.raises(TimesImpossible):
            shift(rows, by, CLIP_MS, start=start)
        return
    moved = shift(rows, by, CLIP_MS, start=start)
    assert lawful(moved)
    assert {row.id for row in moved} == {row.id for row in rows}
    assert all(find_row(moved, row.id).start_ms == row.start_ms + by for row in later)
    if all(row.end_ms + by <= CLIP_MS for row in later):
        back = tuple(
            replace(row, start_ms=row.start_ms - by, end_ms=row.end_ms - by)
            if row.id in {one.id for one in later}
            else row
            for row in moved
        )
        assert in_order(back) == rows


@FEW
@given(tracks(), st.integers(1, 200))
def test_overlaps_go_and_stay_gone(rows: Rows, gap: int) -> None:
    free = untangled(rows, gap)
    assert lawful(free)
    assert words(free) == words(rows)
    assert [row.start_ms for row in free] == [row.start_ms for row in rows]
    for one, following in pairwise(free):
        assert one.start_ms == following.start_ms or one.end_ms <= following.start_ms
    assert untangled(free, gap) == free


@FEW
@given(tracks(), TEXTS, st.integers(-100, CLIP_MS + 100), st.integers(-100, CLIP_MS + 100), st.data())
def test_putting_and_deleting(rows: Rows, text: str, start: int, end: int, data: st.DataObject) -> None:
    row_id = data.draw(st.sampled_from(["new", *(row.id for row in rows)]))
    new = Row(id=row_id, start_ms=start, end_ms=end, text=text)
    if not 0 <= start < end <= CLIP_MS:
        with pytest.raises(TimesImpossible):
            put(rows, new, CLIP_MS)
        return
    done = put(rows, new, CLIP_MS)
    assert lawful(done)
    assert find_row(done, row_id) == new
    assert put(done, replace(new, text=" \n\u200b".replace("\u200b", "")), CLIP_MS) == delete(done, row_id)
    others = {row.id for row in rows} - {row_id}
    assert {row.id for row in difference(rows, done).after} == ({row_id} if new not in rows else set())
    assert others == {row.id for row in delete(done, row_id)}
    with pytest.raises(RowGone):
        delete(delete(done, row_id), row_id)


@FEW
@given(tracks(), tracks())
def test_a_difference_leads_there_and_back(before: Rows, after: Rows) -> None:
    change = difference(before, after)
    assert patched(before, change) == after
    assert patched(after, change.reversed) == before
    assert (change.touched == frozenset()) == (before == after)


@FEW
@given(tracks())
def test_rows_go_into_a_track_and_come_out(rows: Rows) -> None:
    track = Track(id="t", clip_id="c", language="bs", cues=(), source="")
    kept = with_rows(track, rows)
    assert rows_of(kept) == rows
    assert kept.cues == tuple(row.cue for row in rows)
    bare = rows_of(replace(kept, marks=()))
    assert [row.id for row in sorted(bare, key=lambda row: int(row.id))] == [
        str(n + 1) for n in range(len(rows))
    ]
    assert rows_of(replace(kept, marks=(Mark(id="x"),) * (len(rows) + 1))) == bare


@FEW
@given(tracks(), tracks())
def test_a_file_is_taken_whole_and_what_is_the_same_stays_the_same_row(before: Rows, file: Rows) -> None:
    cues = tuple(row.cue for row in file)
    taken = rows_from(cues, before, new_id=fresh)
    assert Counter(row.cue for row in taken) == Counter(cues)
    assert len({row.id for row in taken}) == len(taken)
    assert rows_from(tuple(row.cue for row in before), before, new_id=fresh) == before


def test_a_cut_follows_what_was_heard() -> None:
    row = Row(id="r", start_ms=1000, end_ms=5000, text="jedan dva tri\nčetiri")
    heard = [
        Word(start_ms=1000 + 100 * n, end_ms=1080 + 100 * n, text=text, probability=0.9)
        for n, text in enumerate(["jedan", "dva", "tri", "četiri"])
    ]
    first, second = split((row,), "r", 9, words=heard, new_id=fresh)
    assert (first.text, first.end_ms, second.text) == ("jedan dva", 1200, "tri\nčetiri")
    # a person added a word: the one that begins the second line is looked for
    longer = replace(row, text="jedan i dva tri\nčetiri")
    assert split((longer,), "r", 11, words=heard, new_id=fresh)[1].start_ms == 1200
    assert split((row,), "r", middle(row), new_id=fresh)[1].start_ms == pytest.approx(2800, abs=400)


@FEW
@given(tracks(most=5), st.data())
def test_only_the_translations_of_a_changed_line_are_stale(source: Rows, data: st.DataObject) -> None:
    assume(source)
    made = tuple(replace(row, id=f"t{row.id}", text="prevod", made_from=(print_of(row),)) for row in source)
    made = in_order(made)
    assert stale(made, source) == frozenset()
    row = data.draw(st.sampled_from(source))
    changed = put(source, replace(row, text=row.text + " još"), CLIP_MS)
    assert stale(made, changed) == {f"t{row.id}"}
    assert stale(made, delete(source, row.id)) == {f"t{row.id}"}
    assert stale(made, set_times(source, row.id, 0, CLIP_MS, CLIP_MS)) == frozenset()
    mine = find_row(made, f"t{row.id}")
    assert stale(confirm(made, {mine.id: prints_now(mine, changed)}), changed) == frozenset()
    assert stale(made, patched(changed, difference(source, changed).reversed)) == frozenset()


def test_a_translation_that_says_nothing_is_made_from_what_is_said_then() -> None:
    def row(row_id: str, start: int, end: int) -> Row:
        return Row(id=row_id, start_ms=start, end_ms=end, text=row_id)

    source = (row("a", 0, 1000), row("b", 1100, 2000), row("c", 5000, 6000))
    one, two, three = linked((row("x", 0, 900), row("y", 900, 2000), row("z", 3000, 4000)), source)
    assert one.made_from == (print_of(source[0]),)
    assert two.made_from == (print_of(source[1]),)
    assert three.made_from == ()
    [both] = linked((row("w", 0, 2000),), source)
    assert both.made_from == (print_of(source[0]), print_of(source[1]))
    assert timed_like((replace(both, start_ms=300),), source)[0] == both
    halves = (replace(both, id="h1", end_ms=700), replace(both, id="h2", start_ms=700))
    assert timed_like(halves, source) == halves  # nobody can tell which time is whose


@pytest.mark.parametrize(
    ("find", "by", "text", "whole", "case", "wanted"),
    [
        ("dan", "noć", "Dan i dani, dan.", True, False, ("noć i dani, noć.", 2)),
        ("dan", "noć", "Dan i dani, dan.", False, True, ("Dan i noći, noć.", 2)),
        ("dobar dan", "zdravo", "dobar\ndan svima", False, False, ("zdravo svima", 1)),
        ("نور", "نورا", "اسمي نور، نورهان.", True, False, ("اسمي نورا، نورهان.", 1)),
        ("كتب", "قرأ", "كَتَبَ كتب", True, False, ("كَتَبَ قرأ", 1)),
        ("می", "نمی", "می\u200cروم می", True, False, ("می\u200cروم نمی", 1)),
        ("е", "и", "Реке ЕЕ", False, False, ("Рики ии", 4)),
        ("café", "bar", unicodedata.normalize("NFD", "café"), True, False, ("bar", 1)),
        (".*", "\\1", "a.*b", False, False, ("a\\1b", 1)),
        ("  ", "x", "a b", False, False, ("a b", 0)),
    ],
)
def test_find_and_replace(
    find: str, by: str, text: str, whole: bool, case: bool, wanted: tuple[str, int]
) -> None:
    found = Search(find=find, whole_words=whole, match_case=case).replaced(text, by)
    assert found == wanted


@FEW
@given(tracks(), WORDS, WORDS)
def test_what_is_not_found_is_left_alone(rows: Rows, find: str, by: str) -> None:
    done, count = replace_all(rows, Search(find=find), by)
    assert lawful(done)
    assert (count == 0) <= (done == rows)
    assert replace_all(rows, Search(find=find), "")[1] == count
    gone, _count = replace_all((Row(id="a", start_ms=0, end_ms=1, text="dva,"),), Search(find="dva,"), " ")
    assert gone == ()


def test_cues_hold_nothing_of_the_editor() -> None:
    """What people agreed to is hashed from the cues: ids, sources and revisions are none of it."""
    assert list(Cue.__dataclass_fields__) == ["start_ms", "end_ms", "text"]
