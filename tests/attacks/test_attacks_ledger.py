"""Everything that can be done to an exported ledger is found, in the entry where it was done.

    PVSTUDIO_LEDGER_FLIPS=100000 pytest tests/attacks/test_attacks_ledger.py

A ledger is checked entry by entry, and nothing but :class:`~consent.ledger.chain.Standing` goes from
one to the next. So what follows a change need not be checked for each of many flips: the verifier's
own function goes on from where it stood before the line that was hit.
"""

from __future__ import annotations

import json
import os
import random
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ledger_events import HOME, KEY, OTHER_KEY, answer

from consent.ledger.book import Book
from consent.ledger.chain import Fault, Link, Standing, Wrong
from consent.ledger.checking import Verdict, check_one, verify
from consent.ledger.entries import LedgerEntry, PersonalValue, canonical, digest, parsed
from consent.ledger.errors import ValuesUnreadable
from consent.ledger.exporting import MAX_LINE, from_line, read_lines, read_values, to_line, value_to_line
from consent.ledger.keys import SigningKey
from pvstudio.store.tiny import TinyStore

FLIPS = int(os.environ.get("PVSTUDIO_LEDGER_FLIPS", "100000"))
ENTRIES = 40


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TinyStore:
    store = TinyStore(tmp_path_factory.mktemp("ledger"))
    with store.write(HOME) as tx:
        book = Book(tx, HOME, KEY)
        for number in range(1, ENTRIES + 1):
            book.put(answer(number))
    return store


@pytest.fixture(scope="module")
def lines(store: TinyStore) -> list[bytes]:
    with store.read(HOME) as tx:
        return [to_line(entry) for entry in tx.find(LedgerEntry)]


@pytest.fixture(scope="module")
def values(store: TinyStore) -> list[bytes]:
    with store.read(HOME) as tx:
        return [value_to_line(value) for value in tx.find(PersonalValue)]


@pytest.fixture(scope="module")
def standings(lines: list[bytes]) -> list[Standing]:
    """Where the chain has come to before each line."""
    found = [Standing()]
    for line in lines:
        link = check_one(found[-1], line)
        assert isinstance(link, Link)
        found.append(link.after)
    return found


def check(content: bytes) -> Verdict:
    return verify(read_lines(BytesIO(content)), trusted=[KEY.public])


