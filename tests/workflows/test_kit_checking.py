"""A kit tells what was done to it: every tampering is found, named, and never taken for a whole kit."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit_folders import (
    ENDS,
    FILES,
    KEY,
    LATER,
    NOW,
    copied,
    kinds,
    listed,
    looked_at,
    manifest,
    write_kit,
    zipped,
)

from consent.ledger.keys import SigningKey, fingerprint
from pvstudio.model import Audience, Kit
from workflows.screening_kits.checking import FaultKind, Verdict, check
from workflows.screening_kits.manifests import (
    BESIDE,
    Manifest,
    ManifestUnreadable,
    is_safe,
    sign,
    signer,
)

OTHER = SigningKey.new()
NAMES = sorted({*FILES, *BESIDE})


def test_a_kit_is_whole_in_its_folder_and_in_every_zip_of_it(kit, tmp_path):
    assert looked_at(kit, at=LATER).verdict is Verdict.GOOD
    assert looked_at(kit, at=LATER).fingerprint == fingerprint(KEY.public)
    assert looked_at(kit, at=LATER, keys=[fingerprint(KEY.public)], audience="community").faults == ()
    for number, (root, way) in enumerate([("kit-small/", 0), ("", 0), ("renamed/", zipfile.ZIP_DEFLATED)]):
        packed = zipped(kit, tmp_path / f"{number}.zip", root=root, way=way)
        assert looked_at(packed, at=LATER).faults == ()


def tamper(folder: Path, what: str, name: str, place: int, other: str) -> str:
    """Do to a kit what *what* says; return the name at which it must be found, "" where nothing changed."""
    path = folder / name
    content = path.read_bytes()
    match what:
        case "flip":
            at = place % len(content)
            path.write_bytes(content[:at] + bytes([content[at] ^ (1 << place % 8)]) + content[at + 1 :])
        case "cut":
            path.write_bytes(content[: place % len(content)])
        case "grow":
            path.write_bytes(content + b"\0")
        case "delete":
            path.unlink()
        case "rename":
            path.rename(folder / f"x-{name}")
        case "swap":
            theirs = (folder / other).read_bytes()
            path.write_bytes(theirs)
            (folder / other).write_bytes(content)
            return name if theirs != content else ""
        case "link":
            path.unlink()
            path.symlink_to(os.devnull)
        case "folder":
            path.unlink()
            path.mkdir()
        case "extra":
            (folder / f"extra-{place}.exe").write_bytes(b"MZ")
            return f"extra-{place}.exe"
    return name


@settings(max_examples=70)
@given(
    st.sampled_from(["flip", "cut", "grow", "delete", "rename", "swap", "link", "folder", "extra"]),
    st.sampled_from(NAMES),
    st.integers(0, 4095),
    st.sampled_from(NAMES),
    st.booleans(),
)
def test_every_tampering_is_found_where_it_was_done(kit, what, name, place, other, packed):
    with tempfile.TemporaryDirectory() as scratch:
        folder = copied(kit, Path(scratch) / "kit-small")
        where = tamper(folder, what, name, place, other)
        if packed and what not in {"link", "folder"}:
            folder = zipped(folder, Path(scratch) / "kit.zip")
        found = looked_at(folder, at=LATER)
    if not where:
        assert found.verdict is Verdict.GOOD
        return
    assert found.verdict is Verdict.WRONG
    if what == "extra" or (name in FILES and not (what == "swap" and other in BESIDE)):
        assert where in {fault.name for fault in found.faults}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("audience", "online"),
        ("expires", ""),
        ("expires", "2099-01-01T00:00:00Z"),
        ("kit", "kit-other"),
        ("event", "Another"),
        ("files", ()),
    ],
)
def test_a_manifest_that_somebody_wrote_anew_is_not_the_studios(tmp_path, field, value):
    forged = manifest(**{field: value})
    mine = write_kit(tmp_path / "a", forged, OTHER)  # signed, by somebody else
    assert FaultKind.FORGED in kinds(mine)
    named = replace(forged, studio=OTHER.public)
    theirs = write_kit(tmp_path / "b", named, OTHER)
    assert FaultKind.UNKNOWN_KEY in kinds(theirs, keys=[KEY.public])
    assert looked_at(theirs, at=LATER).fingerprint == fingerprint(OTHER.public) != fingerprint(KEY.public)


def test_a_signature_is_of_this_manifest_and_of_nothing_else():
    content = manifest().write()
    assert signer(content, sign(KEY, content)) == KEY.public
    bare = KEY.private.sign(content).hex()  # of the same bytes, for no purpose
    assert signer(content, f"{KEY.public} {bare}\n".encode()) is None
    for wrong in (
        b"",
        b"\xff" * 200,
        sign(KEY, content)[:-1],
        sign(KEY, content) + b"\n",
        sign(OTHER, content + b" "),
    ):
        assert signer(content, wrong) is None


def test_time_ends_a_kit_and_a_wrong_clock_is_named(kit):
    assert looked_at(kit, at=ENDS - timedelta(seconds=1)).verdict is Verdict.GOOD
    ended = looked_at(kit, at=ENDS)
    assert (ended.verdict, kinds(kit, at=ENDS)) == (Verdict.ENDED, {FaultKind.EXPIRED})
    assert "2026-12-23" in ended.faults[0].words
    early = looked_at(kit, at=NOW - timedelta(days=3))
    assert (early.verdict, early.faults[0].kind) == (Verdict.WAIT, FaultKind.NOT_YET)
    assert kinds(kit, audience="online") == {FaultKind.OTHER_AUDIENCE}


def test_the_list_of_recalls_decides_and_says_how_good_it_is(kit):
    recalled = looked_at(kit, at=LATER, recalls=listed("kit-small", "kit-x"))
    assert recalled.verdict is Verdict.ENDED
    assert "2026-11-22" in recalled.faults[0].words
    assert kinds(kit, recalls=listed("kit-x")) == set()
    old = NOW + timedelta(days=15)
    assert kinds(kit, at=old, recalls=listed("kit-x")) == {FaultKind.OLD_LIST}
    assert kinds(kit, at=old, recalls=listed("kit-small")) == {FaultKind.OLD_LIST, FaultKind.RECALLED}
    assert kinds(kit, recalls=listed("kit-small", key=OTHER)) == {FaultKind.OTHER_LIST}
    assert looked_at(kit, at=LATER, recalls=listed("kit-x", key=OTHER)).verdict is Verdict.WAIT
    early = listed("kit-x", at=LATER + timedelta(hours=27))
    assert kinds(kit, recalls=early) == {FaultKind.EARLY_LIST}
    assert kinds(kit, recalls=early + listed("kit-y", at=LATER)) == set()
    without = check(kit, at=LATER)
    assert (without.verdict, [one.kind for one in without.faults]) == (Verdict.WAIT, [FaultKind.NO_LIST])


def test_what_computers_leave_in_folders_is_no_fault(kit, tmp_path):
    folder = copied(kit, tmp_path / "kit-small")
    for name in (".DS_Store", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    assert kinds(folder) == set()
    packed = zipped(kit, tmp_path / "mac.zip")
    with zipfile.ZipFile(packed, "a") as file:
        file.writestr("__MACOSX/kit-small/._film.mp4", b"x")
    assert kinds(packed) == set()


def test_a_pipe_among_the_files_is_not_waited_for(kit, tmp_path):
    for number, name in enumerate(["SHA256SUMS", "manifest.json", "manifest.sig", "film.mp4", "more.mp4"]):
        folder = copied(kit, tmp_path / str(number))
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
        assert looked_at(folder).verdict is Verdict.WRONG
    os.mkfifo(tmp_path / "kit.zip")
    assert kinds(tmp_path / "kit.zip") == {FaultKind.UNREADABLE}


def test_a_recalled_kit_of_the_studio_itself_says_so(tmp_path):
    folder = tmp_path / "kit"
    folder.mkdir()
    assert kinds(folder) == {FaultKind.NO_KIT}
    (folder / "RECALLED.txt").write_text("Kit kit-small was recalled")
    assert looked_at(folder, at=NOW).verdict is Verdict.ENDED


# -- the manifest ------------------------------------------------------------------------------


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_no_manifest_is_said_to_be_none(content):
    with pytest.raises(ManifestUnreadable):
        Manifest.read(content)


@pytest.mark.parametrize(
    "change",
    [
        {"form": "pvstudio-kit/2"},
        {"published": "yesterday"},
        {"files": [{"name": "../x.mp4", "size": 1, "sha256": "0" * 64}]},
        {"files": [{"name": "manifest.json", "size": 1, "sha256": "0" * 64}]},
        {"files": [{"name": "a.mp4", "size": -1, "sha256": "0" * 64}]},
        {"files": [{"name": "a.mp4", "size": 1, "sha256": "0"}]},
        {"files": [{"name": one, "size": 1, "sha256": "0" * 64} for one in ("a.mp4", "A.mp4")]},
        {"title": "\x1b[2J\x1b[32mGOOD"},
        {"title": "Film \u202e"},
        {"event": "Tomorrow\u2028No"},
        {"kit": "kit-x[red]"},
        {"kit": "kit-x\x9b8m"},
        {"audience": "commun\u2066ity"},
        {"languages": ["ar\n"]},
        {"more": 1},
    ],
)
def test_a_manifest_that_cannot_be_is_refused(change):
    body = json.loads(manifest().write()) | change
    with pytest.raises(ManifestUnreadable):
        Manifest.read(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def test_only_plain_names_are_safe():
    assert all(map(is_safe, FILES))
    for name in ("a", ".a.b", "a/b.c", "..", "a b.c", "a.b\n", "-a.b", "con.:x", "x" * 99 + ".mp4", "é.mp4"):
        assert not is_safe(name)


def test_nothing_of_a_person_or_an_address_stands_in_a_manifest(kit):
    text = (kit / "manifest.json").read_text("utf-8")
    assert "Library" not in text
    assert "http" not in text


def test_the_hashes_are_those_that_sha256sum_checks(kit):
    rows = dict(reversed(row.split("  ")) for row in (kit / "SHA256SUMS").read_text().splitlines())
    assert rows.keys() == {path.name for path in kit.iterdir()} - {"SHA256SUMS"}


def test_words_of_a_film_that_turn_about_are_written_plainly():
    kit = Kit(
        id="kit-1",
        cut_version_id="version-1",
        audience=Audience.COMMUNITY,
        languages=(),
        recipient="",
        published_at=NOW,
        event="Open\u202e day",
    )
    made = Manifest.of(kit, film="f" * 64, title="Two\nlines\x1b خبز\u200c", studio=KEY.public, files=())
    assert (made.title, made.event) == ("Two lines  خبز\u200c", "Open  day")
    assert Manifest.read(made.write()) == made
