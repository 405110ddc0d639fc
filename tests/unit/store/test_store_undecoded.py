"""Tables and rows that are decoded only when asked for are what they would be if all were decoded."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvstudio.model import Clip, Cut, Participant
from pvstudio.store.errors import DocumentUnreadable
from pvstudio.store.tiny import TinyStore
from pvstudio.store.undecoded import UndecodedTables

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
IDS = st.sampled_from(["a", "b", "ć", 'q"uote', "back\\slash"])
BODIES = st.dictionaries(st.sampled_from(["id", "name", "list"]), TEXTS | st.lists(st.integers(), max_size=2))
TABLES = st.dictionaries(
    st.sampled_from(["Clip", "Cut"]), st.dictionaries(IDS, BODIES, max_size=3), max_size=2
)
CHANGES = st.lists(st.tuples(st.sampled_from(["Clip", "Cut", "Kit"]), IDS, st.none() | BODIES), max_size=5)


@given(tables=TABLES, changes=CHANGES)
def test_changes_do_to_a_file_what_they_do_to_dictionaries(tables, changes) -> None:
    file = UndecodedTables(msgspec.json.encode(tables), "file")
    for name, id_, body in changes:
        rows = tables.setdefault(name, {})
        if body is None:
            rows.pop(id_, None)
            file.opened(name).pop(id_, None)
        else:
            rows[id_] = body
            file.opened(name)[id_] = body
    assert {name: dict(rows) for name, rows in file.items()} == tables
    kept = {name: rows for name, rows in tables.items() if rows}
    written = file.encoded()
    touched = {name for name, _id, _body in changes}
    if written is None:
        assert not kept
    else:
        again = msgspec.json.decode(written)
        assert {name: rows for name, rows in again.items() if rows} == kept
        assert all(list(again[name]) == sorted(again[name]) for name in touched & again.keys())


@given(text=TEXTS, spelt=st.sampled_from(["as it is", "ascii", "escaped"]), other=TEXTS)
def test_a_row_that_holds_a_text_is_found_however_it_is_spelt(text: str, spelt: str, other: str) -> None:
    """Somebody may have edited the file by hand: no answer may be overlooked for how it is written."""
    written = json.dumps(text, ensure_ascii=spelt == "ascii")
    if spelt == "escaped":
        written = (
            '"' + "".join(rf"\u{unit:04x}" for unit in memoryview(text.encode("utf-16-le")).cast("H")) + '"'
        )
    content = f'{{"Answer":{{"1":{{"id":"1","who":{written}}},"2":{{"id":"2","who":{json.dumps(other)}}}}}}}'
    rows = UndecodedTables(content.encode(), "file")["Answer"]
    found = [row["id"] for row in rows.holding([text]) if row["who"] == text]
    assert found == (["1", "2"] if text == other else ["1"])


def test_what_nobody_touches_stays_byte_for_byte_even_what_cannot_be_read(tmp_path: Path) -> None:
    store, file = TinyStore(tmp_path), tmp_path / "w" / "documents.json"
    file.parent.mkdir()
    file.write_bytes(b'{"Clip":{"x":{"id": "x",  "of_tomorrow": [1]}},"Cut":[]}')
    with store.write("w") as tx:
        tx.put(Participant(id="p", pseudonym="Amra"))
    assert b'"x":{"id": "x",  "of_tomorrow": [1]}' in file.read_bytes()
    with store.read("w") as tx:
        assert tx.get(Participant, "p").pseudonym == "Amra"
        for kind in (Clip, Cut):
            with pytest.raises(DocumentUnreadable):
                tx.find(kind)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"Clip":{', b'{"Clip":{}}}', b"\xff", b'{"Clip":nul}'])
def test_a_file_that_is_not_whole_is_refused_when_it_is_opened(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "w" / "documents.json"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(DocumentUnreadable), TinyStore(tmp_path).read("w"):
        pass
