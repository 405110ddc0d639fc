"""What is handed out is the very film that was checked and watched."""

from __future__ import annotations

import pytest
from workflow_world import PEOPLE, WORKSHOP

from consent.releases import Stage
from pvstudio.editing.film import file_sha256, write_sums
from pvstudio.model import Audience, Kit
from workflows.errors import FilmDamaged, LanguageNotInFilm
from workflows.layout import lay_out
from workflows.publish import film_folder, kit_folder, publish

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
    assert names == film | {"START-HERE.txt", "kit.json", "SHA256SUMS"}


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
