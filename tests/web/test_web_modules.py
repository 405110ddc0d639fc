"""The pages of learning modules: made, refused, downloaded, and closed when somebody withdraws."""

from __future__ import annotations

import io
import re
import zipfile

from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.answers.recording import record_answer
from consent.notices import notice
from consent.releases import Answer, AnswerState, Guardian, Role, Stage
from pvstudio.editing.film import write_sums
from pvstudio.model import Audience, new_id
from web.wording.showing import now
from workflows.modules import Module
from workflows.publish import call_back, film_folder

FORM = {
    "format": "scorm-1.2",
    "languages": "en",
    "audience": "partners",
    "platform": "Learning <office>",
    "agenda_id": "screening-90",
    "version_id": "",
    "until": "",
}


def made(place: Place, **fields: str) -> Module:
    answer = place.post("modules/", **FORM | fields)
    assert answer.status_code == 303, answer.text
    with place.studio.documents.read(HOME) as tx:
        return tx.get(Module, answer.location.rsplit("/", 2)[1])


def package(place: Place, module: Module, **headers: str) -> TestResponse:
    return place.client.get(f"/workshops/{HOME}/modules/{module.id}/module.zip", headers=headers)


def everybody_agrees_to_partners(place: Place) -> None:
    with place.studio.book(HOME) as tx:
        for who, clip, roles in (
            ("amra", "bread", [Role.SELF]),
            ("nur", "river", [Role.GUARDIAN, Role.CHILD_ASSENT]),
        ):
            guardians = tx.find(Guardian, participant_id=f"person-{who}")
            for role in roles:
                for stage, subject in ((Stage.S3, f"clip-{clip}"), (Stage.S4, "version-1")):
                    yes = Answer(
                        id=new_id("answer"),
                        at=now(),
                        participant_id=f"person-{who}",
                        stage=stage,
                        subject_id=subject,
                        audience=Audience.PARTNERS,
                        state=AnswerState.GIVEN,
                        role=role,
                        guardian_id=guardians[0].id if role is Role.GUARDIAN else "",
                        notice=notice(stage, "en").reference,
                    )
                    record_answer(tx, yes)


def test_an_agenda_is_made_into_a_package_with_its_manifest_in_the_root(place: Place) -> None:
    module = made(place)
    answer = package(place, module)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert packed.testzip() is None
        assert packed.namelist()[0] == "imsmanifest.xml"
        assert "day-1.html" in packed.namelist()
    part = package(place, module, Range="bytes=100-199")
    assert (part.status_code, part.data) == (206, answer.data[100:200])
    assert part.headers["ETag"] == answer.headers["ETag"]
    cartridge = package(place, made(place, format="cartridge-1.1"))
    assert ".imscc" in cartridge.headers["Content-Disposition"]
    listed = place.client.get(f"/workshops/{HOME}/modules/").text
    assert "Learning &lt;office&gt;" in listed


def test_without_the_film_where_somebody_has_not_agreed_and_the_page_says_who(place: Place) -> None:
    module = made(place, version_id="version-1")
    assert module.kit_id == ""
    shown = place.client.get(f"/workshops/{HOME}/modules/{module.id}/").text
    assert "Without the film" in shown
    assert "Amra" in shown
    alone = place.post("modules/", **FORM | {"version_id": "version-1", "agenda_id": ""})
    assert alone.status_code == 409
    assert "Amra" in alone.text
    assert 'value="Learning &lt;office&gt;"' in alone.text


def test_a_film_in_it_goes_through_the_gate_and_a_recall_closes_it(place: Place) -> None:
    everybody_agrees_to_partners(place)
    write_sums(film_folder(place.studio, HOME, "version-1"))
    module = made(place, version_id="version-1")
    assert module.kit_id
    answer = package(place, module)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert {"media/film.mp4", "media/film.ar.vtt", "media/poster.jpg"} <= set(packed.namelist())
    call_back(place.studio, HOME, module.kit_id)
    assert package(place, module).status_code == 403
    shown = place.client.get(f"/workshops/{HOME}/modules/{module.id}/").text
    assert "must delete the module" in shown
    assert "module.zip" not in shown


def test_a_form_with_nothing_in_it_says_where_and_keeps_the_rest(place: Place) -> None:
    answer = place.post("modules/", format="scorm-1.2", platform="", until="soon", audience="group")
    assert answer.status_code == 422
    assert len(re.findall('class="wrong"', answer.text)) == 5
    assert 'value="soon"' in answer.text