def found(content: bytes) -> tuple[int, Wrong]:
    fault = check(content).fault
    assert fault is not None
    return fault.number, fault.wrong


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# -- bits --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_random_bit_flip_is_found(lines: list[bytes], standings: list[Standing]) -> None:
    starts = [sum(map(len, lines[:at])) for at in range(len(lines))]
    at_byte = [at for at, line in enumerate(lines) for _ in line]
    for _ in range(FLIPS):
        bit = random.randrange(8 * len(at_byte))
        at = at_byte[bit // 8]
        here = flipped(b"".join(lines[at : at + 2]), bit - 8 * starts[at])  # two: a line feed may be hit
        first = next(read_lines(BytesIO(here)))
        fault = check_one(standings[at], first)
        assert isinstance(fault, Fault), f"bit {bit}"
        assert fault.number == at + 1


def test_every_bit_of_a_file_of_one_entry_is_found(lines: list[bytes]) -> None:
    for bit in range(8 * len(lines[0])):
        number, _wrong = found(flipped(lines[0], bit))
        assert number == 1


def test_bits_of_a_whole_file_are_found_where_they_are(lines: list[bytes]) -> None:
    few = b"".join(lines[:5])
    for bit in random.sample(range(8 * len(few)), 150):
        number, _wrong = found(flipped(few, bit))
        assert number == few[: bit // 8].count(b"\n") + 1


def test_bits_of_personal_values_are_found(lines: list[bytes], values: list[bytes]) -> None:
    content = b"".join(values)
    for bit in random.sample(range(8 * len(content)), 150):
        with suppress(ValuesUnreadable):
            given = [*read_values(BytesIO(flipped(content, bit)))]
            assert not verify(lines, given).whole


# -- lines -------------------------------------------------------------------------------------


@given(chosen=st.lists(st.integers(0, 5), max_size=8))
def test_of_all_files_made_of_its_lines_only_beginnings_are_whole(
    lines: list[bytes], chosen: list[int]
) -> None:
    whole = check(b"".join(lines[at] for at in chosen)).whole
    assert whole == (chosen == list(range(len(chosen))))


@given(at=st.integers(0, 4), junk=st.binary(max_size=80) | st.text().map(str.encode))
def test_whatever_else_stands_in_its_place_a_line_is_missed(lines: list[bytes], at: int, junk: bytes) -> None:
    few = lines[:5]
    changed = b"".join([*few[:at], junk, *few[at + 1 :]])
    assume(junk and changed != b"".join(few))
    assert found(changed)[0] == at + 1


@given(cut=st.integers(1, 2000))
def test_a_file_that_ends_within_a_line_is_found(lines: list[bytes], cut: int) -> None:
    content = b"".join(lines[:2])
    kept = content[: -min(cut, len(lines[1]) - 1)]
    assert found(kept) == (2, Wrong.CANONICAL)


def with_text(line: bytes, change: Callable[[str], str], key: SigningKey = KEY) -> bytes:
    """Return *line* with the text of its entry changed, and hashed and signed as if it were right."""
    entry = from_line(line)
    assert entry is not None
    text = change(entry.text)
    assert text != entry.text
    sealed = {"hash": (hash_ := digest(text)), "key": key.public, "signature": key.sign(hash_)}
    return f'{{"entry":{text},{json.dumps(sealed, separators=(",", ":"))[1:]}\n'.encode(
        errors="surrogatepass"
    )


def in_hex(line: bytes, name: str, change: Callable[[str], str]) -> bytes:
    body = json.loads(line)
    return line.replace(body[name].encode(), change(body[name]).encode())


#: Other ways to write what means the same, or might be read as the same: signed with the right key.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "space": lambda text: text.replace(":", ": ", 1),
    "line feed": lambda text: text.replace(",", ",\n", 1),
    "indented": lambda text: json.dumps(json.loads(text), indent=1, ensure_ascii=False),
    "unordered": lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":")),
    "ascii escapes": lambda text: text.replace("answer", r"\u0061nswer", 1),
    "escaped solidus": lambda text: text.replace("pvstudio-ledger/1", r"pvstudio-ledger\/1"),
    "escapes in capitals": lambda text: text.replace("answer", r"\u004Aanswer", 1),
    "all in ascii": lambda text: json.dumps(json.loads(text) | {"x": "š"}, separators=(",", ":")),
    "a key twice": lambda text: text.replace('{"', '{"entry":3,"', 1),
    "a key twice, the first time otherwise": lambda text: text[:-1] + ',"event_state":"given"}',
    "an inner key twice": lambda text: text.replace('"commitments":{', '"commitments":{"taken_by":"",', 1),
    "a float": lambda text: text.replace('"entry":3', '"entry":3.0'),
    "an exponent": lambda text: text.replace('"entry":3', '"entry":3e0'),
    "a leading zero": lambda text: text.replace('"entry":3', '"entry":03'),
    "a plus": lambda text: text.replace('"entry":3', '"entry":+3'),
    "minus zero": lambda text: text.replace('"entry":3', '"entry":-0'),
    "NaN": lambda text: text.replace('"entry":3', '"entry":NaN'),
    "Infinity": lambda text: text.replace('"entry":3', '"entry":Infinity'),
    "beyond the largest float": lambda text: text.replace('"entry":3', '"entry":1e400'),
    "beyond 2^53": lambda text: text.replace('"entry":3', '"entry":9007199254740993'),
    "five thousand digits": lambda text: text.replace('"entry":3', f'"entry":{"9" * 5000}'),
    "deep nesting": lambda text: text.replace('"entry":3', f'"entry":{"[" * 50_000}{"]" * 50_000}'),
    "deep nesting of objects": lambda text: text.replace('"entry":3', '"entry":' + '{"a":' * 50_000),
    "half a character": lambda text: text.replace("answer-", "answer\\ud800", 1),
    "a comment": lambda text: text[:-1] + "/**/}",
    "a comma at the end": lambda text: text[:-1] + ",}",
    "BOM": lambda text: "\ufeff" + text,
    "two of them": lambda text: text + text,
    "a list": lambda text: f"[{text}]",
    "NUL": lambda text: text[:-1] + "\0}",
    "single quotes": lambda text: text.replace('"', "'"),
}  # fmt: skip


@pytest.mark.parametrize("how", SPELLINGS)
def test_there_is_one_spelling_even_for_who_has_the_key(lines: list[bytes], how: str) -> None:
    changed = with_text(lines[2], SPELLINGS[how])
    assert found(b"".join([*lines[:2], changed, *lines[3:]])) == (3, Wrong.CANONICAL)


