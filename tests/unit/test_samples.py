"""The sample workshop is what it says it is: small, whole, varied, and believable to the gate."""

from __future__ import annotations

import hashlib
import tomllib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from pvstudio.editing.recipe import Recipe
from pvstudio.media.probing import probe
from pvstudio.model import Audience, Treatment
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.formats.srt import parse_srt
from workflows.roster import Roster

SAMPLES = Path(__file__).parents[2] / "samples"
RIGHT_TO_LEFT = {"ar", "fa-AF", "ur"}


@pytest.fixture(scope="module")
def roster() -> Roster:
    return Roster.read(SAMPLES / "workshop.toml")


def tracks() -> list[Path]:
    return sorted((SAMPLES / "translations").glob("*.srt"))


def cues_of(path: Path) -> tuple[Cue, ...]:
    read = parse_srt(path.read_text("utf-8"))
    assert not read.problems, path.name
    return read.cues


def test_all_of_it_is_under_15_mb() -> None:
    files = [file for file in SAMPLES.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert sum(file.stat().st_size for file in files) < 15_000_000


def test_every_file_is_described_and_every_description_has_its_file(roster: Roster) -> None:
    described = {path.name for path in roster.footage().values()}
    assert described == {path.name for path in (SAMPLES / "footage").iterdir()}


def test_checksums_cover_every_file_and_match() -> None:
    lines = (SAMPLES / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    files = [*(SAMPLES / "footage").iterdir(), *tracks()]
    assert set(listed) == {file.relative_to(SAMPLES).as_posix() for file in files}
    for file in files:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == listed[file.relative_to(SAMPLES).as_posix()]


def test_at_least_four_languages_are_spoken(roster: Roster) -> None:
    assert len({clip.language for clip in roster.file.clips if clip.language}) >= 4


def test_every_spoken_clip_has_a_transcript_and_three_more_or_less_languages(roster: Roster) -> None:
    found = {(key, language) for key, language, _ in roster.translations()}
    for clip in roster.file.clips:
        languages = {language for key, language in found if key == clip.key}
        assert languages >= ({clip.language, "en", "bs", "ar"} if clip.language else set()), clip.key


@pytest.mark.parametrize("path", tracks(), ids=lambda path: path.name)
def test_cues_are_well_formed(path: Path) -> None:
    cues = cues_of(path)
    for cue in cues:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert all(len(line) <= 42 for line in lines)
        assert 830 <= cue.end_ms - cue.start_ms <= 7000
    assert all(after.start_ms - before.end_ms >= 83 for before, after in pairwise(cues))


@pytest.mark.parametrize("path", tracks(), ids=lambda path: path.name)
def test_cues_can_be_read_in_their_time(path: Path) -> None:
    a_second = 20 if path.name.split(".")[1] in RIGHT_TO_LEFT else 17
    for cue in cues_of(path):
        assert len(cue.text.replace("\n", " ")) * 1000 <= a_second * (cue.end_ms - cue.start_ms), cue


def test_translations_are_said_at_the_same_time_as_the_words(roster: Roster) -> None:
    by_clip: dict[str, set[tuple[tuple[int, int], ...]]] = {}
    for key, _, path in roster.translations():
        by_clip.setdefault(key, set()).add(tuple((cue.start_ms, cue.end_ms) for cue in cues_of(path)))
    assert all(len(times) == 1 for times in by_clip.values())


def test_right_to_left_words_are_written_in_their_script(roster: Roster) -> None:
    for _, language, path in roster.translations():
        letters = [sign for cue in cues_of(path) for sign in cue.text if sign.isalpha()]
        arabic = sum("\u0600" <= sign <= "\u06ff" for sign in letters) / len(letters)
        assert arabic == (1 if language in RIGHT_TO_LEFT else 0), path.name


def test_only_people_who_appear_are_asked_and_all_of_them_are(roster: Roster) -> None:
    people = {one.key for one in roster.file.participants}
    appear = {(seen.who, clip.key) for clip in roster.file.clips for seen in clip.people}
    assert {who for who, _ in appear} == people
    assert {(said.who, said.clip) for said in roster.file.share} == appear


def test_the_answers_hold_what_the_demo_shows(roster: Roster) -> None:
    community = {(said.who, said.clip): said.community for said in roster.file.share}
    assert [pair for pair, said in community.items() if said == "refused"] == [("grace", "lanterns")]
    assert all(community.values()), "everybody was asked about the community"
    treatments = {one for said in community.values() if isinstance(said, list) for one in said}
    assert treatments == {Treatment.FACE_BLURRED, Treatment.VOICE_SILENCED}
    assert any(said.online == "refused" for said in roster.file.share)
    assert any(said.partners == "" for said in roster.file.share), "silence is no"
    withdrawal = roster.file.withdrawal
    assert withdrawal is not None
    assert community[withdrawal.who, withdrawal.clip] == "given"


def test_everybody_else_agrees_to_the_film_for_the_community(roster: Roster) -> None:
    said = {one.who: one.community for one in roster.file.cut}
    inside = {seen.who for clip in roster.file.clips for seen in clip.people} - {"grace"}
    assert set(said) == inside
    assert all(answer and answer != "refused" for answer in said.values())


def test_the_recipe_holds_every_clip_under_its_title(roster: Roster) -> None:
    recipe = Recipe.parse((SAMPLES / "stories-to-humanity.toml").read_text("utf-8"))
    assert [part.clip for part in recipe.parts] == [clip.title for clip in roster.file.clips]
    names = {one.key: one.pseudonym for one in roster.file.participants}
    speakers = [names[clip.people[0].who] for clip in roster.file.clips]
    assert [part.name for part in recipe.parts] == speakers
    assert set(recipe.subtitles) >= {"en", "bs", "ar"}


def test_the_audiences_of_the_file_are_those_of_the_studio() -> None:
    share = tomllib.loads((SAMPLES / "workshop.toml").read_text("utf-8"))["share"]
    assert {key for one in share for key in one} - {"who", "clip", "languages_left_out"} == set(Audience)


@pytest.mark.slow
def test_the_footage_is_as_different_as_real_footage(roster: Roster) -> None:
    info = {key: probe(path, name=path.name) for key, path in roster.footage().items()}
    seen = {key: one.video for key, one in info.items() if one.video}
    assert set(seen) == set(info)
    assert {key for key, one in info.items() if one.audio is None} == {"dough"}
    assert [key for key, one in seen.items() if one.variable] == ["garden"]
    assert [key for key, one in seen.items() if one.rotation] == ["football"]
    assert (seen["football"].width, seen["football"].height) == (720, 1280)
    assert {(one.width, one.height) for one in seen.values()} >= {(1920, 1080), (1280, 720), (640, 480)}
    rates = {one.frame_rate for one in seen.values()}
    assert rates >= {Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50)}
    assert len({path.suffix for path in roster.footage().values()}) >= 6
    assert all(6_000 <= one.duration_ms <= 20_000 for one in info.values())


def test_a_phone_told_where_it_was_so_that_its_removal_can_be_shown() -> None:
    phone = (SAMPLES / "footage" / "football.mp4").read_bytes()
    for told in (b"Samplephone", b"Ulica Hatinac", b"SP-7"):
        assert told in phone
    assert b"loci" in phone or b"+44.8169" in phone
