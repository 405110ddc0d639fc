"""What a film could cost somebody stands on their own page, and on no other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from test_web_access import IDS
from web_world import HOME, Place

from pvstudio.model import Participant, PopulationGroup

CANARY = "an uncle in Graz looks for her <b>"


def everything_but_hers(place: Place) -> dict[str, str]:
    """Return what every address answers, about Nur where it is about a person."""
    ids = defaultdict(lambda: "ghost", IDS | {"person_id": "person-nur"})
    with place.app.test_request_context():
        bound = place.app.url_map.bind("localhost")
        urls = [
            bound.build(rule.endpoint, {name: ids[name] for name in rule.arguments})
            for rule in place.app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
        ]
    return {url: place.client.get(url).data.decode("utf-8", "replace") for url in urls}


def test_risk_notes_are_on_the_persons_own_page_alone(place: Place) -> None:
    with place.studio.documents.write(HOME) as tx:
        person = tx.get(Participant, "person-amra")
        tx.put(replace(person, risk_notes=CANARY, population_group=PopulationGroup.ON_THE_MOVE))
    pages = everything_but_hers(place)
    assert len([page for page in pages.values() if HOME in page]) >= 8
    assert [url for url, page in pages.items() if "uncle in Graz" in page] == []
    own = place.client.get(f"/workshops/{HOME}/people/person-amra/").text
    assert "an uncle in Graz looks for her &lt;b&gt;" in own
    assert "On the move" in own


def test_who_has_none_has_no_empty_lines(place: Place) -> None:
    assert "What a film could cost" not in place.client.get(f"/workshops/{HOME}/people/person-nur/").text
