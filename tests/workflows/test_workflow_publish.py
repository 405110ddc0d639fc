"""What is handed out is the very film that was checked and watched."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from workflow_world import PEOPLE, WORKSHOP

from consent.ledger.chain import Wrong
from consent.ledger.checking import verify_workshop
from consent.ledger.errors import LedgerBroken
from consent.ledger.restoring import restore
from consent.releases import Answer, AnswerState, Stage
from pvstudio.editing.film import file_sha256, write_sums
from pvstudio.model import Audience, CutVersion, Kit, KitState
from workflows.errors import FilmDamaged, LanguageNotInFilm, NotOnRecord, Withheld
from workflows.layout import lay_out
from workflows.publish import film_folder, kit_folder, publish
from workflows.withdrawals import withdraw

COMMUNITY = Audience.COMMUNITY


@pytest.fixture
def watched(world, recipe):
    """A version with a film (of a few bytes), to which everybody in it agrees."""
    world.everybody_agrees()
    version = lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY).version
    folder = film_folder(world.studio, WORKSHOP, version.id)
    folder.mkdir(parents=True)
    for name in ("film.mp4", "film.en.srt", "film.en.vtt", "poster.jpg", "film.json", "film.otio"):
        (folder / name).write_text(name)
    write_sums(folder)
    version = world.rendered(version.id, file_sha256(folder / "film.mp4"))
    for who in PEOPLE:
        world.say(who, Stage.S4, version.id, COMMUNITY)
    return world, version, folder


def test_a_kit_holds_the_film_and_what_a_host_needs(watched):
    world, version, _folder = watched
    kit = publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library")
    names = {path.name for path in kit_folder(world.studio, WORKSHOP, kit.id).iterdir()}
    film = {"film.mp4", "film.en.srt", "film.en.vtt", "poster.jpg"}
    assert names == film | {"START-HERE.txt", "kit.json", "manifest.json", "manifest.sig", "SHA256SUMS"}


@pytest.mark.parametrize("name", ["film.mp4", "film.en.srt", "poster.jpg"])
def test_what_changed_on_disk_is_not_handed_out(watched, name):
    world, version, folder = watched
    (folder / name).write_text("something else")
    with pytest.raises(FilmDamaged, match=name):
        publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library")
    assert list((world.studio.folder(WORKSHOP) / "kits").iterdir()) == []
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(Kit) == []


def test_a_language_that_the_film_lacks_is_named(watched):
    world, version, _folder = watched
    with pytest.raises(LanguageNotInFilm, match="xx"):
        publish(world.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library", languages=["xx"])


# -- documents that somebody edited: the gate is asked with them, the ledger knows better ---------


def edit(world, document):
    """Put a document past the ledger, as an editor of the file would."""
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(document)


def handed_out(world, version_id):
    return publish(world.studio, WORKSHOP, version_id, COMMUNITY, recipient="Library")


@pytest.mark.parametrize("what", ["items", "credited", "languages", "narrows"])
def test_a_layout_that_was_edited_is_not_handed_out(watched, what):
    """Without her clip in the list nobody would ask Zahra, and the film still shows her."""
    world, version, _folder = watched
    world.say("zahra", Stage.S4, version.id, COMMUNITY, AnswerState.REFUSED)
    with pytest.raises(Withheld):
        handed_out(world, version.id)
    world.say("zahra", Stage.S4, version.id, COMMUNITY)
    edits = {"items": version.items[:2], "credited": ("amra",), "languages": (), "narrows": "version-0"}
    edit(world, replace(version, **{what: edits[what]}))
    with pytest.raises(LedgerBroken, match="CutVersion") as broken:
        handed_out(world, version.id)
    assert broken.value.fault.wrong is Wrong.DERIVED
    with world.studio.documents.write(WORKSHOP) as tx:
        [change] = restore(tx)
        assert (change.kind, change.what) == ("CutVersion", "corrected")
        assert tx.get(CutVersion, version.id) == version
    handed_out(world, version.id)


def test_an_answer_that_was_edited_opens_nothing(watched):
    world, version, _folder = watched
    world.say("zahra", Stage.S4, version.id, COMMUNITY, AnswerState.REFUSED)
    with world.studio.documents.read(WORKSHOP) as tx:
        no = max(tx.find(Answer, participant_id="zahra"), key=lambda one: one.number)
    assert not no.state.is_yes
    edit(world, replace(no, state=AnswerState.GIVEN))
    with pytest.raises(LedgerBroken, match="Answer"):
        handed_out(world, version.id)


def test_a_version_that_was_made_up_has_no_film_on_record(watched):
    """The film of another version, under a list of clips without hers: nothing in the ledger differs."""
    world, version, folder = watched
    edit(world, replace(version, id="version-up", narrows=version.id, items=version.items[:2]))
    shutil.copytree(folder, film_folder(world.studio, WORKSHOP, "version-up"))
    with world.studio.documents.read(WORKSHOP) as tx:
        assert verify_workshop(tx).whole
    with pytest.raises(NotOnRecord):
        handed_out(world, "version-up")


def test_a_withdrawal_is_carried_out_whatever_was_edited(watched):
    world, version, _folder = watched
    kit = handed_out(world, version.id)
    edit(world, replace(version, credited=("amra",)))
    withdraw(world.studio, WORKSHOP, "amra")
    with world.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, kit.id).state is KitState.RECALLED
