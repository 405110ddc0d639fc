"""By whatever code a language is named, it is the same language; a word that is none names none."""

from __future__ import annotations

import pytest
from consent_world import World
from hypothesis import given
from hypothesis import strategies as st

from consent.errors import AnswerRefused, Refusal
from consent.ledger.entries import LedgerEntry
from consent.releases import AnswerState, Stage
from pvstudio.languages import LANGUAGES, canonical, covers
from pvstudio.subtitles.cues import Track


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("AR", "ar"),
        ("srp", "sr"),
        (" sr_Latn ", "sr-Latn"),
        ("SRP-latn-rs", "sr-Latn"),
        ("prs", "fa-AF"),
        ("fa_af", "fa-AF"),
        ("alb", "sq"),
        ("kur", "ku"),
        ("en-GB", "en"),
        *[(word, None) for word in ("Serbian", "srpski", "dari", "arabic", "", "-", "sr-x-no", "sr Latn")],
    ],
)
def test_one_spelling_each(said: str, meant: str | None) -> None:
    assert canonical(said) == meant


@given(st.sampled_from(sorted(LANGUAGES)), st.sampled_from([str.upper, str.title, str]))
def test_every_known_language_is_found_and_stays_what_it_is(tag: str, written: object) -> None:
    found = canonical(written(tag))  # type: ignore[operator]
    assert found
    assert canonical(found) == found
    assert covers(tag, found)
    assert covers(found, tag)


@pytest.mark.parametrize("word", ["Serbian", "srpski", "dari", "Amra from the river"])
def test_a_word_that_is_no_language_is_refused_and_kept_nowhere(word: str) -> None:
    world = World()
    amra = world.person("Amra")
    bread = world.clip("Bread", [amra])
    with pytest.raises(AnswerRefused) as refused:
        world.say(amra, Stage.S3, bread.id, languages_left_out=frozenset({word, "ar"}))
    assert refused.value.why is Refusal.LANGUAGE_UNKNOWN
    no = world.say(amra, Stage.S3, bread.id, AnswerState.REFUSED, languages_left_out=frozenset({word}))
    assert no.languages_left_out == frozenset()
    assert not any(word in entry.text for entry in world.tx.find(LedgerEntry))


def test_what_the_workshop_has_subtitles_in_can_be_left_out() -> None:
    world = World()
    amra = world.person("Amra")
    bread = world.clip("Bread", [amra])
    world.tx.put(Track(id="track", clip_id=bread.id, language="lg", cues=(), source="imported"))
    said = world.say(amra, Stage.S3, bread.id, languages_left_out=frozenset({"LG", "srp"}))
    assert said.languages_left_out == {"lg", "sr"}
