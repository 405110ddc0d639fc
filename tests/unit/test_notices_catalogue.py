"""Notices by hash: what changes it, what stays known, what may be used."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from consent_world import HOME, World
from hatchling.builders.wheel import WheelBuilder
from hypothesis import given
from hypothesis import strategies as st

from consent.errors import AnswerRefused, ConsentError
from consent.notices import (
    BadReference,
    Notice,
    NoticeApproval,
    NoticeBroken,
    NoticeFault,
    NoticeMissing,
    Origin,
    Topic,
    approve,
    best_for,
    keep,
    known,
    languages,
    notice,
    parse_reference,
    usable,
    words,
)
from consent.notices.catalogue import HERE, Catalogue
from consent.notices.releasing import release
from consent.releases import Stage

NOW = datetime(2026, 5, 9, 12, tzinfo=UTC)
ANY = st.builds(notice, st.sampled_from(list(Topic)), st.sampled_from(languages()))
NEW_WORDS = st.text(min_size=1, max_size=20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of one's own, to change."""
    for part in ("texts", "drawings"):
        shutil.copytree(HERE / part, tmp_path / part)
    return tmp_path


def edit(folder: Path, language: str, old: str, new: str) -> None:
    file = folder / "texts" / f"{language}.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@given(ANY, st.data(), NEW_WORDS)
def test_the_hash_changes_with_whatever_is_shown(shown: Notice, data: st.DataObject, new: str):
    at = data.draw(st.integers(0, len(shown.cards) - 1))
    card = shown.cards[at]
    others = (shown.cards[:at], shown.cards[at + 1 :])
    changed = [
        replace(shown, title=shown.title + new),
        replace(shown, cards=(*others[0], replace(card, text=card.text + new), *others[1])),
        replace(shown, cards=(*others[0], *others[1])),
        replace(shown, cards=shown.cards[::-1]),
        replace(shown, drawings={**shown.drawings, card.drawing: "0" * 64}),
        replace(shown, language="ar" if shown.language != "ar" else "fa"),
    ]
    if shown.teach_back:
        asked = shown.teach_back
        changed.append(replace(shown, teach_back=replace(asked, question=asked.question + new)))
        changed.append(replace(shown, teach_back=replace(asked, right=(asked.right + 1) % 3)))
        answers = {**shown.buttons["answers"], "given": new + "!"}
        changed.append(replace(shown, buttons={**shown.buttons, "answers": answers}))
    assert len({shown.sha256, *(one.sha256 for one in changed)}) == len(changed) + 1


@given(ANY, st.integers(1, 999_999), st.sampled_from(Origin))
def test_the_hash_changes_with_nothing_else(shown: Notice, version: int, origin: Origin):
    assert replace(shown, version=version, origin=origin).sha256 == shown.sha256
    assert json.loads(shown.canonical()) == shown.shown()


def test_two_notices_never_look_alike():
    hashes = [notice(topic, language).sha256 for topic in Topic for language in languages()]
    assert len(set(hashes)) == len(hashes)


@given(ANY)
def test_a_reference_names_one_notice(shown: Notice):
    read = parse_reference(shown.reference)
    assert (read.topic, read.language, read.sha256) == (shown.topic, shown.language, shown.sha256)
    assert known(shown.reference) is shown


@pytest.mark.parametrize(
    "reference", ["", "S3", "S5/en/1/" + "0" * 64, "S3/en/0/" + "0" * 64, "S3/../1/" + "0" * 64, "S3/en/1/xy"]
)
def test_other_words_name_none(reference: str):
    with pytest.raises(BadReference):
        parse_reference(reference)
    assert known(reference) is None


