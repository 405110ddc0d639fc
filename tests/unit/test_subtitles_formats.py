"""Subtitle files: what is written comes back, what is broken is named, what is text stays text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvstudio.subtitles import import_subtitles, read_subtitles, write_ass, write_srt, write_vtt
from pvstudio.subtitles.bidi import RIGHT_TO_LEFT_MARK, unmarked
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.cuetext import clean
from pvstudio.subtitles.decoding import decode
from pvstudio.subtitles.errors import CueImpossible, SubtitlesUnreadable
from pvstudio.subtitles.filters import graph_value
from pvstudio.subtitles.formats.srt import parse_srt, srt_text
from pvstudio.subtitles.formats.vtt import parse_vtt, vtt_text
from pvstudio.subtitles.reading import _parsed

#: What people have written into subtitle files to break out of them.
NASTY = st.sampled_from(
    [
        "a\n\n2\n00:00:01,000 --> 00:00:02,000\nb", "x\r\ry", "00:00:01.000 --> 00:00:02.000",
        "<b>no</b>", "{\\pos(1,1)}", "a & b < c > d", "&lt;i&gt;", "\\N", "1", "NOTE x", "WEBVTT",
        "STYLE", "a\u2028b", "مرحبا (Una) 3.", "=1+1", "-->",
    ]
)  # fmt: skip
TEXTS = st.one_of(NASTY, st.text(max_size=40), st.lists(NASTY, max_size=3).map("\n".join))


@st.composite
def tracks(draw: st.DrawFn) -> list[Cue]:
    """Cues in order of time, of any text that leaves ink."""
    now, cues = 0, []
    for text in draw(st.lists(TEXTS.filter(lambda text: bool(clean(unmarked(clean(text))))), max_size=6)):
        start = now + draw(st.integers(0, 5000))
        now = start + draw(st.integers(1, 9000))
        cues.append(Cue(start_ms=start, end_ms=now, text=text))
    return cues


def cleaned(cues: list[Cue]) -> list[tuple[int, int, str]]:
    return [(cue.start_ms, cue.end_ms, clean(cue.text)) for cue in cues]


def read(cues: tuple[Cue, ...]) -> list[tuple[int, int, str]]:
    return [(cue.start_ms, cue.end_ms, cue.text) for cue in cues]


@settings(max_examples=60)
@given(tracks())
def test_srt_comes_back(cues: list[Cue]) -> None:
    found = parse_srt(srt_text(cues))
    data = [cue for cue in cues if clean(cue.text)[:1] in "{["]  # JSON is refused on the way in
    assert len(found.cues) + len(found.problems) >= len(cues) - len(data)
    if not data:
        assert read(found.cues) == cleaned(cues)


@settings(max_examples=60)
@given(tracks(), st.sampled_from(["en", "ar", "sr-Cyrl", "fa-AF"]))
def test_vtt_comes_back(cues: list[Cue], language: str) -> None:
    found = parse_vtt(vtt_text(cues, language))
    if not any(clean(cue.text)[:1] in "{[" for cue in cues):
        wanted = [(start, end, clean(unmarked(text))) for start, end, text in cleaned(cues)]
        assert read(found.cues) == wanted


@settings(max_examples=30)
@given(cues=tracks(), language=st.sampled_from(["en", "ar"]))
def test_no_text_becomes_a_cue_or_a_command_in_ass(cues: list[Cue], language: str, tmp_path: Path) -> None:
    write_ass(cues, language, tmp_path / "t.ass")
    events = pysubs2.load(str(tmp_path / "t.ass")).events
    assert len(events) == len(cues)
    body = (tmp_path / "t.ass").read_text("utf-8").split("[Events]")[1].splitlines()
    assert sum(bool(line) for line in body) == len(cues) + 1
    for event in events:
        bare = event.text.replace(r"\{", "").replace(r"\}", "").replace(r"\N", "").replace("\\\u2060", "")
        ours = bare.replace(r"{\fn", "").replace(r"\fs", "")
        assert "\\" not in ours


def test_rtl_cues_of_vtt_are_as_chromium_needs_them() -> None:
    text = vtt_text([Cue(start_ms=0, end_ms=1000, text="Una هو نهر.\nجميل & <واسع>")], "ar")
    assert "align:" not in text
    assert text.splitlines()[3:] == [
        f"{RIGHT_TO_LEFT_MARK}Una هو نهر.",
        f"{RIGHT_TO_LEFT_MARK}جميل &amp; &lt;واسع&gt;",
    ]


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [
        ("cp1250", "bs", "Čekali smo đaka na željezničkoj stanici, ćutke."),
        ("cp1251", "sr-Cyrl", "Чекали смо ђака на железничкој станици, ћутке."),
        ("cp1254", "tr", "Güneş doğarken ışıkta bekledik, şehir uyuyordu."),
        ("cp1256", "ar", "انتظرنا في المحطة حتى المساء."),
        ("utf-8-sig", None, "Ђурђевак"),
        ("utf-16", None, "ہم انتظار کرتے رہے"),
        ("utf-8", None, "Përshëndetje"),
    ],
)
def test_old_encodings_are_read(encoding: str, language: str | None, text: str, tmp_path: Path) -> None:
    path = tmp_path / "old.srt"
    path.write_bytes(f"1\r\n00:00:01,000 --> 00:00:03,000\r\n{text}\r\n".encode(encoding))
    assert [cue.text for cue in read_subtitles(path, language=language)] == [text]


def test_encodings_are_found_by_letters_when_no_language_is_given(tmp_path: Path) -> None:
    lines = [
        "Чекали смо на станици цео дан.",
        "Нико није долазио, само киша.",
        "Онда је стигао први аутобус.",
    ] * 4
    body = "\n".join(
        f"{at + 1}\n00:00:{at:02},000 --> 00:00:{at:02},900\n{line}\n" for at, line in enumerate(lines)
    )
    (tmp_path / "x.srt").write_bytes(body.encode("cp1251"))
    assert [cue.text for cue in read_subtitles(tmp_path / "x.srt")] == lines


BROKEN = """1
00:00:01,000 --> 00:00:02,000
first

