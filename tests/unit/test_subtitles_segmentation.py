"""Laws of cues over random speech, and good breaks over real sentences."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.subtitles import cues_from_words
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.rules import gap_ms, rules_for
from pvstudio.transcription.transcript import Segment, Word

RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(60)])
LANGUAGES = st.sampled_from(["en", "de", "hr", "sr-Cyrl", "ar", "fa", "ur", "tr", "zh", "xx"])
TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "M"]), min_size=1, max_size=14)
LONG = st.text(st.characters(categories=["Ll"]), min_size=40, max_size=200)


@st.composite
def segments(draw: st.DrawFn) -> list[Segment]:
    """Speech with pauses, bursts, words that overlap or last no time at all."""
    now, spoken = 0, []
    for _ in range(draw(st.integers(1, 3))):
        words = []
        for text in draw(st.lists(st.one_of(TEXTS, TEXTS, TEXTS, LONG), max_size=16)):
            now = max(0, now + draw(st.integers(-50, 900)))
            end = now + draw(st.one_of(st.integers(0, 900), st.integers(0, 12_000)))
            words.append(Word(start_ms=now, end_ms=end, text=text, probability=0.9))
            now = end
        spoken.append(Segment(language=draw(LANGUAGES), words=tuple(words)))
    return spoken


def ink(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=30)
@given(segments(), RATES)
def test_laws_of_cues(spoken: list[Segment], fps: Fraction) -> None:
    cues = cues_from_words(spoken, "en", fps)
    length = max([rules_for(segment.language).line_length for segment in spoken], default=42)
    for cue in cues:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert all(0 < len(line) <= length for line in lines)
        assert 834 <= cue.end_ms - cue.start_ms <= 7000
    for earlier, later in pairwise(cues):
        assert (later.start_ms - earlier.end_ms) * fps / 1000 >= 2
    said = "".join(word.text for segment in spoken for word in segment.words)
    assert ink("".join(cue.text for cue in cues)) == ink(said)


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 400)), min_size=1, max_size=60), RATES)
@settings(max_examples=40)
def test_ordinary_speech_is_never_off_by_more_than_a_moment(
    shape: list[tuple[int, int]], fps: Fraction
) -> None:
    """At ordinary speed, 13 letters a second, cues start with their first word and flickers are closed."""
    now, words = 0, []
    for length, pause in shape:
        end = now + length * 75 + 40
        words.append(Word(start_ms=now, end_ms=end, text="b" * length, probability=1))
        now = end + pause
    cues = cues_from_words([Segment(language="en", words=tuple(words))], "en", fps)
    starts = {word.start_ms for word in words}
    # Only a cue that is shorter than may be shown can make the next one wait.
    late = [cue for cue in cues if cue.start_ms not in starts]
    assert all(min(abs(cue.start_ms - start) for start in starts) < 834 for cue in late)
    assert cues[-1].end_ms <= max(words[-1].end_ms + 500, cues[-1].start_ms + 834)
    for earlier, later in pairwise(cues):
        gap = later.start_ms - earlier.end_ms
        if gap > gap_ms(fps) and earlier.end_ms - earlier.start_ms < 7000:
            assert gap >= gap_ms(fps, 12)


def speak(text: str, language: str) -> Segment:
    """Return *text* as spoken at 15 letters a second, with a breath after each mark."""
    now, words = 0, []
    for word in text.split():
        end = now + 1000 * len(word) // 15
        words.append(Word(start_ms=now, end_ms=end, text=word, probability=0.9))
        now = end + 40 + (350 if word[-1] in ".?!۔؟" else 150 if word[-1] in ",،" else 0)
    return Segment(language=language, words=tuple(words))


def lines_of(cues: tuple[Cue, ...]) -> list[str]:
    return [line for cue in cues for line in cue.text.split("\n")]


SENTENCES = [
    (
        "en",
        "When I came to the town in the autumn, the river was high and nobody knew my name. My neighbour "
        "Amira Hadzic brought bread and a pot of tea on the first evening, "
        "because that is what people do here.",
    ),
    (
        "de",
        "Als ich im Herbst in die Stadt kam, stand der Fluss hoch und niemand kannte meinen Namen, "
        "weil wir mit "
        "dem letzten Bus aus dem Norden gekommen waren und in der Schule hinter dem Bahnhof schliefen.",
    ),
    (
        "sr-Cyrl",
        "Кад сам дошла у град у јесен, река је била висока и нико није знао моје име. "
        "Прва комшиница донела је "
        "хлеб и чај, јер се то овде тако ради кад неко дође из далека.",
    ),
    (
        "ur",
        "جب میں خزاں میں اس شہر میں آئی تو دریا چڑھا ہوا تھا اور کوئی میرا نام نہیں جانتا تھا۔ پہلی شام کو "
        "پڑوسن میرے لیے روٹی اور چائے لے کر آئی، کیونکہ یہاں لوگ یہی کرتے ہیں۔",
    ),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_lines_break_where_the_sense_breaks(language: str, text: str) -> None:
    rules = rules_for(language)
    lines = lines_of(cues_from_words([speak(text, language)], language, 25))
    pairs = [(upper.split()[-1], lower.split()[0]) for upper, lower in pairwise(lines)]
    assert [pair for pair in pairs if rules.holds(*pair)] == []


def test_names_and_articles_stay_with_what_they_belong_to() -> None:
    rules = rules_for("en")
    assert rules.holds("the", "river")
    assert rules.holds("Amira", "Hadzic")
    assert not rules.holds("river,", "and")
    assert rules_for("hr").holds("vratila", "se")
    assert rules_for("sr-Cyrl").holds("вратила", "се")
    assert not rules_for("de").holds("Hunde", "Katzen")


def test_a_long_pause_ends_a_cue() -> None:
    words = tuple(
        Word(start_ms=at, end_ms=at + 300, text=text, probability=1)
        for at, text in ((0, "Yes"), (3000, "but"))
    )
    cues = cues_from_words([Segment(language="en", words=words)], "en", 25)
    assert [cue.text for cue in cues] == ["Yes", "but"]
    assert cues[1].start_ms == 3000


def test_languages_do_not_share_a_cue() -> None:
    first, second = speak("Dobar dan", "bs"), speak("Good day", "en")
    later = Segment(
        language="en",
        words=tuple(
            Word(start_ms=w.start_ms + 900, end_ms=w.end_ms + 900, text=w.text, probability=1)
            for w in second.words
        ),
    )
    assert [cue.text for cue in cues_from_words([first, later], "bs", 25)] == ["Dobar dan", "Good day"]


def test_no_words_no_cues() -> None:
    assert cues_from_words([], "en", 25) == ()
    assert cues_from_words([Segment(language="en", words=())], "en", 25) == ()


def test_line_breaks_inside_a_word_make_no_further_cue() -> None:
    word = Word(start_ms=0, end_ms=900, text="one\n\n2\n00:00:01,000 --> 00:00:02,000", probability=1)
    cues = cues_from_words([Segment(language="en", words=(word,))], "en", 25)
    assert " ".join(" ".join(cue.text for cue in cues).split()) == "one 2 00:00:01,000 --> 00:00:02,000"
    assert all(len(cue.text.split("\n")) <= 2 for cue in cues)
