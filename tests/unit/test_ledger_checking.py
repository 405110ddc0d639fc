"""Whatever is done to a ledger, its verification names the first broken entry and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_events import HOME, KEY, NOON, OTHER_KEY, PEOPLE, answer
from ledger_world import Ledger, check_file

from consent.deeds import Erasure, ErasureStep
from consent.ledger.chain import Wrong
from consent.ledger.checking import Verdict, verify
from consent.ledger.entries import LedgerEntry, LedgerHead, PersonalValue, canonical, digest, entry_id, parsed
from consent.ledger.events import KeyChanged, LedgerResumed
from consent.ledger.exporting import extract
from consent.ledger.forgetting import forget_person
from consent.ledger.keys import SigningKey, fingerprint
from consent.ledger.kinds import EVENTS
from consent.releases import Answer, Appearance, Veto


@cache
def some_entries() -> tuple[LedgerEntry, ...]:
    """Return the entries of a ledger that nobody changes."""
    return tuple(Ledger().filled().entries)


def found(verdict: Verdict) -> tuple[int, Wrong]:
    """Return which entry is broken, and how."""
    assert verdict.fault is not None
    return verdict.fault.number, verdict.fault.wrong


def forged(entry: LedgerEntry, key: SigningKey = KEY, /, **changes: object) -> LedgerEntry:
    """Return *entry* saying something else, hashed and signed as if it had been written so."""
    text = canonical(parsed(entry.text) | changes)
    return replace(entry, text=text, hash=digest(text), signature=key.sign(digest(text)), key=key.public)


def test_a_ledger_as_it_was_written_is_whole() -> None:
    ledger = Ledger().filled()
    verdict = ledger.check(KEY.public, witness=ledger.head)
    assert verdict.whole
    assert (verdict.workshop, verdict.entries, verdict.witnessed) == (HOME, 7, 7)
    assert verdict.keys == ((1, KEY.public),)
    assert verdict.hash == ledger.entries[-1].hash


def test_an_empty_ledger_is_whole() -> None:
    assert Ledger().check(KEY.public).whole
    assert check_file(b"").entries == 0


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda one: replace(one, text=one.text.replace(":", ": ", 1)), Wrong.CANONICAL),
        (lambda one: replace(one, text="[" * 100_000), Wrong.CANONICAL),
        (lambda one: replace(one, text=one.text.replace('"limited"', '"given"')), Wrong.HASH),
        (lambda one: replace(one, hash=one.hash.upper()), Wrong.HASH),
        (lambda one: replace(one, signature=one.signature.upper()), Wrong.SIGNATURE),
        (lambda one: replace(one, signature=KEY.sign("00" * 32)), Wrong.SIGNATURE),
        (lambda one: replace(one, key=OTHER_KEY.public), Wrong.SIGNATURE),
        (lambda one: forged(one, entry=7), Wrong.NUMBER),
        (lambda one: forged(one, entry=True), Wrong.FORM),
        (lambda one: replace(one, id=entry_id(7)), Wrong.NUMBER),
        (lambda one: forged(one, previous="0" * 64), Wrong.CHAIN),
        (lambda one: forged(one, workshop="elsewhere"), Wrong.WORKSHOP),
        (lambda one: forged(one, schema_version="pvstudio-ledger/2"), Wrong.FORM),
        (lambda one: forged(one, commitments={"taken_by": "AB" * 32}), Wrong.FORM),
        (lambda one: forged(one, event_type="coronation"), Wrong.EVENT),
        (lambda one: forged(one, event_state="maybe"), Wrong.EVENT),
        (lambda one: forged(one, mood="sad"), Wrong.EVENT),
        (lambda one: forged(one, commitments={"event_state": "ab" * 32}), Wrong.EVENT),
        (lambda one: forged(one, OTHER_KEY), Wrong.KEY_CHANGE),
    ],
)  # fmt: skip
def test_a_changed_entry_is_named(change, wrong) -> None:
    entries = [*some_entries()]
    entries[3] = change(entries[3])
    assert found(verify(entries)) == (4, wrong)


def test_an_entry_written_anew_breaks_the_one_after_it() -> None:
    entries = [*some_entries()]
    entries[3] = forged(entries[3], event_state="given")
    assert found(verify(entries)) == (5, Wrong.CHAIN)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_dropped_repeated_swapped_and_inserted_entries_are_named(data: st.DataObject) -> None:
    entries = some_entries()
    at = data.draw(st.integers(0, len(entries) - 2))
    other = data.draw(st.integers(at + 1, len(entries) - 1))
    done = data.draw(st.sampled_from(["drop", "repeat", "swap", "insert"]))
    changed = list(entries)
    match done:
        case "drop":
            del changed[at]
        case "repeat":
            changed.insert(at, changed[at])
        case "swap":
            changed[at], changed[other] = changed[other], changed[at]
        case "insert":
            changed.insert(at, entries[other])
    first = at + 2 if done == "repeat" else at + 1
    assert found(verify([replace(one, id="") for one in changed])) == (first, Wrong.NUMBER)


# -- what another device has witnessed ---------------------------------------------------------


def test_a_truncated_ledger_passes_unless_somebody_kept_its_head() -> None:
    ledger = Ledger().filled()
    lines, head = ledger.lines, ledger.head
    assert check_file(b"".join(lines[:-1])).whole
    assert found(check_file(b"".join(lines[:-1]), witness=head)) == (7, Wrong.WITNESS)
    assert check_file(b"".join(lines), witness=head).witnessed == 7


def test_a_ledger_written_anew_with_the_same_key_passes_unless_somebody_kept_its_head() -> None:
    kept = Ledger().filled().head
    anew = Ledger().filled(answers=6)
    assert anew.check(KEY.public).whole
    assert found(anew.check(KEY.public, witness=kept)) == (7, Wrong.WITNESS)


def test_a_head_of_earlier_witnesses_as_far_as_it_goes() -> None:
    ledger = Ledger().filled()
    head = ledger.head
    ledger.book.put(answer(99))
    assert ledger.check(witness=head).witnessed == 7
    assert found(ledger.check(witness=replace(head, workshop="elsewhere"))) == (7, Wrong.WITNESS)


# -- keys --------------------------------------------------------------------------------------


def test_a_workshop_that_is_carried_to_another_studio_goes_on_and_that_is_on_record() -> None:
    ledger = Ledger().filled().signing_with(OTHER_KEY)
    ledger.book.put(answer(50))
    [change] = ledger.tx.find(KeyChanged)
    assert (change.previous_key, change.signing_key) == (KEY.public, OTHER_KEY.public)
    verdict = ledger.check(OTHER_KEY.public)  # it vouches for all before its first
    assert verdict.whole
    assert verdict.keys == ((1, KEY.public), (8, OTHER_KEY.public))
    assert found(ledger.check(KEY.public)) == (8, Wrong.KEY)
    assert ledger.check(fingerprint(OTHER_KEY.public)).whole


def test_a_ledger_of_an_unknown_key_is_refused_from_its_first_entry() -> None:
    assert found(Ledger(OTHER_KEY).filled().check(KEY.public)) == (1, Wrong.KEY)


def test_a_change_of_keys_names_both_truly() -> None:
    ledger = Ledger().filled()
    ledger.book.put(KeyChanged(id="k", at=NOON, previous_key=OTHER_KEY.public, signing_key=KEY.public))
    assert found(ledger.check()) == (8, Wrong.KEY_CHANGE)


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


def test_whoever_is_forgotten_takes_along_the_words_about_their_clips() -> None:
    ledger = Ledger().filled()
    ledger.book.put(
        Veto(id="veto-2", at=NOON, subject_id="clip-1", by="Safija", words="Amra fears her uncle")
    )
    forget_person(ledger.book, PEOPLE[0], ["clip-1"])
    assert found(ledger.check()) == (5, Wrong.VALUE_MISSING)
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


# -- extracts ----------------------------------------------------------------------------------


def test_an_extract_holds_by_itself_but_tells_of_no_gap() -> None:
    entries = [*extract(Ledger().filled(answers=9).entries, PEOPLE[1])]
    assert 0 < len(entries) < 9
    assert verify(entries, gaps=True).whole
    assert not verify(entries).whole
    assert found(verify([entries[1], entries[0]], gaps=True))[1] is Wrong.NUMBER
    changed = replace(entries[1], text=entries[1].text.replace("limited", "given"))
    assert found(verify([entries[0], changed], gaps=True))[1] is Wrong.HASH


def test_no_two_fields_of_an_event_share_a_term() -> None:
    """Else one would be written over the other, and no commitment could tell which it is about."""
    common = {"schema_version", "entry", "previous", "workshop", "recorded_at", "event_type", "commitments"}
    for kind in EVENTS.values():
        terms = [kind.term(name) for name in kind.names]
        assert len({*terms, *common}) == len(terms) + len(common), kind.event
        assert kind.personal <= set(kind.names)
        assert all(kind.term(name) == name for name in kind.personal)
