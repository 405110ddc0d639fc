"""Identities: written by anybody, read by the officer alone, handed over whole, forgotten for good."""

from __future__ import annotations

import stat
import traceback
from pathlib import Path

import pytest
import strategies
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given, settings

from consent.identities import officer
from consent.identities import registry as identities
from consent.identities.errors import (
    IdentityDamaged,
    IdentityOfAnother,
    IdentityTooLong,
    NoIdentity,
    NoOfficerYet,
    OfficerKeyDamaged,
    OfficerThere,
    PassphraseTooShort,
    SealedForAnother,
    WrongPassphrase,
)
from consent.identities.registry import Identities, Identity
from pvstudio.store.errors import BadName

HERS = "river lantern bread window"
HIS = "football tea garden bench"
AMRA = Identity(name="Amra Hodžić", contact="+387 61 000 000, sestra Lejla")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(officer, "SCRYPT_POWER", 10)  # the real cost is 0.5 s a call


@pytest.fixture
def kept(tmp_path: Path) -> Identities:
    """A studio with an officer, and Amra's identity."""
    kept = Identities(tmp_path)
    kept.keys.set_up(HERS)
    kept.seal_identity("w-1", "amra", AMRA)
    return kept


def file(kept: Identities, person: str = "amra") -> Path:
    return kept.root / "w-1" / person


def test_the_officer_reads_what_others_wrote(kept: Identities):
    assert kept.open_identity("w-1", "amra", HERS) == AMRA
    assert kept.known("w-1") == ["amra"]
    assert kept.known("w-2") == []


@settings(max_examples=25)
@given(strategies.TEXT, strategies.TEXT)
def test_any_name_in_any_script(kept: Identities, name: str, contact: str):
    kept.seal_identity("w-1", "amra", Identity(name=name, contact=contact))
    assert kept.open_identity("w-1", "amra", HERS) == Identity(name=name, contact=contact)


def test_nobody_else_does(kept: Identities):
    with pytest.raises(WrongPassphrase) as error:
        kept.open_identity("w-1", "amra", HIS)
    assert error.value.advice
    assert "Amra" not in str(error.value)


def test_the_passphrase_is_the_same_from_every_keyboard(tmp_path: Path):
    kept = Identities(tmp_path)
    kept.keys.set_up("čekaonica na rijeci")
    kept.seal_identity("w-1", "amra", AMRA)
    assert kept.open_identity("w-1", "amra", "c\u030cekaonica na rijeci") == AMRA


def test_before_there_is_an_officer_nothing_is_written(tmp_path: Path):
    kept = Identities(tmp_path)
    with pytest.raises(NoOfficerYet):
        kept.seal_identity("w-1", "amra", AMRA)
    with pytest.raises(NoOfficerYet):
        kept.hand_over(HERS, HIS)
    assert not kept.root.exists()


def test_an_officers_key_is_never_overwritten(kept: Identities):
    before = kept.keys.current
    with pytest.raises(OfficerThere):
        kept.keys.set_up(HIS)
    assert (kept.keys.current, kept.keys.ids()) == (before, {before})


def test_a_passphrase_that_is_guessed_is_refused(tmp_path: Path):
    with pytest.raises(PassphraseTooShort):
        Identities(tmp_path).keys.set_up("lejla 1998")
    assert Identities(tmp_path).keys.current is None


def test_the_passphrase_alone_does_not_open_the_pem(kept: Identities):
    """OpenSSL's own stretching is 2,048 rounds: the password is scrypt's result instead."""
    [pem] = kept.keys.folder.glob("*.pem")
    with pytest.raises(ValueError, match="password"):
        load_pem_private_key(pem.read_bytes(), HERS.encode())


