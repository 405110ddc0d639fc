"""The file of a ledger: back and forth, and verified by the auditor's own lines of Python."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as st
from ledger_events import KEY, PEOPLE
from ledger_world import Ledger, check_file

from consent.ledger.checking import verify
from consent.ledger.entries import PersonalValue, canonical, value_id
from consent.ledger.exporting import extract, from_line, read_lines, to_line, value_from_line, value_to_line
from consent.ledger.heads import Head, in_fours
from consent.ledger.kinds import EVENTS

DOCS = Path(__file__).parents[2] / "docs" / "ledger.md"
Auditor = Callable[[bytes], str]


@pytest.fixture
def auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Auditor:
    """What docs/ledger.md tells an auditor to run, as it stands there."""
    [program] = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)

    def run(content: bytes) -> str:
        file = tmp_path / "ledger.jsonl"
        file.write_bytes(content)
        monkeypatch.setattr("sys.argv", ["verify.py", str(file)])
        exec(compile(program, "verify.py", "exec"), {})
        return capsys.readouterr().out

    return run


def test_an_auditor_verifies_a_ledger_without_us(auditor: Auditor) -> None:
    ledger = Ledger().filled()
    said = auditor(b"".join(ledger.lines))
    assert said == f"7 entries, hash {ledger.head.hash}, key {KEY.public}\n"


def test_an_auditor_finds_what_was_changed_dropped_or_signed_by_nobody(auditor: Auditor) -> None:
    lines = Ledger().filled().lines
    changed = lines[3].replace(b"limited", b"given")
    for broken in ([*lines[:3], changed], [*lines[:3], *lines[4:]], [lines[1], lines[0]]):
        with pytest.raises(SystemExit, match="broken"):
            auditor(b"".join(broken))
    entry = from_line(changed)
    assert entry is not None
    resealed = changed.replace(entry.hash.encode(), hashlib.sha256(entry.text.encode()).hexdigest().encode())
    with pytest.raises(InvalidSignature):
        auditor(b"".join([*lines[:3], resealed]))


def test_an_auditor_checks_a_personal_value() -> None:
    ledger = Ledger().filled()
    for value in ledger.values:
        told = json.loads(value_to_line(value))
        entry = json.loads(ledger.lines[told["entry"] - 1])["entry"]
        mac = hmac.new(bytes.fromhex(told["salt"]), told["value"].encode(), hashlib.sha256)
        assert mac.hexdigest() == entry["commitments"][told["field"]]


def test_an_export_is_the_ledger_and_canonical_throughout() -> None:
    ledger = Ledger().filled()
    for entry, line in zip(ledger.entries, ledger.lines, strict=True):
        read = from_line(line)
        assert read is not None
        assert (read.text, read.hash, read.key, read.signature) == (
            entry.text, entry.hash, entry.key, entry.signature,
        )  # fmt: skip
        assert to_line(read) == line == canonical(json.loads(line)).encode() + b"\n"
    assert check_file(b"".join(ledger.lines), KEY.public, witness=ledger.head).whole


@given(
    number=st.integers(1, 10**9),
    field=st.sampled_from(["by", "taken_by", "words"]),
    person=st.sampled_from(["", *PEOPLE]),
    value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
)
def test_a_personal_value_goes_into_a_line_and_back(number: int, field: str, person: str, value: str) -> None:
    held = PersonalValue(id=value_id(number, field), participant_id=person, value=value, salt="5a" * 32)
    line = value_to_line(held)
    assert value_from_line(line) == held
    assert line.count(b"\n") == 1
    assert value_from_line(line[:-1]) is None
    assert value_from_line(line + b"\n") is None


@pytest.mark.parametrize("line", [b"", b"\n", b"{}\n", b"[]\n", b"\xff\n", b"null\n"])
def test_what_is_no_personal_value_is_none(line: bytes) -> None:
    assert value_from_line(line) is None


def test_an_extract_is_about_one_person_only() -> None:
    entries = [*extract(Ledger().filled(answers=9).entries, PEOPLE[1])]
    assert {json.loads(entry.text)["pii_principal_id"] for entry in entries} == {PEOPLE[1]}


def test_a_head_is_read_from_its_code_its_print_and_from_what_is_typed() -> None:
    head = Ledger().filled().head
    bare = Head(entries=head.entries, hash=head.hash)
    assert Head.parse(f"scanned: {head.code}\n") == head
    assert Head.parse(head.printed()) == head
    assert Head.parse(head.printed().split("pvstudio")[0]) == bare
    assert Head.parse(f"7, {in_fours(head.hash.upper())}") == bare
    assert Head.parse(f"ENTRIES: 7\nHash\n{head.hash}") == bare


def test_the_page_names_every_event_and_every_term() -> None:
    page = DOCS.read_text("utf-8")
    for kind in EVENTS.values():
        assert f"`{kind.event}`" in page, "docs/ledger.md says what each event is"
        for term in kind.terms.values():
            assert f"| `{term}` |" in page


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Three times as many entries are proved in the same memory (a line has about 2 kB)."""
    lines, peaks = Ledger().filled(answers=900).lines, []
    for count in (300, 900):
        file = tmp_path / f"{count}.jsonl"
        file.write_bytes(b"".join(lines[:count]))
        tracemalloc.start()
        with file.open("rb") as source:
            assert verify(read_lines(source)).entries == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000, peaks