still first

2
00:00:03,000 -> 00:00:04,000
thin arrow

3
00:00:05.5 --> 0:0:6
dots and short fields

4
text without times

5
00:00:09,000 --> 00:00:08,000
backwards

6
00:00:1x,000 --> 00:00:12,000
broken time
"""


def test_broken_srt_loses_nothing_in_silence(tmp_path: Path) -> None:
    (tmp_path / "b.srt").write_text(BROKEN, "utf-8")
    found = import_subtitles(tmp_path / "b.srt")
    assert [(cue.start_ms, cue.text) for cue in found.cues] == [
        (1000, "first\nstill first"),
        (3000, "thin arrow"),
        (5500, "dots and short fields"),
    ]
    assert found.cues[2].end_ms == 6000
    named = {(problem.line, problem.text) for problem in found.problems}
    assert {(16, "text without times"), (19, "backwards"), (23, "00:00:1x,000 --> 00:00:12,000")} <= named
    with pytest.raises(SubtitlesUnreadable, match="line 16"):
        read_subtitles(tmp_path / "b.srt", name="story.srt")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0\0",
        b"hello",
        b"#EXTM3U\nhttp://x/a.ts\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"WEBVTT",
    ],
)
def test_what_is_no_subtitles_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "u").write_bytes(content)
    with pytest.raises(SubtitlesUnreadable, match=r"my file\.srt") as caught:
        read_subtitles(tmp_path / "u", name="my file.srt")
    assert caught.value.advice


def test_positions_that_a_camera_wrote_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "gps.vtt").write_text(
        'WEBVTT\n\n00:01.000 --> 00:02.000\n{"lat": 44.81, "lon": 15.87}\n', "utf-8"
    )
    with pytest.raises(SubtitlesUnreadable, match="data, not words"):
        read_subtitles(tmp_path / "gps.vtt")


def test_vtt_of_others_is_read_as_plain_text() -> None:
    text = (
        "\ufeffWEBVTT - title\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n"
        "NOTE a remark\r\n\r\n"
        "id 1\r\n00:01.000 --> 00:02.500 align:start position:10%\r\n"
        "<v Amira>Good <i.loud>morning</i>&nbsp;&amp; <00:02.000>peace</v>\r\n"
        "01:00:00.000 --> 01:00:01.000\r\nlater\r\n"
    )
    found = parse_vtt(text)
    assert read(found.cues) == [
        (1000, 2500, "Good morning\u00a0& peace"),
        (3_600_000, 3_601_000, "later"),
    ]
    assert found.problems == ()


def test_ass_is_read_without_its_commands(tmp_path: Path) -> None:
    write_ass([Cue(start_ms=1000, end_ms=2000, text="Hello {world}")], "en", tmp_path / "a.ass")
    styled = (tmp_path / "a.ass").read_text("utf-8") + (
        "Dialogue: 0,0:00:03.00,0:00:04.00,Subtitle,,0,0,0,,{\\pos(1,2)\\i1}Second\\Nline\n"
        "Comment: 0,0:00:05.00,0:00:06.00,Subtitle,,0,0,0,,a remark\n"
    )
    (tmp_path / "b.ass").write_text(styled, "utf-8")
    assert read(read_subtitles(tmp_path / "b.ass"))[1:] == [(3000, 4000, "Second\nline")]


@pytest.mark.parametrize("times", [(5, 5), (6, 5), (-1, 5), (0, 360_000_000)])
def test_impossible_times_are_not_written(times: tuple[int, int], tmp_path: Path) -> None:
    cue = Cue(start_ms=times[0], end_ms=times[1], text="x")
    with pytest.raises(CueImpossible):
        write_srt([cue], tmp_path / "x.srt")
    with pytest.raises(CueImpossible):
        write_ass([cue], "en", tmp_path / "x.ass")
    assert list(tmp_path.iterdir()) == []


def test_files_on_the_disk_are_utf8(tmp_path: Path) -> None:
    cues = [Cue(start_ms=0, end_ms=1000, text="Ђ\nہ")]
    write_srt(cues, tmp_path / "x.srt")
    write_vtt(cues, "ur", tmp_path / "x.vtt")
    assert read_subtitles(tmp_path / "x.srt") == read_subtitles(tmp_path / "x.vtt") == tuple(cues)


def test_graph_values_survive_both_levels_of_ffmpeg() -> None:
    assert graph_value("/a b/c") == "/a b/c"
    assert graph_value("it's") == r"it\\\'s"
    assert graph_value("C:[x],;") == r"C\\:\[x\]\,\;"


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_give_cues_or_a_clear_refusal(data: bytes) -> None:
    try:
        text, _encoding = decode(data, name="x")
        _parsed(text, "x")
    except SubtitlesUnreadable:
        return


MARKUP = st.lists(
    st.sampled_from([
        "00:00:01,000", " --> ", "00:00:02,000", "\n", "\n\n", "1", "WEBVTT\n\n", "00:01.000", "text", "\r",
        "{\\i1}", "<i>", "[Script Info]\n", "[Events]\n", "99999999999999999999", "NOTE",
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,x",
    ]),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=150)
@given(MARKUP)
def test_any_markup_gives_cues_or_a_clear_refusal(text: str) -> None:
    try:
        found = _parsed(text, "x")
    except SubtitlesUnreadable:
        return
    else:
        assert all(0 <= cue.start_ms < cue.end_ms for cue in found.cues)


@pytest.mark.material
def test_real_files_and_w3c_cases(material: Path) -> None:
    """Every file of the folder gives cues or a reason; of W3C's older cases all but three agree."""
    refused: list[str] = []
    for path in [*(material / "subs/real").iterdir(), *(material / "subs/made").iterdir()]:
        try:
            assert import_subtitles(path).cues
        except SubtitlesUnreadable:
            refused.append(path.suffix)
    assert refused.count(".srt") == 4  # two hold no times at all, two hold impossible ones
    differ = []
    for expected in sorted((material / "subs/vttjs-tests").rglob("*.json")):
        source = expected.with_suffix(".vtt")
        if not source.exists():
            continue
        try:
            found = parse_vtt(source.read_text("utf-8", errors="replace")).cues
        except SubtitlesUnreadable:
            found = ()
        wanted = sorted(
            (round(cue["startTime"] * 1000), round(cue["endTime"] * 1000))
            for cue in json.loads(expected.read_text("utf-8"))["cues"]
            if cue["endTime"] > cue["startTime"] and re.sub("<[^>]*>?", "", cue["text"]).strip()
        )
        if wanted != sorted((cue.start_ms, cue.end_ms) for cue in found):
            differ.append(source.name)
    # These three are older than the standard: other rules for hours, and for an id that is an arrow.
    assert differ == ["min-top-digits.vtt", "minimum-spots-over-sixty.vtt", "id.vtt"]
