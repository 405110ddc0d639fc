"""The ledger and the documents of consent: one transaction, and the same state from either."""

from __future__ import annotations

from datetime import timedelta

from consent_world import World

from consent.ledger.entries import LedgerEntry, LedgerHead, parsed
from consent.ledger.kinds import KINDS
from consent.ledger.rebuild import differences, rebuild
from consent.releases import Answer, Stage, Veto


def filled() -> World:
    world = World()
    amra = world.person("Amra")
    clip = world.clip("Bread", [amra])
    world.agree(amra, clip, taken_by="Ines from the centre")
    world.withdraw(amra, clip)
    world.tx.put(Veto(id="veto-1", at=world.now, subject_id=clip.id, by="Safija", words="Ask her brother"))
    return world


def test_each_event_is_an_entry_and_nothing_personal_is_in_it() -> None:
    world = filled()
    texts = [entry.text for entry in world.tx.find(LedgerEntry)]
    [head] = world.tx.find(LedgerHead)
    assert head.entries == len(texts) == 1 + 2 + 3 + 1 + 1
    assert [parsed(text)["entry"] for text in texts] == list(range(1, len(texts) + 1))
    for secret in ("Ines", "Safija", "brother", "Amra"):
        assert not any(secret in text for text in texts)


def test_state_is_rebuilt_from_the_ledger_alone() -> None:
    world = filled()
    before = {kind: world.tx.find(kind) for kind in KINDS}
    for kind, some in before.items():
        for one in some:
            world.tx.tx.delete(kind, one.id)
    assert differences(world.tx.tx)
    rebuild(world.tx.tx)
    assert {kind: world.tx.find(kind) for kind in KINDS} == before
    assert differences(world.tx.tx) == []


def test_a_document_changed_behind_the_ledgers_back_is_found_and_put_right() -> None:
    world = filled()
    [withdrawn] = [one for one in world.tx.find(Answer, stage=Stage.S3) if not one.state.is_yes]
    world.tx.tx.delete(Answer, withdrawn.id)
    assert differences(world.tx.tx) == [("Answer", withdrawn.id)]
    rebuild(world.tx.tx)
    assert withdrawn in world.tx.find(Answer)
    assert world.tick(timedelta()) >= withdrawn.at
