"""The pages of learning modules: made, refused, downloaded, and closed when somebody withdraws."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace

import pytest
from test_web_delivery import BIG
from web_filled import answer
from web_world import HOME, Place
from werkzeug.test import TestResponse

from consent.releases import AnswerState, Role
from pvstudio.editing.film import write_sums
from pvstudio.model import Audience, Kit
from web.sending.delivery import GOOD_FOR_S, StreamClosed
from web.wording.showing import now
from workflows.modules import Module
from workflows.publish import call_back, film_folder, kit_folder

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
            for role in roles:
                for subject in (f"clip-{clip}", "version-1"):
                    answer(tx, who, subject, AnswerState.GIVEN, Audience.PARTNERS, role=role)


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


def with_film(place: Place) -> Module:
    everybody_agrees_to_partners(place)
    write_sums(film_folder(place.studio, HOME, "version-1"))
    return made(place, version_id="version-1")


def nur_says_no(place: Place) -> None:
    place.say("nur", "version-1", AnswerState.REFUSED, Audience.PARTNERS, role=Role.CHILD_ASSENT)


def test_a_no_closes_it_at_once_and_cuts_off_what_is_being_sent(place: Place) -> None:
    module = with_film(place)
    (kit_folder(place.studio, HOME, module.kit_id) / "film.mp4").write_bytes(b"\x5a" * BIG)
    path = f"/workshops/{HOME}/modules/{module.id}/module.zip"
    stream = iter(place.client.get(path, buffered=False).response)
    sent = len(next(stream))
    nur_says_no(place)
    assert package(place, module).status_code == 403
    assert package(place, module, Range="bytes=0-9").status_code == 403
    time.sleep(GOOD_FOR_S)
    with pytest.raises(StreamClosed):
        sent += sum(map(len, stream))
    assert sent < BIG / 10


def test_what_has_ended_is_not_sent_and_not_offered(place: Place) -> None:
    module = with_film(place)
    with place.studio.book(HOME) as tx:
        tx.put(replace(tx.get(Kit, module.kit_id), expires_at=now()))
    assert package(place, module).status_code == 403
    shown = place.client.get(f"/workshops/{HOME}/modules/{module.id}/").text
    assert "module.zip" not in shown
    assert "Ended" in shown


def test_two_presses_make_one_module_and_one_kit(place: Place) -> None:
    everybody_agrees_to_partners(place)
    write_sums(film_folder(place.studio, HOME, "version-1"))
    first, again = (made(place, version_id="version-1", once="0" * 16) for _ in range(2))
    with place.studio.documents.read(HOME) as tx:
        kits = [one.id for one in tx.find(Kit, audience=Audience.PARTNERS)]
        modules = [one for one in tx.find(Module) if one.id != "module-1"]
    assert (first, modules, kits) == (again, [first], [first.kit_id])


def test_a_form_with_nothing_in_it_says_where_and_keeps_the_rest(place: Place) -> None:
    answer = place.post("modules/", format="scorm-1.2", platform="", until="soon", audience="group")
    assert answer.status_code == 422
    assert len(re.findall('class="wrong"', answer.text)) == 5
    assert 'value="soon"' in answer.text
