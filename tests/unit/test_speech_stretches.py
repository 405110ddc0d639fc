"""Languages of chunks: doubtful votes do not switch, sure ones do."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pvstudio.transcription.stretches import Chunk, Stretch, likeliest, stretches, with_neighbours

VOTE = st.fixed_dictionaries({code: st.floats(1e-6, 1) for code in ("bs", "en", "ar")})


def test_sure_votes_switch_and_doubtful_ones_follow_their_neighbours() -> None:
    sure_bs, sure_en = {"bs": 0.97, "en": 0.03}, {"bs": 0.02, "en": 0.98}
    doubtful = {"bs": 0.4, "en": 0.6}
    assert likeliest([sure_bs, doubtful, sure_bs]) == ["bs"] * 3
    assert likeliest([sure_bs, sure_bs, sure_en, sure_en]) == ["bs", "bs", "en", "en"]


@given(st.lists(VOTE, max_size=12))
def test_one_language_a_vote_and_unanimity_is_kept(votes: list[dict[str, float]]) -> None:
    found = likeliest(votes)
    assert len(found) == len(votes)
    firsts = {max(vote, key=vote.__getitem__) for vote in votes}
    if len(firsts) == 1:
        assert set(found) == firsts


@given(st.lists(st.sampled_from(["bs", "en"]), max_size=20))
def test_neighbours_of_one_language_are_one_stretch(languages: list[str]) -> None:
    chunks = [Chunk(at * 100, at * 100 + 90) for at in range(len(languages))]
    found = stretches(chunks, languages)
    assert all(a.language != b.language for a, b in pairwise(found))
    covered = [s.language for chunk in chunks for s in found if s.start <= chunk.start and chunk.end <= s.end]
    assert covered == languages


def test_stretches_reach_over_the_pauses_between() -> None:
    chunks = [Chunk(0, 10), Chunk(20, 30), Chunk(40, 50)]
    assert stretches(chunks, ["en", "en", "bs"]) == [Stretch(0, 30, "en"), Stretch(40, 50, "bs")]


def test_chunks_too_short_to_vote_go_with_the_nearest() -> None:
    short, first, late, second = Chunk(0, 5), Chunk(10, 90), Chunk(190, 195), Chunk(200, 300)
    languages = with_neighbours([short, first, late, second], {first: "bs", second: "en"})
    assert languages == ["bs", "bs", "en", "en"]
