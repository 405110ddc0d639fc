"""Search: words are found in every script, where they are, and no longer than they are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.config import Settings
from pvstudio.model import Clip, Cut, Participant, Workshop
from pvstudio.subtitles.cues import Cue, Track
from pvstudio.subtitles.folding import fold, words_of
from workflows.search import Finder, Where
from workflows.search.finding import COUNTED
from workflows.search.marking import AROUND, marked
from workflows.wiring import Studio

TEXTS = st.text(st.sampled_from("aAbčćљЉjل اأإـٰ١2 \n-"), max_size=40)


def clip(name: str, **more) -> Clip:
    return Clip(id=f"clip-{name}", footage_id="footage-1", start_ms=0, end_ms=9000, **{"title": name, **more})


def track(name: str, language: str, *texts: str) -> Track:
    cues = tuple(Cue(start_ms=at * 1000, end_ms=at * 1000 + 900, text=text) for at, text in enumerate(texts))
    return Track(
        id=f"track-{name}-{language}",
        clip_id=f"clip-{name}",
        language=language,
        cues=cues,
        source="by hand",
    )


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    studio = Studio.open(Settings(home=tmp_path))
    with studio.documents.write("bihac") as tx:
        tx.put(Workshop(id="bihac", title="Bihać"))
        tx.put(clip("most", title="Stari most", notes="Ђорђе говори о граници.", tags=("граница",)))
        tx.put(clip("river", title="النهر"))
        tx.put(
            track("most", "bs", "Prešli smo granicu\nnoću.", "Đorđe je", "čekao kraj mosta.", "Mostar, 1992.")
        )
        tx.put(track("river", "ar", "عَبَرنا الحدود ليلاً", "سنة ١٩٩٢ في مدرسةٍ"))
        tx.put(Participant(id="person-1", pseudonym="Ђорђе"))
        tx.put(Cut(id="cut-1", title="Granica i most", recipe=""))
    with studio.documents.write("sid") as tx:
        tx.put(Workshop(id="sid", title="Šid"))
        tx.put(clip("other", title="Drugi most"))
    return studio


def found(studio: Studio, query: str, *workshops: str) -> list[tuple[Where, str, int | None]]:
    hits = Finder(studio).find(workshops or ["bihac"], query).hits
    return [(hit.where, hit.subject, hit.at_ms) for hit in hits]


def texts(studio: Studio, query: str) -> list[str]:
    hits = Finder(studio).find(["bihac"], query).hits
    return ["".join(f"[{piece.text}]" if piece.found else piece.text for piece in hit.pieces) for hit in hits]


@pytest.mark.parametrize("query", ["djordje", "ĐORĐE", "Ђорђе", "đorđe"])
def test_latin_and_cyrillic_find_each_other(studio: Studio, query: str):
    assert found(studio, query) == [
        (Where.NOTE, "clip-most", None),
        (Where.PERSON, "person-1", None),
        (Where.WORDS, "clip-most", 1000),
    ]


@pytest.mark.parametrize("query", ["عبرنا", "عَبَرْنا", "مدرسه ۱۹۹۲"])
def test_arabic_is_found_without_diacritics(studio: Studio, query: str):
    assert [hit[1] for hit in found(studio, query)] == ["clip-river"]


def test_digits_of_all_scripts_are_one(studio: Studio):
    assert {hit[1] for hit in found(studio, "1992")} == {"clip-most", "clip-river"}


def test_what_was_found_is_marked_as_it_was_written(studio: Studio):
    assert texts(studio, "zabrana") == []
    assert "Prešli smo [granic]u noću." in texts(studio, "granic")
    assert texts(studio, "ћекао") == ["[čekao] kraj mosta."]
    assert texts(studio, "مدرسه") == ["سنة ١٩٩٢ في [مدرسةٍ]"]


def test_a_sentence_that_runs_on_is_found_whole(studio: Studio):
    assert texts(studio, "đorđe mosta") == ["[Đorđe] je čekao kraj [mosta]."]
    assert found(studio, "đorđe mosta") == [(Where.WORDS, "clip-most", 1000)]


def test_whole_words_come_first(studio: Studio):
    everything = Finder(studio).find(["bihac"], "most").hits
    assert [hit.whole for hit in everything] == sorted((hit.whole for hit in everything), reverse=True)
    assert {hit.where for hit in everything if hit.whole} == {Where.TITLE, Where.FILM}
    assert [hit.at_ms for hit in everything if not hit.whole] == [2000, 3000]


def test_only_the_workshops_that_were_asked_for(studio: Studio):
    assert "clip-other" not in {hit[1] for hit in found(studio, "most")}
    assert {hit[1] for hit in found(studio, "most", "bihac", "sid")} >= {"clip-other", "clip-most"}
    assert found(studio, "most", "sid") == [(Where.TITLE, "clip-other", None)]


@pytest.mark.parametrize("query", ["", "  ", "…!", "_"])
def test_nothing_is_found_by_nothing(studio: Studio, query: str):
    assert found(studio, query) == []


def test_what_changes_is_found_and_what_is_gone_is_not(studio: Studio):
    finder = Finder(studio)
    assert not finder.find(["bihac"], "jezero").hits
    with studio.documents.write("bihac") as tx:
        tx.put(track("river", "bs", "Jezero je mirno."))
    assert [hit.language for hit in finder.find(["bihac"], "језеро").hits] == ["bs"]
    with studio.documents.write("bihac") as tx:
        tx.delete(Clip, "clip-river")
    assert not finder.find(["bihac"], "jezero").hits


def test_not_everything_is_shown_and_how_much_more_there_is_is_said(studio: Studio):
    with studio.documents.write("bihac") as tx:
        tx.put(track("river", "bs", *["voda"] * (COUNTED + 50)))
    answer = Finder(studio).find(["bihac"], "voda", shown=10)
    assert (len(answer.hits), answer.total, answer.more) == (10, COUNTED, COUNTED - 10)


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_marked_pieces_are_the_text(text: str, queries: list[str]):
    words = words_of(" ".join(queries))
    pieces = marked(text, words)
    assert "".join(piece.text for piece in pieces) == text
    assert all(any(word in fold(piece.text) for word in words) for piece in pieces if piece.found)
    assert not any(word in fold(piece.text) for word in words for piece in pieces if not piece.found)


def test_of_a_long_note_the_place_is_shown():
    note = "a " * 500 + "most" + " b" * 500
    pieces = marked(note, ("most",))
    assert [piece.text for piece in pieces if piece.found] == ["most"]
    assert sum(len(piece.text) for piece in pieces) < 4 * AROUND
    assert pieces[0].text == pieces[-1].text == "…"