def test_never_another_language_in_silence():
    for language in ("de", "sr", "bs", "fa-IR", ""):
        with pytest.raises(NoticeMissing):
            notice("S1", language)
        with pytest.raises(NoticeMissing):
            words(language)
    with pytest.raises(NoticeMissing):
        notice("S5", "en")
    assert notice(Stage.S3, "FA-af") is notice(Topic.S3, "prs")


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        (["sr"], ("sr-Cyrl", "sr-Latn")),
        (["sr-Latn-RS"], ("sr-Latn", "sr-Cyrl")),
        (["prs"], ("fa-AF", "fa")),
        (["fa-IR"], ("fa", "fa-AF")),
        (["bs", "en-GB"], ("bs-Latn", "en")),
        (["de", "so"], ()),
        (["ur", "ur"], ("ur",)),
    ],
)
def test_languages_to_offer(wanted: list[str], offered: tuple[str, ...]):
    assert best_for(wanted) == offered


def test_a_language_is_added_by_files_alone(folder: Path):
    texts = (folder / "texts" / "en.toml").read_text("utf-8")
    made_up = texts.replace('language = "en"', 'language = "rom"').replace("written", "machine", 1)
    (folder / "texts" / "rom.toml").write_text(made_up, encoding="utf-8")
    catalogue = Catalogue(folder)
    assert "rom" in catalogue.languages
    assert catalogue.best_for(["rom"]) == ("rom",)
    assert catalogue.notice("S3", "rom").origin is Origin.MACHINE
    assert catalogue.words("rom")["valid_until"] == "Valid until"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('language = "tr"', 'language = "az"', "like the name of the file"),
        ('origin = "machine"', 'origin = "me"', "origin"),
        ("[S2]", "[S9]", "not known: S9"),
        ("valid_until =", "valid_untill =", "valid_until, valid_untill"),
        ('right = "two-ways"', 'right = "silence"', "teach-back"),
        ("own-story =", "no-such-drawing =", "no drawing no-such-drawing"),
        ("version = 1", "version = 0", "version"),
        ("[S1]", "[S1", "tr.toml"),
        ('not_now = "Şimdi değil"', 'not_now = " "', "not_now"),
    ],
)
def test_a_broken_file_is_refused_with_what_is_missing(folder: Path, old: str, new: str, problem: str | None):
    if problem is None:
        return
    edit(folder, "tr", old, new)
    with pytest.raises(NoticeBroken, match=problem):
        Catalogue(folder).notice("S1", "tr")


def test_an_earlier_text_stays_known_and_proves_itself(folder: Path, tmp_path: Path):
    before = Catalogue(folder).notice("S1", "en")
    kept = keep(before, tmp_path / "kept", folder / "drawings")
    edit(folder, "en", "You learn to use the camera.", "You learn to film.")
    changed = Catalogue(folder)
    assert changed.notice("S1", "en").sha256 != before.sha256
    assert changed.known(before.reference) is None
    found = changed.known(before.reference, tmp_path / "kept")
    assert found == before
    assert {file.stem for file in (tmp_path / "kept").glob("*.svg")} == set(before.drawings.values())
    other_version = before.reference.replace("/1/", "/2/")
    assert changed.known(other_version, tmp_path / "kept") is None
    kept.write_text(kept.read_text("utf-8").replace("camera", "camel"), encoding="utf-8")
    assert changed.known(before.reference, tmp_path / "kept") is None
    kept.write_bytes(b"{")
    assert changed.known(before.reference, tmp_path / "kept") is None


def test_what_may_be_used():
    english, dari = notice("S3", "en"), notice("S3", "fa-AF")
    assert usable(english.reference, Stage.S3, []) is None
    assert fault(english.reference, Stage.S4) is NoticeFault.WRONG_STAGE
    assert fault("S3/en/1/" + "0" * 64, Stage.S3) is NoticeFault.UNKNOWN
    assert fault(dari.reference, Stage.S3) is NoticeFault.NOT_APPROVED
    approval = NoticeApproval(id="approval-1", at=NOW, notice=dari.reference, by="Zahra")
    assert usable(dari.reference, Stage.S3, [approval]) is None
    assert fault(dari.reference, Stage.S1, [approval]) is NoticeFault.WRONG_STAGE


