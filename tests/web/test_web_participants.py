"""Participants in the browser: enrolled by chosen names, changed, given guardians; no bad form counts."""

from __future__ import annotations

from web_world import HOME, Place

from consent.releases import Guardian
from pvstudio.model import AgeBand, Kit, KitState, Participant, PopulationGroup
from workflows.accounts import Role

ADULT = {"age_band": "adult", "population_group": "undisclosed"}
MINOR = {"age_band": "minor", "population_group": "undisclosed"}


def people(place: Place) -> dict[str, Participant]:
    with place.studio.documents.read(HOME) as tx:
        return {one.pseudonym: one for one in tx.find(Participant)}


def guardians(place: Place) -> list[Guardian]:
    with place.studio.documents.read(HOME) as tx:
        return tx.find(Guardian)


def test_somebody_is_enrolled_and_asked_next(place: Place) -> None:
    answer = place.post(
        "participants/",
        pseudonym=" River ",
        languages=["ar", "en"],
        other_languages="prs",
        age_band="adult",
        population_group="person-on-the-move",
        risk_notes="an uncle looks for her",
    )
    assert answer.status_code == 303
    river = people(place)["River"]
    assert river.languages == ("ar", "en", "fa-AF")
    assert river.population_group is PopulationGroup.ON_THE_MOVE
    page = place.client.get(f"/workshops/{HOME}/").text
    assert "1 person has not answered about taking part" in page
    assert f"/people/{river.id}/" in page
    listed = place.client.get(f"/workshops/{HOME}/participants/").text
    assert "there is a note about risks" in listed
    assert "an uncle" not in listed
    own = place.client.get(f"/workshops/{HOME}/participants/{river.id}/").text
    assert "an uncle looks for her" in own


def test_several_are_enrolled_at_once_or_none(place: Place) -> None:
    answer = place.post("participants/", several="Olive\r\nStone\r\n\r\nAmra", **ADULT)
    assert answer.status_code == 422
    assert "Somebody here is called so already" in answer.text
    assert "Olive\nStone" in answer.text.replace("\r", "")
    assert "Olive" not in people(place)
    assert place.post("participants/", several="Olive\r\nStone", languages="sq", **ADULT).status_code == 303
    assert people(place)["Stone"].languages == ("sq",)
    assert "Line 4: \u2068Amra\u2069" in answer.text
    many = place.post("participants/", several="\n".join(f"Olive {n}" for n in range(201)), **ADULT)
    assert (many.status_code, "Line 201: \u2068Olive 200\u2069" in many.text) == (422, True)
    assert "From here on it is too much at once" in many.text
    long = place.post("participants/", several=f"Fern\n{'x' * 61}", **ADULT)
    assert (long.status_code, "Line 2: " in long.text, "too long" in long.text) == (422, True, True)


def test_a_bad_form_comes_back(place: Place) -> None:
    before = people(place)
    good = {"pseudonym": "Olive", "risk_notes": "<i>kept</i>", **ADULT}
    for fields, words in (
        ({"pseudonym": " "}, "Fill this in"),
        ({"pseudonym": "x" * 5000}, "This is too long"),
        ({"pseudonym": "amra"}, "is called so already"),
        ({"other_languages": "Serbian"}, "this is none"),
        ({"risk_notes": "x" * 5000}, "This is too long"),
        ({"age_band": ""}, "Choose one of these"),
    ):
        answer = place.post("participants/", **good | fields)
        assert answer.status_code == 422, fields
        assert words in answer.text
        assert "risk_notes" in fields or "&lt;i&gt;kept" in answer.text
    for fields in ({"age_band": "old"}, {"population_group": "x"}):
        assert place.post("participants/", **good | fields).status_code == 400, fields
    assert people(place) == before


def test_formulas_and_marks_are_names(place: Place) -> None:
    assert place.post("participants/", pseudonym='=1+1"><script>', **ADULT).status_code == 303
    page = place.client.get(f"/workshops/{HOME}/participants/").text
    assert "=1+1&#34;&gt;&lt;script&gt;" in page


