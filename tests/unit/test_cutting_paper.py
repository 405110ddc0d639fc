"""The paper edit: cues become sentences, chosen sentences become parts, and nothing that was not chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.editing.recipe import CardKind, Part
from pvstudio.model import Clip
from pvstudio.subtitles.cues import Cue
from workflows.cutting.errors import NothingChosen
from workflows.cutting.paper import Sentence, found, parts_of, sentences, shown

CLIP = Clip(id="clip-1", footage_id="f", title="The bridge", start_ms=5000, end_ms=25_000)


def cues(*rows: tuple[int, int, str]) -> list[Cue]:
    return [Cue(start_ms=start, end_ms=end, text=text) for start, end, text in rows]


SAID = sentences(
    cues(
        (500, 1500, "I came over"),
        (1600, 2500, "the bridge."),
        (2600, 4000, "«It was night.»"),
        (4100, 5000, "هل رأيت النهر؟"),
        (5100, 6000, "no sign here"),
        (7500, 8000, "after a silence"),
    )
)


def test_sentences_end_at_their_sign_in_any_script_and_at_a_silence():
    assert [one.text for one in SAID] == [
        "I came over the bridge.",
        "«It was night.»",
        "هل رأيت النهر؟",
        "no sign here",
        "after a silence",
    ]
    assert (SAID[0].start_ms, SAID[0].end_ms) == (500, 2500)


def test_speech_without_any_sign_can_still_be_chosen_from():
    endless = cues(*((n * 1000, n * 1000 + 900, f"word {n}") for n in range(13)))
    assert [one.text.count("word") for one in sentences(endless)] == [6, 6, 1]


def test_sentences_that_follow_each_other_are_one_part():
    made = parts_of(CLIP, SAID, [3, 0, 1], Part(clip="x", card=CardKind.FULL, card_ms=2000))
    assert [(part.in_ms, part.out_ms) for part in made] == [(300, 4100), (5000, 6300)]
    assert [part.card for part in made] == [CardKind.FULL, CardKind.NONE]
    assert {part.clip for part in made} == {"clip-1"}


@pytest.mark.parametrize("chosen", [[], [9], [0, 9], [-1]])
def test_what_is_not_there_cannot_be_chosen(chosen: list[int]):
    with pytest.raises(NothingChosen) as caught:
        parts_of(CLIP, SAID, chosen)
    assert caught.value.clip == "The bridge"


@st.composite
def speech(draw: st.DrawFn) -> list[Sentence]:
    at, made = draw(st.integers(0, 500)), []
    for number in range(draw(st.integers(1, 8))):
        end = at + draw(st.integers(1, 2000))
        made.append(Sentence(number=number, start_ms=at, end_ms=end, text="x"))
        at = end + draw(st.integers(0, 1500))
    return made


@given(speech(), st.data())
def test_a_part_holds_its_sentences_and_nothing_of_any_other(said: list[Sentence], data: st.DataObject):
    chosen = data.draw(st.sets(st.integers(0, len(said) - 1), min_size=1))
    made = parts_of(CLIP, said, chosen)
    ranges = [(part.in_ms or 0, part.out_ms or 0) for part in made]
    for one in said:
        inside = [max(0, min(one.end_ms, last) - max(one.start_ms, first)) for first, last in ranges]
        if one.start_ms >= CLIP.duration_ms:
            continue
        whole = min(one.end_ms, CLIP.duration_ms) - one.start_ms
        assert sum(inside) == (whole if one.number in chosen else 0)
    assert all(0 <= first < last <= CLIP.duration_ms for first, last in ranges)


def test_what_the_parts_show_is_known():
    made = parts_of(CLIP, SAID, [1, 2])
    assert shown(SAID, made, CLIP) == {1, 2}
    assert shown(SAID, [Part(clip="clip-1")], CLIP) == {0, 1, 2, 3, 4}


def test_words_are_found_in_any_writing():
    said = sentences(cues((0, 900, "Ђурђа пије чај."), (1000, 1900, "الجِسر قديم."), (2000, 2900, "Tea.")))
    assert found(said, "čaj djurdja") == {0}
    assert found(said, "الجسر") == {1}
    assert found(said, "  ") == frozenset()