def fault(reference: str, stage: str, approvals: list[NoticeApproval] | None = None) -> NoticeFault:
    problem = usable(reference, stage, approvals or [])
    assert problem is not None
    assert problem.words
    assert problem.advice
    return problem.fault


def test_an_approval_ends_with_any_change_of_the_text(folder: Path, monkeypatch: pytest.MonkeyPatch):
    before = notice("S1", "tr")
    approval = NoticeApproval(id="approval-1", at=NOW, notice=before.reference, by="Ayşe")
    edit(folder, "tr", "Kamerayı siz tutabilirsiniz.", "Kamera sizde olabilir.")
    monkeypatch.setattr("consent.notices.catalogue.packaged", lambda: Catalogue(folder))
    after = notice("S1", "tr")
    assert fault(after.reference, Stage.S1, [approval]) is NoticeFault.NOT_APPROVED


def test_an_approval_is_entered_into_the_ledger_once(tmp_path: Path):
    book, dari = World().tx, notice("S2", "fa-AF")
    first = approve(book, dari, by="Zahra", at=NOW, kept=tmp_path)
    assert approve(book, dari, by="Zahra", at=NOW, kept=tmp_path) == first
    assert approve(book, dari, by="Nilofar", at=NOW, kept=tmp_path).id != first.id
    assert len(book.find(NoticeApproval, notice=dari.reference)) == 2
    assert usable(dari.reference, Stage.S2, book.find(NoticeApproval)) is None
    assert Catalogue(tmp_path).known(dari.reference, tmp_path) == dari
    with pytest.raises(ConsentError, match="name"):
        approve(book, dari, by=" ", at=NOW, kept=tmp_path)


def test_texts_and_drawings_are_in_the_wheel():
    root = HERE.parents[1]
    packed = {file.distribution_path for file in WheelBuilder(str(root)).recurse_included_files()}
    ours = {
        str(path.relative_to(root))
        for part in ("texts", "drawings", "earlier")
        for path in (HERE / part).iterdir()
    }
    assert ours
    assert ours <= packed


def test_every_written_text_is_kept_for_good():
    """Fails after a change of English: run `python -m consent.notices.releasing`, add what it wrote."""
    packaged = Catalogue(HERE)
    for topic in Topic:
        current = packaged.notice(topic, "en")
        assert (HERE / "earlier" / f"{current.sha256}.json").is_file(), f"{topic} was changed"
    for file in (HERE / "earlier").glob("*.json"):
        held = json.loads(file.read_bytes())
        shown = held["shown"]
        reference = f"{shown['topic']}/{shown['language']}/{held['version']}/{file.stem}"
        assert packaged.known(reference) is not None, file.name
        assert all((HERE / "earlier" / f"{drawn}.svg").is_file() for drawn in shown["drawings"].values())
    for file in (HERE / "earlier").glob("*.svg"):
        assert hashlib.sha256(file.read_bytes()).hexdigest() == file.stem


def test_a_released_text_stays_known_when_it_is_changed(folder: Path):
    before = Catalogue(folder).notice("S1", "en")
    assert len(release(Catalogue(folder))) == len(Topic)
    edit(folder, "en", "You learn to use the camera.", "You learn to film.")
    assert Catalogue(folder).known(before.reference) == before


def test_what_was_approved_stays_usable_once_the_program_says_it_otherwise(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kept, world = tmp_path / "kept", World()
    amra, shown = world.person("Amra"), notice("S1", "tr")
    approve(world.tx, shown, by="Ayşe", at=world.now, kept=kept)
    edit(folder, "tr", "Kamerayı siz tutabilirsiniz.", "Kamera sizde olabilir.")
    monkeypatch.setattr("consent.notices.catalogue.packaged", lambda: Catalogue(folder))
    with pytest.raises(AnswerRefused):
        world.say(amra, Stage.S1, HOME, notice=shown.reference)
    world.tx.notices = (kept,)
    assert world.say(amra, Stage.S1, HOME, notice=shown.reference).notice == shown.reference
