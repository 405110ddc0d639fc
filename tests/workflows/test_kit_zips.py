"""A kit in a ZIP: what somebody put into it is named, and no more is read than the manifest says."""

from __future__ import annotations

import zipfile

import pytest
from kit_folders import (
    LATER,
    kinds,
    looked_at,
    manifest,
    write_kit,
    zipped,
)

from consent.ledger.keys import SigningKey
from workflows.screening_kits.checking import FaultKind, Verdict
from workflows.screening_kits.manifests import (
    BESIDE,
)

OTHER = SigningKey.new()


@pytest.mark.parametrize(
    "name",
    [
        "kit-small/desktop.ini",  # Windows fetches the picture that it names
        "kit-small/sub/.DS_Store",
        "__MACOSX/run-me.exe",
        "__MACOSX/kit-small/._run-me.exe",
        "__MACOSX/kit-small/film.mp4",
        "__MACOSX/other/._film.mp4",
        "__MACOSX/../kit-small/START-HERE.html",
        "__MACOSX//../../../etc/x",
        "kit-small/../../evil/Thumbs.db",
        "kit-small//film.mp4",
        "kit-small/./film.mp4",
        "kit-small/..\\film.mp4",
        "kit-small\\film.mp4",
        "../film.mp4",
        "/film.mp4",
        "kit-small/x.exe/",
        "kit-small/film.mp4/",
        "kit-small/film.mp4\0.exe",
    ],
)
def test_what_somebody_put_into_a_zip_is_named(kit, tmp_path, name):
    packed = zipped(kit, tmp_path / "kit.zip")
    with zipfile.ZipFile(packed, "a") as file:
        one = zipfile.ZipInfo("x")
        one.filename = one.orig_filename = name
        file.writestr(one, b"MZ")
    found = looked_at(packed)
    assert found.verdict is Verdict.WRONG
    assert {fault.kind for fault in found.faults} & {FaultKind.EXTRA, FaultKind.NO_KIT}


@pytest.mark.parametrize("root", ["../", "/", "..\\", "C:/", "./", "kit\\small/"])
def test_a_zip_that_unpacks_elsewhere_is_no_kit(kit, tmp_path, root):
    packed = tmp_path / "kit.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in sorted(kit.iterdir()):
            one = zipfile.ZipInfo("x")
            one.filename = one.orig_filename = f"{root}{path.name}"
            file.writestr(one, path.read_bytes())
    assert looked_at(packed).verdict is Verdict.WRONG


def test_folders_of_a_zip_itself_are_no_fault_and_a_link_in_it_is_one(kit, tmp_path):
    packed = zipped(kit, tmp_path / "kit.zip")
    with zipfile.ZipFile(packed, "a") as file:
        for name in ("kit-small/", "__MACOSX/", "__MACOSX/kit-small/"):
            file.writestr(name, b"")
        file.writestr("__MACOSX/._kit-small", b"x")
    assert kinds(packed) == set()
    linked = tmp_path / "linked.zip"
    with zipfile.ZipFile(linked, "w") as file:
        for path in kit.iterdir():
            one = zipfile.ZipInfo(path.name)
            one.external_attr = (0o120777 if path.name == "guide.ar.html" else 0o100644) << 16
            file.writestr(one, path.read_bytes())
    assert kinds(linked) == {FaultKind.CHANGED}


def test_a_half_copied_zip_is_no_kit(kit, tmp_path):
    whole = zipped(kit, tmp_path / "kit.zip").read_bytes()
    for length in (0, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "half.zip").write_bytes(whole[:length])
        found = looked_at(tmp_path / "half.zip", at=LATER)
        assert (found.verdict, found.faults[0].kind) == (Verdict.WRONG, FaultKind.UNREADABLE)
    assert kinds(tmp_path / "nothing.zip") == {FaultKind.UNREADABLE}


def test_a_zip_is_never_unpacked_and_read_no_further_than_the_manifest_says(kit, tmp_path):
    packed = tmp_path / "bomb.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path in kit.iterdir():
            if path.name != "film.mp4":
                file.write(path, path.name)
        file.writestr("film.mp4", bytes(8 << 20))  # 8 kB here
        file.writestr("../../outside.txt", b"x")
        file.writestr("/etc/evil.txt", b"x")
        file.writestr("sub/film.mp4", b"x")
    found = {(fault.kind, fault.name) for fault in looked_at(packed, at=LATER).faults}
    assert found == {
        (FaultKind.CHANGED, "film.mp4"),
        *((FaultKind.EXTRA, name) for name in ("../../outside.txt", "/etc/evil.txt", "sub/film.mp4")),
    }
    assert not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_not_whole(kit, tmp_path):
    packed = zipped(kit, tmp_path / "twice.zip")
    with zipfile.ZipFile(packed, "a") as file:
        file.write(kit / "film.mp4", "kit-small/film.mp4")
    assert kinds(packed) == {FaultKind.CHANGED}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", sorted(BESIDE))
def test_a_zip_with_two_manifests_is_not_whole(kit, tmp_path, name):
    packed = tmp_path / "twice.zip"
    other = write_kit(tmp_path / "other", manifest(audience="online", expires=""), OTHER)
    with zipfile.ZipFile(packed, "w") as file:
        file.write(other / name, f"kit-small/{name}")  # some unpack the first, some the last
        for path in sorted(kit.iterdir()):
            file.write(path, f"kit-small/{path.name}")
    assert kinds(packed) == {FaultKind.CHANGED}


def test_a_folder_with_thousands_of_files_is_not_read_to_its_end(kit, tmp_path):
    packed = zipped(kit, tmp_path / "many.zip")
    with zipfile.ZipFile(packed, "a") as file:
        for number in range(2100):
            file.writestr(f"kit-small/{number}", b"")
    assert kinds(packed) == {FaultKind.UNREADABLE}