def test_only_the_owner_of_the_account_may_look(kept: Identities):
    [pem] = kept.keys.folder.glob("*.pem")
    for path, mode in ((pem, 0o600), (file(kept), 0o600), (kept.root, 0o700), (kept.keys.folder, 0o700)):
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("bit", [0, 100, 300, 500, 700, 5_000, 4096 * 8 - 1])
def test_a_changed_file_is_told(kept: Identities, bit: int):
    box = bytearray(file(kept).read_bytes())
    box[bit // 8] ^= 1 << bit % 8
    file(kept).write_bytes(box)
    with pytest.raises((IdentityDamaged, SealedForAnother)) as error:
        kept.open_identity("w-1", "amra", HERS)
    assert error.value.participant_id == "amra"


def test_a_file_that_was_moved_to_somebody_else_is_told(kept: Identities):
    file(kept, "samir").write_bytes(file(kept).read_bytes())
    with pytest.raises(IdentityOfAnother):
        kept.open_identity("w-1", "samir", HERS)
    other = kept.root / "w-2" / "amra"
    other.parent.mkdir()
    other.write_bytes(file(kept).read_bytes())
    with pytest.raises(IdentityOfAnother):
        kept.open_identity("w-2", "amra", HERS)


def test_what_is_not_kept(kept: Identities):
    with pytest.raises(NoIdentity):
        kept.open_identity("w-1", "samir", HERS)


def test_names_of_files_stay_inside(kept: Identities):
    for workshop, person in (("..", "amra"), ("w-1", "../../studio.toml"), ("w-1", ".lock"), ("w-1", "")):
        with pytest.raises(BadName):
            kept.seal_identity(workshop, person, AMRA)
        with pytest.raises(BadName):
            kept.forget_identity(workshop, person)


def test_what_others_put_there_is_no_identity(kept: Identities):
    (kept.root / "w-1" / ".broken.part").touch()
    (kept.root / "w-1" / "copy of amra").write_bytes(file(kept).read_bytes())
    assert kept.known("w-1") == ["amra"]
    assert kept.hand_over(HERS, HIS) == [("w-1", "amra")]


def test_what_does_not_fit_is_refused(kept: Identities):
    with pytest.raises(IdentityTooLong):
        kept.seal_identity("w-1", "amra", Identity(name="Ж" * 2100))
    assert kept.open_identity("w-1", "amra", HERS) == AMRA


def test_forgotten_is_overwritten_first_and_forgotten_twice_is_no_error(kept: Identities):
    box = file(kept).read_bytes()
    with file(kept).open("rb") as held:  # the same bytes on disk, also after the name is gone
        kept.forget_identity("w-1", "amra")
        after = held.read()
    assert len(after) == len(box)
    assert after[:8] != box[:8]
    assert not file(kept).exists()
    kept.forget_identity("w-1", "amra")
    assert kept.known("w-1") == []


def test_printing_shows_nothing():
    told = traceback.format_exception(ValueError(AMRA, {"who": AMRA}))
    assert "Identity()" in "".join(told)
    assert "Amra" not in "".join(told)


# -- a new officer ---------------------------------------------------------------------------


def test_a_new_officer_takes_over_and_the_old_passphrase_opens_nothing(kept: Identities):
    old = kept.keys.current
    kept.seal_identity("w-2", "samir", Identity(name="Samir"))
    assert kept.hand_over(HERS, HIS) == [("w-1", "amra"), ("w-2", "samir")]
    assert kept.open_identity("w-1", "amra", HIS) == AMRA
    assert kept.open_identity("w-2", "samir", HIS).name == "Samir"
    with pytest.raises(WrongPassphrase):
        kept.open_identity("w-1", "amra", HERS)
    assert kept.keys.ids() == {kept.keys.current}
    assert kept.keys.current != old


def test_who_cannot_open_cannot_hand_over(kept: Identities):
    before = sorted(kept.keys.folder.iterdir())
    with pytest.raises(WrongPassphrase):
        kept.hand_over(HIS, HIS)
    assert sorted(kept.keys.folder.iterdir()) == before


def test_a_damaged_identity_stops_it_before_anything_is_changed(kept: Identities):
    kept.seal_identity("w-1", "samir", Identity(name="Samir"))
    file(kept, "samir").write_bytes(file(kept, "samir").read_bytes()[:-1] + b"?")
    box = file(kept).read_bytes()
    with pytest.raises(IdentityDamaged):
        kept.hand_over(HERS, HIS)
    assert file(kept).read_bytes() == box
    assert kept.open_identity("w-1", "amra", HERS) == AMRA


@pytest.mark.parametrize("writes", range(7))
def test_broken_off_anywhere_it_loses_nobody_and_can_be_ended(
    kept: Identities, monkeypatch: pytest.MonkeyPatch, writes: int
):
    """The disk fails at the n-th file: two of the key, three boxes, `current`."""
    people = {"amra": AMRA, "lejla": Identity(name="Lejla"), "samir": Identity(name="Samir")}
    for person, identity in people.items():
        kept.seal_identity("w-1", person, identity)
    left = writes

    def failing(*args, **options):
        nonlocal left
        if left == 0:
            raise OSError
        left -= 1
        return write(*args, **options)

    write = identities.write_bytes
    with monkeypatch.context() as patch:
        patch.setattr(identities, "write_bytes", failing)
        patch.setattr(officer, "write_bytes", failing)
        ended = writes == 6
        if ended:
            kept.hand_over(HERS, HIS)
        else:
            with pytest.raises(OSError):
                kept.hand_over(HERS, HIS)
    for person, identity in people.items():
        assert identity in opened_by_either(kept, person)
    if not ended:
        kept.hand_over(HERS, HIS)
    for person, identity in people.items():
        assert kept.open_identity("w-1", person, HIS) == identity
    assert kept.keys.ids() == {kept.keys.current}


def opened_by_either(kept: Identities, person: str) -> list[Identity]:
    found = []
    for passphrase in (HERS, HIS):
        try:
            found.append(kept.open_identity("w-1", person, passphrase))
        except WrongPassphrase:
            continue
    return found


def test_an_identity_from_an_old_backup_says_whose_key_it_needs(kept: Identities):
    box, old = file(kept).read_bytes(), kept.keys.current
    kept.hand_over(HERS, HIS)
    file(kept).write_bytes(box)
    with pytest.raises(SealedForAnother) as error:
        kept.open_identity("w-1", "amra", HIS)
    assert error.value.key_id == old


@pytest.mark.parametrize("suffix", ["pem", "pub"])
def test_a_key_that_was_swapped_is_told(kept: Identities, tmp_path: Path, suffix: str):
    stranger = Identities(tmp_path / "other")
    stranger.keys.set_up(HERS)
    [mine], [theirs] = kept.keys.folder.glob(f"*.{suffix}"), stranger.keys.folder.glob(f"*.{suffix}")
    mine.write_bytes(theirs.read_bytes())
    with pytest.raises(OfficerKeyDamaged):
        kept.seal_identity("w-1", "amra", AMRA) if suffix == "pub" else kept.open_identity(
            "w-1", "amra", HERS
        )


@pytest.mark.parametrize(
    "content", [b"", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n", b"scrypt n=2^31 r=8 p=1 \n"]
)
def test_a_broken_key_file_is_told(kept: Identities, content: bytes):
    [pem] = kept.keys.folder.glob("*.pem")
    pem.write_bytes(content)
    with pytest.raises(OfficerKeyDamaged) as error:
        kept.open_identity("w-1", "amra", HERS)
    assert "copy" in error.value.advice
