"""Whatever is done to a ledger, its verification names the first broken entry and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_events import HOME, KEY, NOON, OTHER_KEY, PEOPLE, answer
from ledger_world import Ledger, check_file, found

from consent.ledger.chain import Wrong
from consent.ledger.checking import verify
from consent.ledger.entries import LedgerEntry, canonical, digest, entry_id, parsed
from consent.ledger.events import KeyChanged
from consent.ledger.exporting import extract
from consent.ledger.keys import SigningKey, fingerprint
from consent.ledger.kinds import EVENTS
from consent.releases import Veto


@cache
def some_entries() -> tuple[LedgerEntry, ...]:
    """Return the entries of a ledger that nobody changes."""
    return tuple(Ledger().filled().entries)


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


@settings(max_examples=40)
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
    verdict = ledger.check(KEY.public, OTHER_KEY.public)
    assert verdict.whole
    assert verdict.keys == ((1, KEY.public), (8, OTHER_KEY.public))
    assert found(ledger.check(KEY.public)) == (8, Wrong.KEY)
    assert ledger.check(KEY.public, fingerprint(OTHER_KEY.public)).whole


def test_a_key_vouches_for_no_other() -> None:
    """Whoever has the folder but no key writes all anew; the studio goes on, and blesses nothing."""
    ledger = Ledger(OTHER_KEY).filled().signing_with(KEY)
    ledger.book.put(answer(50))  # a withdrawal never waits
    assert found(ledger.check(KEY.public)) == (1, Wrong.KEY)
    assert ledger.check(KEY.public, OTHER_KEY.public).whole


def test_entries_put_in_between_by_another_key_are_refused() -> None:
    ledger = Ledger().filled().signing_with(OTHER_KEY)
    ledger.book.put(answer(50))
    ledger.signing_with(KEY).book.put(answer(51))
    assert found(ledger.check(KEY.public)) == (8, Wrong.KEY)


def test_a_ledger_of_an_unknown_key_is_refused_from_its_first_entry() -> None:
    assert found(Ledger(OTHER_KEY).filled().check(KEY.public)) == (1, Wrong.KEY)


def test_a_change_of_keys_names_both_truly() -> None:
    ledger = Ledger().filled()
    ledger.book.put(KeyChanged(id="k", at=NOON, previous_key=OTHER_KEY.public, signing_key=KEY.public))
    assert found(ledger.check()) == (8, Wrong.KEY_CHANGE)


# -- extracts ----------------------------------------------------------------------------------


def test_an_extract_holds_by_itself_but_tells_of_no_gap() -> None:
    entries = [*extract(Ledger().filled(answers=9).entries, PEOPLE[1])]
    assert 0 < len(entries) < 9
    assert verify(entries, gaps=True).whole
    assert not verify(entries).whole
    assert found(verify([entries[1], entries[0]], gaps=True))[1] is Wrong.NUMBER
    changed = replace(entries[1], text=entries[1].text.replace("limited", "given"))
    assert found(verify([entries[0], changed], gaps=True))[1] is Wrong.HASH


def test_an_extract_of_somebody_under_a_veto_verifies_with_their_own_values() -> None:
    """The words of a veto are nobody's in particular, and so not in the file of whom it is on."""
    ledger = Ledger().filled()
    ledger.book.put(Veto(id="veto-2", at=NOON, subject_id=PEOPLE[0], by="Safija", words="Her brother asks"))
    own = [one for one in ledger.values if one.participant_id == PEOPLE[0]]
    entries = [*extract(ledger.entries, PEOPLE[0])]
    assert parsed(entries[-1].text)["event_type"] == "veto"
    assert verify(entries, own, gaps=True).whole
    assert found(verify(entries, own[1:], gaps=True))[1] is Wrong.VALUE_MISSING  # their own are all there
    assert found(verify(ledger.entries, own))[1] is Wrong.VALUE_MISSING


def test_no_two_fields_of_an_event_share_a_term() -> None:
    """Else one would be written over the other, and no commitment could tell which it is about."""
    common = {"schema_version", "entry", "previous", "workshop", "recorded_at", "event_type", "commitments"}
    for kind in EVENTS.values():
        terms = [kind.term(name) for name in kind.names]
        assert len({*terms, *common}) == len(terms) + len(common), kind.event
        assert kind.personal <= set(kind.names)
        assert all(kind.term(name) == name for name in kind.personal)