def test_another_age_is_said_aloud_before_it_counts(place: Place) -> None:
    shown = place.seen("participants/person-amra/")
    fields = {"pseudonym": "Amra", "languages": "en", "seen": shown, **MINOR}
    answer = place.post("participants/person-amra/", **fields)
    assert answer.status_code == 422
    assert "4 yeses end at once" in answer.text
    assert people(place)["Amra"].age_band is AgeBand.ADULT
    assert place.post("participants/person-amra/", age_change="1", **fields).status_code == 303
    assert people(place)["Amra"].age_band is AgeBand.MINOR
    with place.studio.documents.read(HOME) as tx:
        assert tx.get(Kit, "kit-1").state is KitState.RECALLED
    assert "1 child has nobody here" in place.client.get(f"/workshops/{HOME}/").text


def test_a_change_keeps_the_rest(place: Place) -> None:
    fields = {"pseudonym": "Amra", "risk_notes": "!", "seen": place.seen("participants/person-amra/")}
    assert place.post("participants/person-amra/", **fields, **ADULT).status_code == 303
    amra = people(place)["Amra"]
    assert (amra.id, amra.languages, amra.risk_notes, amra.age_changes) == ("person-amra", (), "!", 0)
    assert place.post("participants/person-x/", pseudonym="New", **ADULT).status_code == 404


def test_a_child_leads_to_its_guardian(place: Place) -> None:
    answer = place.post("participants/", pseudonym="Lina", **MINOR)
    assert answer.headers["Location"].endswith("#guardians")
    child = people(place)["Lina"].id
    bad = place.post(f"participants/{child}/guardians", pseudonym="", relation="aunt")
    assert bad.status_code == 422
    assert 'value="aunt"' in bad.text
    assert (
        place.post(f"participants/{child}/guardians", pseudonym="Huda", relation="aunt", languages="ar")
        .headers["Location"]
        .endswith("#guardians")
    )
    [huda] = [one for one in guardians(place) if one.participant_id == child]
    assert (huda.pseudonym, huda.relation, huda.languages) == ("Huda", "aunt", ("ar",))


def test_nobody_is_of_age_by_default(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/participants/new").text
    ages = [tag for tag in page.split("<") if 'name="age_band"' in tag]
    assert len(ages) == 3
    assert not any(" checked" in tag for tag in ages)
    assert place.post("participants/", pseudonym="Olive", population_group="undisclosed").status_code == 422
    assert place.post("participants/", several="Olive", population_group="undisclosed").status_code == 422
    assert "Olive" not in people(place)
    child = place.client.get(f"/workshops/{HOME}/participants/person-nur/").text
    assert 'value="minor" checked' in child


def test_whoever_adds_several_goes_on_after_a_child(place: Place) -> None:
    asked = place.post("participants/", pseudonym="Lina", more="1", **MINOR)
    child = people(place)["Lina"].id
    own = f"/workshops/{HOME}/participants/{child}/"
    assert asked.headers["Location"] == f"{own}?more=1#guardians"
    assert "Add somebody else" in place.client.get(f"{own}?more=1").text
    assert "Add somebody else" not in place.client.get(own).text
    noted = place.post(f"participants/{child}/guardians", pseudonym="Huda", more="1")
    assert noted.headers["Location"].endswith("/participants/new")


def test_an_adult_gets_no_guardian(place: Place) -> None:
    assert place.post("participants/person-amra/guardians", pseudonym="Huda").status_code == 409
    assert len(guardians(place)) == 1


def test_only_the_officer_ends_a_guardianship_and_says_why(place: Place) -> None:
    [layla] = guardians(place)
    end = f"/workshops/{HOME}/participants/person-nur/guardians/{layla.id}/end"
    assert place.client.post(end, data={"token": place.token(), "reason": "x"}).status_code == 403
    officer = place.browser(Role.OFFICER)
    assert "They no longer answer" in officer.get(f"/workshops/{HOME}/participants/person-nur/").text
    with officer.session_transaction() as session:
        token = session["token"]
    assert officer.post(end, data={"token": token, "reason": " "}).status_code == 422
    wrong = end.replace("person-nur", "person-amra")
    assert officer.post(wrong, data={"token": token, "reason": "moved"}).status_code == 404
    assert guardians(place) == [layla]
    assert officer.post(end, data={"token": token, "reason": "moved away"}).status_code == 303
    assert guardians(place) == []


def test_names_that_are_free_are_suggested_in_the_readers_language(place: Place) -> None:
    page = place.client.get(f"/workshops/{HOME}/participants/new").text
    assert page.count("<option value=") >= 6
    assert "No real names" in page
