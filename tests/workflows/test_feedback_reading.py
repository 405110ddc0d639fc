"""What comes from phones is read thing by thing; keys add, end, and run out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workflow_world import WORKSHOP, World

from pvstudio.model import Audience, Kit, KitState
from workflows.feedback import keys
from workflows.feedback.bundles import FORMAT, BundleRefused, Why
from workflows.feedback.drawings import drawing
from workflows.feedback.keys import KeyRefused, Shut, count, ends, key_of, opened, renew
from workflows.feedback.questions import MOST_ASKED, USUAL, Kind, languages, questions, wording
from workflows.feedback.quotes import remarks_on
from workflows.feedback.reading import read_bundle

NOW = datetime.now(UTC)
GOOD = {"id": "response-00000000000000ff", "on": "2026-01-01", "moment": "after", "answers": {"smiley": 3}}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "id",
    "on",
    "moment",
    "answers",
    "said",
    "consent",
    "mark",
    "group",
    "screening",
    "language",
    "place",
    "data",
)


def bundle(**more: object) -> str:
    return json.dumps({"format": FORMAT, **more})


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON, max_size=4))
def test_whatever_comes_beside_it_a_good_thing_is_kept_and_the_rest_is_named(things):
    found = read_bundle(bundle(responses=[*things, GOOD], screenings=things, notes=things))
    assert [one.id for one in found.responses] == [GOOD["id"]]
    assert len(found.refused) == 3 * len(things)


@settings(max_examples=60)
@given(
    st.binary(max_size=60) | st.builds(lambda at: bundle(responses=[GOOD]).encode()[:at], st.integers(0, 90))
)
def test_half_a_file_or_none_is_refused_in_words(content):
    with pytest.raises(BundleRefused):
        read_bundle(content)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"answers": {}}, Why.EMPTY),
        ({"answers": {"smiley": 0}}, Why.STEP),
        ({"answers": {"stays": 1}}, Why.QUESTION),
        ({"moment": "before"}, Why.QUESTION),
        ({"said": {"stays": "x" * 501}, "consent": "here"}, Why.LONG),
        ({"said": {"smiley": "x"}, "consent": "here"}, Why.QUESTION),
        ({"mark": "../x"}, Why.FORM),
        ({"screening": "kit-1"}, Why.FORM),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_reason(change, why):
    [refused] = read_bundle(bundle(responses=[GOOD | change])).refused
    assert (refused.id, refused.why) == (GOOD["id"], why)


def test_words_without_a_yes_are_not_kept():
    [one] = read_bundle(bundle(responses=[GOOD | {"said": {"stays": "mine"}}])).responses
    assert one.said == {}


@pytest.mark.parametrize(
    "rows", [[{"people": -1}], [{"people": 2, "first_time": 3}], [{"people": 1}] * 2, [{"people": 10**9}]]
)
def test_impossible_tallies_are_refused(rows):
    held = {"id": "screening-00000000000000aa", "on": "2026-01-01", "place": "Dom", "tallies": rows}
    [refused] = read_bundle(bundle(screenings=[held])).refused
    assert refused.why is Why.TALLY


def test_remarks_find_names_numbers_and_addresses_and_let_the_rest_be():
    assert remarks_on("Амра zna", ["Amra"]) == {"names"}
    assert remarks_on("zovi 061/222-333", []) == {"number"}
    assert remarks_on("a@b.org", []) == {"address"}
    assert remarks_on("Bilo nas je 45, u 19:30.", ["Amra"]) == frozenset()


def test_every_question_can_be_drawn_and_said_and_names_its_source():
    for one in questions().values():
        said = wording("en").questions[one.id]
        assert said["ask"]
        assert one.kind is Kind.OPEN or (said["low"] and said["high"])
        assert all(drawing(one.kind, step).startswith("<svg") for step in range(1, one.steps + 1))
        assert bool(one.source) == bool(one.validity) == bool(one.source_steps)
    assert len(USUAL) <= MOST_ASKED
    assert all(not wording(tag).english for tag in languages())


@pytest.fixture
def studio(world: World):
    kit = Kit(
        id="kit-1", cut_version_id="v", audience=Audience.COMMUNITY, languages=(), recipient="Una",
        published_at=NOW,
    )  # fmt: skip
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(kit)
    return world.studio


def _shut(studio, key, at=NOW) -> Shut:
    with pytest.raises(KeyRefused) as refused:
        opened(studio, key, at=at)
    return refused.value.why


def test_a_key_is_the_same_until_it_is_made_anew_and_is_kept_as_a_hash(studio):
    key = key_of(studio, WORKSHOP, "kit-1", at=NOW)
    assert key == key_of(studio, WORKSHOP, "kit-1", at=NOW)
    assert opened(studio, f" {key.lower()} ", at=NOW).kit_id == "kit-1"
    assert renew(studio, WORKSHOP, "kit-1", at=NOW) != key
    assert _shut(studio, key) is Shut.UNKNOWN
    kept = b"".join(file.read_bytes() for file in studio.settings.home.rglob("*") if file.is_file())
    assert key.encode() not in kept


def test_a_key_ends_with_its_kit_and_runs_out(studio, monkeypatch):
    key = key_of(studio, WORKSHOP, "kit-1", at=NOW)
    monkeypatch.setattr(keys, "MOST", 3)
    count(studio, opened(studio, key, at=NOW), 3)
    with pytest.raises(KeyRefused) as refused:
        count(studio, opened(studio, key, at=NOW), 1)
    assert refused.value.why is Shut.FULL
    with studio.documents.read(WORKSHOP) as tx:
        kit = tx.get(Kit, "kit-1")
    assert _shut(studio, key, at=ends(kit) + timedelta(seconds=1)) is Shut.ENDED
    with studio.documents.write(WORKSHOP) as tx:
        tx.put(replace(kit, state=KitState.RECALLED, recalled_at=NOW))
    assert _shut(studio, key) is Shut.RECALLED
