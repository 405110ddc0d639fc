"""A hand-over that is broken off at its very end: the old officer's key must not stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from consent.identities import officer
from consent.identities.errors import WrongPassphrase
from consent.identities.registry import Identities, Identity

HERS = "river lantern bread window"
HIS = "football tea garden bench"
AMRA = Identity(name="Amra Hodžić")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Identities:
    """A studio with an officer, and Amra's identity."""
    monkeypatch.setattr(officer, "SCRYPT_POWER", 10)
    kept = Identities(tmp_path)
    kept.keys.set_up(HERS)
    kept.seal_identity("w-1", "amra", AMRA)
    return kept


@pytest.mark.parametrize("halves", [0, 1])
def test_broken_off_before_the_old_key_is_gone_the_same_call_ends_it(
    kept: Identities, monkeypatch: pytest.MonkeyPatch, halves: int
):
    left, shred = halves, officer.shred

    def failing(path: Path) -> None:
        nonlocal left
        if left == 0:
            raise OSError
        left -= 1
        shred(path)

    with monkeypatch.context() as patch:
        patch.setattr(officer, "shred", failing)
        with pytest.raises(OSError):
            kept.hand_over(HERS, HIS)
    with pytest.raises(WrongPassphrase):
        kept.hand_over(HERS, "another passphrase altogether")
    assert len(kept.keys.left_behind()) == 1
    assert kept.hand_over(HERS, HIS) == [("w-1", "amra")]
    assert kept.keys.left_behind() == set()
    assert kept.open_identity("w-1", "amra", HIS) == AMRA
    with pytest.raises(WrongPassphrase):
        kept.hand_over(HERS, HIS)  # now it is just a wrong passphrase
