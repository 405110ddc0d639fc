"""While a kit is filled its film lies plain: only out of sight, and never longer than the process lives."""

from __future__ import annotations

import multiprocessing
import os
import stat

import pytest
from workflow_world import PEOPLE, WORKSHOP

from consent.releases import Stage
from pvstudio.editing.film import file_sha256, write_sums
from pvstudio.model import Audience
from pvstudio.store.clear import sweep_all
from workflows import publish as publishing
from workflows.layout import lay_out
from workflows.screening_kits.filling import fill

COMMUNITY = Audience.COMMUNITY
FILM = b"a face, plain"


@pytest.fixture
def watched(world, recipe):
    """A version with a film of a few bytes, to which everybody in it agrees."""
    world.everybody_agrees()
    version = lay_out(world.studio, WORKSHOP, recipe("stop"), COMMUNITY).version
    folder = publishing.film_folder(world.studio, WORKSHOP, version.id)
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(FILM)
    write_sums(folder)
    version = world.rendered(version.id, file_sha256(folder / "film.mp4"))
    for who in PEOPLE:
        world.say(who, Stage.S4, version.id, COMMUNITY)
    return world.studio, version


def plain(folder):
    return [path for path in folder.rglob("film.mp4") if path.read_bytes() == FILM]


def filled_and_killed(*what):
    fill(*what)
    os._exit(9)


def publish(studio, version):
    return publishing.publish(studio, WORKSHOP, version.id, COMMUNITY, recipient="Library")


def test_a_killed_publisher_leaves_no_plain_film_after_the_next_sweep(watched, monkeypatch):
    studio, version = watched
    monkeypatch.setattr(publishing, "fill", filled_and_killed)
    child = multiprocessing.get_context("fork").Process(target=publish, args=(studio, version))
    child.start()
    child.join(60)
    assert child.exitcode == 9
    assert plain(studio.folder(WORKSHOP) / "kits") == []
    assert len(plain(studio.settings.home / "clear")) == 1
    assert len(sweep_all(studio.settings.home)) == 1
    assert plain(studio.settings.home / "clear") == []


def test_a_kit_can_be_read_by_those_who_get_it_whatever_the_studio_keeps_to_itself(watched):
    studio, version = watched
    before = os.umask(0o077)
    try:
        kit = publish(studio, version)
    finally:
        os.umask(before)
    folder = publishing.kit_folder(studio, WORKSHOP, kit.id)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o644}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert list((studio.settings.home / "clear").glob("*-*")) == []
