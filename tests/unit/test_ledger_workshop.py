"""The ledger of a workshop: its personal values, its end, and the documents that rest on it."""

from __future__ import annotations

from dataclasses import replace

from ledger_events import KEY, NOON, OTHER_KEY, PEOPLE, answer
from ledger_world import Ledger, found

from consent.deeds import Erasure, ErasureStep
from consent.ledger.chain import Wrong
from consent.ledger.checking import verify
from consent.ledger.entries import LedgerEntry, LedgerHead, PersonalValue, entry_id
from consent.ledger.events import LedgerResumed
from consent.ledger.forgetting import forget_person
from consent.releases import Answer, Appearance, Veto

# -- personal values ---------------------------------------------------------------------------


def test_a_value_that_was_changed_or_moved_to_somebody_else_is_named() -> None:
    for change in ({"value": "Ines"}, {"salt": "ab" * 32}, {"salt": "AB" * 32}, {"participant_id": "x"}):
        ledger = Ledger().filled()
        [value] = ledger.tx.find(PersonalValue, id=f"{entry_id(4)}-taken_by")
        ledger.tx.put(replace(value, **change))
        assert found(ledger.check()) == (4, Wrong.COMMITMENT)


def test_a_value_that_nobody_committed_to_is_named() -> None:
    ledger = Ledger().filled()
    ledger.tx.put(
        PersonalValue(id=f"{entry_id(4)}-words", participant_id=PEOPLE[0], value="x", salt="ab" * 32)
    )
    assert found(ledger.check()) == (4, Wrong.COMMITMENT)
    ledger.tx.delete(PersonalValue, f"{entry_id(4)}-words")
    ledger.tx.put(PersonalValue(id=f"{entry_id(40)}-by", participant_id="", value="x", salt="ab" * 32))
    assert found(ledger.check()) == (8, Wrong.COMMITMENT)


def erase(ledger: Ledger, person: str) -> int:
    """Delete the personal values of somebody, and what the documents hold of them; return how many."""
    mine = [value for value in ledger.values if value.participant_id == person]
    for value in mine:
        ledger.tx.delete(PersonalValue, value.id)
    for one in ledger.tx.find(Answer, participant_id=person):
        ledger.tx.put(replace(one, taken_by="", interpreter=""))
    return len(mine)


def erasure(person: str) -> Erasure:
    return Erasure(id="e", at=NOON, participant_id=person, what=ErasureStep.DONE, everything=True)


def test_an_erased_value_may_be_missing_once_an_erasure_is_on_record() -> None:
    ledger = Ledger().filled(answers=9)
    erased = erase(ledger, PEOPLE[1])
    assert found(ledger.check()) == (3, Wrong.VALUE_MISSING)
    ledger.book.put(replace(erasure(PEOPLE[1]), id="footage-only", everything=False))
    assert found(ledger.check()) == (3, Wrong.VALUE_MISSING)
    ledger.book.put(erasure(PEOPLE[1]))
    verdict = ledger.check(KEY.public)
    assert verdict.whole
    assert verdict.erased == erased > 0


def test_an_erasure_covers_nobody_else_and_nothing_later() -> None:
    ledger = Ledger().filled(answers=9)
    ledger.book.put(erasure(PEOPLE[1]))
    ledger.book.put(answer(10))
    erase(ledger, PEOPLE[1])
    assert found(ledger.check()) == (14, Wrong.VALUE_MISSING)
    erase(ledger, PEOPLE[0])
    assert found(ledger.check()) == (5, Wrong.VALUE_MISSING)


def test_what_others_said_of_the_same_clip_is_not_erased_with_somebody() -> None:
    ledger = Ledger().filled()
    [theirs] = [one for one in ledger.tx.find(Answer) if one.subject_id == "clip-1"]
    assert theirs.participant_id != PEOPLE[0]
    ledger.book.put(erasure(PEOPLE[0]))
    erase(ledger, theirs.participant_id)
    assert found(ledger.check())[1] is Wrong.VALUE_MISSING


def test_whoever_is_forgotten_takes_along_the_words_about_their_clips() -> None:
    ledger = Ledger().filled()
    ledger.book.put(
        Veto(id="veto-2", at=NOON, subject_id="clip-1", by="Safija", words="Amra fears her uncle")
    )
    forget_person(ledger.book, PEOPLE[0], {"clip-1"})
    assert found(ledger.check()) == (2, Wrong.VALUE_MISSING)
    ledger.book.put(erasure(PEOPLE[0]))
    verdict = ledger.check(KEY.public)
    assert verdict.whole
    assert not any("uncle" in value.value for value in ledger.values)


# -- the workshop around it --------------------------------------------------------------------


def test_the_head_must_fit() -> None:
    ledger = Ledger().filled()
    ledger.tx.put(LedgerHead(entries=9, hash="ab" * 32))
    assert found(ledger.check()) == (8, Wrong.HEAD)
    ledger.tx.delete(LedgerHead, "head")
    assert found(ledger.check())[1] is Wrong.HEAD


def test_documents_behind_the_ledgers_back_are_named_by_the_entry_that_says_otherwise() -> None:
    ledger = Ledger().filled()
    [second] = ledger.tx.find(Answer, id="answer-0002")
    ledger.tx.delete(Answer, second.id)
    assert found(ledger.check()) == (4, Wrong.DERIVED)
    ledger.tx.put(second)
    ledger.tx.put(Appearance(id="seen-9", clip_id="clip-9", participant_id="x", by=frozenset()))
    assert found(ledger.check()) == (8, Wrong.DERIVED)


def test_nothing_is_written_over_when_the_end_is_not_where_it_was() -> None:
    ledger = Ledger().filled()
    ledger.tx.delete(LedgerHead, "head")
    before = ledger.entries
    ledger.book.put(answer(60))
    assert ledger.entries[: len(before)] == before
    [resumed] = ledger.tx.find(LedgerResumed)
    assert resumed.known_entries == 0
    verdict = ledger.check(KEY.public)
    assert (verdict.whole, verdict.resumed) == (True, (8,))


def test_entries_that_were_lost_are_on_record_when_writing_goes_on() -> None:
    ledger = Ledger().filled()
    known = ledger.head
    for number in (6, 7):
        ledger.tx.delete(LedgerEntry, entry_id(number))
    ledger.signing_with(OTHER_KEY).book.put(answer(60))
    [resumed] = ledger.tx.find(LedgerResumed)
    assert (resumed.known_entries, resumed.known_hash) == (known.entries, known.hash)
    assert verify(ledger.entries).resumed == (7,)  # the change of keys before it
    assert found(verify(ledger.entries, witness=known)) == (7, Wrong.WITNESS)