FILES: dict[str, Callable[[list[bytes]], bytes]] = {
    "BOM": lambda lines: b"\xef\xbb\xbf" + b"".join(lines),
    "CRLF": lambda lines: b"".join(lines).replace(b"\n", b"\r\n"),
    "CR": lambda lines: b"".join(lines).replace(b"\n", b"\r"),
    "UTF-16": lambda lines: b"".join(lines).decode().encode("utf-16"),
    "an empty line before": lambda lines: b"\n" + b"".join(lines),
    "one list": lambda lines: b"[" + b",".join(line[:-1] for line in lines) + b"]\n",
    "overlong UTF-8": lambda lines: b"".join(lines).replace(b"answer", b"\xc1\xa1nswer", 1),
    "bytes that are no text": lambda lines: b"".join(lines).replace(b"answer", b"\xff\xfe", 1),
    "half a character": lambda lines: b"".join(lines).replace(b"answer", b"\xed\xa0\x80", 1),
    "another member": lambda lines: lines[0][:-2] + b',"z":1}\n',
    "a member twice": lambda lines: lines[0].replace(b',"key"', b',"hash":"' + b"0" * 64 + b'","key"'),
    "a member missing": lambda lines: lines[0].replace(b',"key":"' + KEY.public.encode() + b'"', b""),
    "space between members": lambda lines: lines[0].replace(b',"hash"', b', "hash"'),
    "hash in capitals": lambda lines: in_hex(lines[0], "hash", str.upper),
    "key in capitals": lambda lines: in_hex(lines[0], "key", str.upper),
    "signature in capitals": lambda lines: in_hex(lines[0], "signature", str.upper),
    "signature in base64": lambda lines: in_hex(
        lines[0], "signature", lambda text: b64encode(bytes.fromhex(text)).decode()
    ),
    "hash with a space": lambda lines: in_hex(lines[0], "hash", lambda text: f"{text[:2]} {text[2:]}"),
    "hash with 0x": lambda lines: in_hex(lines[0], "hash", lambda text: f"0x{text}"),
    "digits of another script": lambda lines: in_hex(
        lines[0], "hash", lambda text: text.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    ),
    "one endless line": lambda lines: b'{"entry":{' + b" " * (3 * MAX_LINE),
}


@pytest.mark.parametrize("how", FILES)
def test_there_is_one_form_of_file(lines: list[bytes], how: str) -> None:
    assert found(FILES[how](lines)) == (1, Wrong.CANONICAL)


@pytest.mark.parametrize("after", [b"\n", b" ", b"{}", b"\x00", b"\x1a", b"# end\n"])
def test_nothing_may_stand_after_the_last_line(lines: list[bytes], after: bytes) -> None:
    assert found(b"".join(lines) + after) == (ENTRIES + 1, Wrong.CANONICAL)


def test_a_name_spelt_otherwise_is_another_name(lines: list[bytes]) -> None:
    """“š” as one character or as two: nothing is normalised, so the hash differs."""
    at = next(at for at, line in enumerate(lines) if "š".encode() in line)
    changed = normalize("NFD", lines[at].decode()).encode()
    assert found(b"".join([*lines[:at], changed])) == (at + 1, Wrong.HASH)


def test_a_line_by_another_key_is_found(lines: list[bytes]) -> None:
    entry = from_line(lines[4])
    assert entry is not None
    as_it_was = LedgerEntry(
        id="", text=entry.text, hash=entry.hash, key=OTHER_KEY.public, signature=OTHER_KEY.sign(entry.hash)
    )
    assert found(b"".join([*lines[:4], to_line(as_it_was), *lines[5:]])) == (5, Wrong.KEY_CHANGE)
    opened = with_text(lines[4], lambda text: text.replace("limited", "given"), OTHER_KEY)
    assert found(b"".join([*lines[:4], opened, *lines[5:]])) == (5, Wrong.KEY_CHANGE)


def test_who_takes_the_ledger_over_with_another_key_is_not_trusted(lines: list[bytes]) -> None:
    """Everything is in order, a change of keys on record: but nobody known signs what was added."""
    last = parsed(json.dumps(json.loads(lines[-1])["entry"], ensure_ascii=False, separators=(",", ":")))
    forged = {
        **{name: last[name] for name in ("schema_version", "workshop", "recorded_at")},
        "entry": ENTRIES + 1, "previous": json.loads(lines[-1])["hash"], "commitments": {},
        "event_type": "key-changed", "record_id": "key-1", "event_time": last["recorded_at"],
        "previous_key": KEY.public, "signing_key": OTHER_KEY.public,
    }  # fmt: skip
    text = canonical(forged)
    entry = LedgerEntry(
        id="", text=text, hash=digest(text), key=OTHER_KEY.public, signature=OTHER_KEY.sign(digest(text))
    )
    content = b"".join([*lines, to_line(entry)])
    assert verify(read_lines(BytesIO(content))).whole
    assert found(content) == (ENTRIES + 1, Wrong.KEY)
