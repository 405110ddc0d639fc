"""What was said in a clip, divided with it: nothing is lost, nothing is doubled, nothing lies outside."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.subtitles.cues import Cue, Track, TrackState
from pvstudio.subtitles.rows import Row, rows_of, with_rows
from pvstudio.transcription.transcript import Segment, Transcript, Word
from workflows.clips.parts import Span, divided, joined_track, joined_words, part_of_rows, part_of_words

LENGTH = 10_000
MOMENT = st.integers(0, LENGTH + 500)  # cues may reach a little beyond their clip
CUTS = st.lists(st.integers(1, LENGTH - 1), unique=True, max_size=4)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Row, ...]:
    some = draw(st.lists(st.tuples(MOMENT, st.integers(0, 3000)), max_size=12))
    return tuple(
        Row(id=f"r{n}", start_ms=start, end_ms=start + long, text=f"words {n}")
        for n, (start, long) in enumerate(some)
    )


def spans(cuts: list[int]) -> list[Span]:
    edges = [0, *sorted(cuts), LENGTH]
    return [Span(start_ms=a, end_ms=b, first=a == 0, last=b == LENGTH) for a, b in pairwise(edges)]


@settings(max_examples=60)
@given(rows(), CUTS)
def test_each_cue_is_in_exactly_one_part_and_inside_it(known: tuple[Row, ...], cuts: list[int]):
    parts = [(span, *part_of_rows(known, span)) for span in spans(cuts)]
    assert sorted(row.id for _span, some, _over in parts for row in some) == sorted(row.id for row in known)
    for span, some, _over in parts:
        for row in some:
            assert 0 <= row.start_ms <= row.end_ms
            assert span.last or row.end_ms <= span.end_ms - span.start_ms


@settings(max_examples=60)
@given(rows(), CUTS)
def test_what_lay_inside_a_part_keeps_its_moment(known: tuple[Row, ...], cuts: list[int]):
    by_id = {row.id: row for row in known}
    for span in spans(cuts):
        some, over = part_of_rows(known, span)
        moved = [
            replace(one, start_ms=one.start_ms + span.start_ms, end_ms=one.end_ms + span.start_ms)
            for one in some
        ]
        assert over == any(row != by_id[row.id] for row in moved)


@settings(max_examples=60)
@given(rows(), CUTS)
def test_joining_what_was_divided_between_cues_restores_it(known: tuple[Row, ...], cuts: list[int]):
    known = tuple(row for row in known if row.end_ms <= LENGTH)
    whole = with_rows(track(), known)
    parts = spans(cuts)
    if any(part_of_rows(known, span)[1] for span in parts):
        return
    joined = with_rows(track(), part_of_rows(rows_of(whole), parts[0])[0])
    for span in parts[1:]:
        joined = joined_track(
            joined, with_rows(track(), part_of_rows(rows_of(whole), span)[0]), span.start_ms
        )
    assert (joined.cues, joined.marks) == (whole.cues, whole.marks)


def track(*cues: Cue) -> Track:
    return Track(id="track-1", clip_id="clip-1", language="bs", cues=cues, source="by hand")


def test_a_joined_track_is_as_little_looked_at_as_the_less_of_both():
    first = replace(track(Cue(start_ms=0, end_ms=900, text="dobro")), state=TrackState.APPROVED)
    second = replace(track(Cue(start_ms=0, end_ms=500, text="jutro")), needs_review=True)
    joined = joined_track(first, second, 1000)
    assert (joined.state, joined.needs_review) == (TrackState.MACHINE, True)
    assert [(cue.start_ms, cue.text) for cue in joined.cues] == [(0, "dobro"), (1000, "jutro")]
    assert len({mark.id for mark in joined.marks}) == 2, "both were number 1 of their track"


WORDS = st.lists(
    st.builds(
        lambda start, long: Word(start_ms=start, end_ms=start + long, text=f"{start}", probability=0.9),
        st.integers(0, LENGTH - 1),
        st.integers(1, 400),
    ),
    min_size=1,
    max_size=20,
)


@given(WORDS, st.integers(1, LENGTH - 1))
def test_words_are_divided_like_cues_and_join_again(words: list[Word], at_ms: int):
    whole = Transcript(clip_id="clip-1", engine="x", segments=(Segment(language="bs", words=tuple(words)),))
    first, second = spans([at_ms])
    one, other = part_of_words(whole, first, "clip-1"), part_of_words(whole, second, "clip-2")
    assert (one.clip_id, other.clip_id) == ("clip-1", "clip-2")
    assert all(segment.words for part in (one, other) for segment in part.segments)
    again = joined_words(one, other, at_ms)
    heard = [word.text for segment in again.segments for word in segment.words]
    assert sorted(heard) == sorted(word.text for word in words)


@given(st.integers(0, LENGTH), st.integers(0, 2000))
def test_a_tie_goes_to_one_part_only(start: int, long: int):
    cue = Cue(start_ms=start, end_ms=start + long, text="x")
    holders = (
        [span for span in spans([start + long // 2 or 1]) if divided([cue], span)]
        if 0 < start + long // 2 < LENGTH
        else [1]
    )
    assert len(holders) == 1
