"""Is a receipt true, and what became of the answer: told from the ledger alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from consent_world import HOME, KEY, World
from receipts_world import entries, newest_receipt, receipt_of, verdict

from consent.answers.enrolling import enrol
from consent.deeds import Erasure, ErasureStep
from consent.ledger.book import Book
from consent.ledger.keys import SigningKey, fingerprint
from consent.receipts.payload import Receipt
from consent.receipts.statement import answers_of, latest
from consent.receipts.verifying import Now, Proof, verify_receipt
from consent.releases import Answer, AnswerState, Stage
from pvstudio.model import AgeBand, Audience, Footage, Treatment

GIVEN, REFUSED = AnswerState.GIVEN, AnswerState.REFUSED


def told(world: World, receipt: Receipt) -> dict[Audience | None, Now]:
    found = verdict(world, receipt)
    assert found.proof is Proof.GENUINE
    return {line.audience: line.now for line in found.lines}


@pytest.fixture
def card(world: World) -> Receipt:
    """What Amra is given after she agreed to show her clip to the community, with her face blurred."""
    more = {"audience": Audience.COMMUNITY, "treatments": frozenset({Treatment.FACE_BLURRED})}
    return receipt_of(world, world.say(world.amra, Stage.S3, world.bread.id, **more))


def test_one_card_tells_of_all_audiences(world: World) -> None:
    world.say(world.amra, Stage.S3, world.bread.id, audience=Audience.GROUP)
    last = world.say(world.amra, Stage.S3, world.bread.id, REFUSED, audience=Audience.ONLINE)
    lines = {line.audience: line.state for line in receipt_of(world, last).statement.lines}
    assert lines == {
        Audience.GROUP: GIVEN,
        Audience.COMMUNITY: GIVEN,
        Audience.PARTNERS: None,
        Audience.AUTHORITIES: None,
        Audience.ONLINE: REFUSED,
    }


def test_a_no_to_everybody_is_on_the_card(world: World) -> None:
    receipt = receipt_of(world, world.withdraw(world.amra, world.bread))
    assert {line.state for line in receipt.statement.lines} == {AnswerState.WITHDRAWN}
    assert set(told(world, receipt).values()) == {Now.STANDS}


def test_a_card_is_genuine_and_stands(world: World, card: Receipt) -> None:
    found = verdict(world, card)
    assert (found.proof, found.now) == (Proof.GENUINE, Now.STANDS)
    assert found.recorded.answer.participant_id == world.amra.id


def test_other_peoples_answers_change_nothing(world: World, card: Receipt) -> None:
    world.withdraw(world.samir, world.river)
    assert verdict(world, card).now is Now.STANDS


def test_a_card_that_was_lost_is_printed_again_the_same(world: World, card: Receipt) -> None:
    said = answers_of(entries(world), world.amra.id)
    assert newest_receipt(world, world.amra.id) == card
    assert latest(said)[0].hash == card.hash


def test_a_later_no_is_told(world: World, card: Receipt) -> None:
    world.withdraw(world.amra, world.bread)
    now = told(world, card)
    assert now[Audience.COMMUNITY] is Now.WITHDRAWN
    assert now[Audience.ONLINE] is Now.CHANGED  # silence became a spoken no
    assert verdict(world, card).now is Now.WITHDRAWN


@pytest.mark.parametrize("stage", [Stage.S1, Stage.S2])
def test_who_leaves_the_workshop_has_taken_everything_back(world: World, card: Receipt, stage: Stage) -> None:
    world.say(world.amra, stage, HOME, REFUSED)
    now = told(world, card)
    assert now[Audience.COMMUNITY] is Now.WITHDRAWN
    assert now[Audience.ONLINE] is Now.STANDS  # nothing was open there
    world.say(world.amra, stage, HOME)  # and comes back: the gate opens, and so says the card
    assert told(world, card)[Audience.COMMUNITY] is Now.STANDS


def test_other_conditions_are_a_change(world: World, card: Receipt) -> None:
    world.say(world.amra, Stage.S3, world.bread.id, audience=Audience.COMMUNITY)
    assert told(world, card)[Audience.COMMUNITY] is Now.CHANGED


def test_a_yes_that_was_renewed_stands(world: World, card: Receipt) -> None:
    more = {"treatments": frozenset({Treatment.FACE_BLURRED}), "interpreter": "Ines"}
    world.withdraw(world.amra, world.bread)
    world.say(world.amra, Stage.S3, world.bread.id, audience=Audience.COMMUNITY, **more)
    assert told(world, card)[Audience.COMMUNITY] is Now.STANDS


def test_a_yes_ends_on_its_day(world: World) -> None:
    until = world.now + timedelta(days=30)
    card = receipt_of(world, world.say(world.amra, Stage.S3, world.bread.id, expires_at=until))
    assert verdict(world, card).now is Now.STANDS
    assert verdict(world, card, at=until - timedelta(days=1)).now is Now.STANDS
    assert verdict(world, card, at=until).now is Now.EXPIRED


@pytest.mark.parametrize("everything", [True, False])
def test_what_was_erased_is_told(world: World, everything: bool) -> None:
    film = Footage(
        id=world.bread.footage_id, sha256="ab" * 32, original_name="", size_bytes=1, received_at=world.now
    )
    world.tx.put(film)
    held = world.say(world.amra, Stage.S3, world.bread.id, audience=Audience.GROUP)
    assert held.content
    card = receipt_of(world, held)
    asked = Erasure(
        id="erasure-1",
        at=world.tick(),
        participant_id=world.amra.id,
        what=ErasureStep.ASKED,
        everything=everything,
        content=(held.content,),
    )
    world.tx.put(asked)
    assert verdict(world, card).now is Now.STANDS  # the withdrawal that comes with it has its own entry
    world.tx.put(replace(asked, what=ErasureStep.DONE))
    assert verdict(world, card).now is Now.ERASED
    river = newest_receipt(world, world.samir.id)
    assert verdict(world, river).now is Now.STANDS


def test_who_comes_of_age_is_asked_anew(world: World) -> None:
    lejla = world.person("Lejla", AgeBand.MINOR)
    clip = world.clip("Swing", [lejla])
    world.agree(lejla, clip)
    card = newest_receipt(world, lejla.id)
    assert told(world, card)[Audience.COMMUNITY] is Now.STANDS
    enrol(world.tx, replace(lejla, age_band=AgeBand.ADULT))
    assert told(world, card)[Audience.COMMUNITY] is Now.CHANGED
    assert told(world, card)[Audience.ONLINE] is Now.STANDS


def test_a_card_of_before_another_key_is_still_good(world: World, card: Receipt) -> None:
    world.tx = Book(world.tx.tx, HOME, SigningKey.new())
    world.say(world.samir, Stage.S3, world.river.id, audience=Audience.GROUP)
    new = [one.key for one in entries(world)][-1]
    assert new != KEY.public
    for old, key in ((KEY.public, new), (fingerprint(KEY.public), fingerprint(new))):
        assert verify_receipt(card, entries(world), [old, key], at=world.now).proof is Proof.GENUINE


def test_a_card_of_a_ledger_that_somebody_else_wrote_proves_nothing(world: World, card: Receipt) -> None:
    """The studio went on with the forged ledger, as it must: its own next entry makes no card true."""
    studio = SigningKey.new()
    world.tx = Book(world.tx.tx, HOME, studio)
    world.say(world.samir, Stage.S3, world.river.id, audience=Audience.GROUP)
    found = verify_receipt(card, entries(world), [studio.public], at=world.now)
    assert (found.proof, found.now) == (Proof.LEDGER_BROKEN, None)


def test_every_answer_of_a_workshop_makes_a_true_card(world: World) -> None:
    for answer in world.tx.find(Answer):
        assert verdict(world, receipt_of(world, answer)).proof is Proof.GENUINE


# -- what is not true ------------------------------------------------------------------------


def test_another_studios_card_is_foreign(world: World, card: Receipt) -> None:
    forged = Receipt.signed_by(SigningKey.new(), card.statement, "00" * 32)
    assert verdict(world, forged).proof is Proof.FOREIGN


def test_a_forged_text_over_a_true_hash_is_found(world: World, card: Receipt) -> None:
    widened = tuple(replace(line, state=GIVEN) for line in card.statement.lines)
    forged = replace(card, statement=replace(card.statement, lines=widened))
    found = verdict(world, forged)
    assert (found.proof, found.now) == (Proof.ALTERED, None)
    assert Receipt.signed_by(KEY, forged.statement, card.hash) != card
    by_the_studio_itself = Receipt.signed_by(KEY, forged.statement, card.hash)
    assert verdict(world, by_the_studio_itself).proof is Proof.CONTRADICTED


def test_a_ledger_that_was_written_anew_does_not_know_the_card(world: World, card: Receipt) -> None:
    other = World()
    amra = other.person("Amra")
    other.agree(amra, other.clip("Bread", [amra]))
    assert verify_receipt(card, entries(other), [KEY.public], at=other.now).proof is Proof.NOT_IN_LEDGER
    assert verify_receipt(card, [], [KEY.public], at=other.now).proof is Proof.NOT_IN_LEDGER


@pytest.mark.parametrize("wrong", ["text", "hash", "order", "signature", "cut"])
def test_a_ledger_that_was_touched_proves_nothing(world: World, card: Receipt, wrong: str) -> None:
    held = entries(world)
    touched = {
        "text": [replace(held[0], text=held[0].text.replace("adult", "minor")), *held[1:]],
        "hash": [replace(held[0], hash="00" * 32), *held[1:]],
        "order": [held[1], held[0], *held[2:]],
        "signature": [*held[:-1], replace(held[-1], signature="00" * 64)],
        "cut": held[1:],
    }[wrong]
    assert verify_receipt(card, touched, [KEY.public], at=world.now).proof is Proof.LEDGER_BROKEN
