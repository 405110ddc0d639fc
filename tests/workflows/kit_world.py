"""A studio with a film of one second to which everybody agrees, for tests of its kits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from workflow_world import PEOPLE, RECIPE, WORKSHOP, World, new_world

from consent.releases import Stage
from pvstudio.editing.film import Manifest, file_sha256, write_manifest
from pvstudio.model import Audience, CutVersion
from pvstudio.store.files import staged_folder
from pvstudio.subtitles.cues import Cue
from pvstudio.subtitles.formats.srt import write_srt
from pvstudio.subtitles.formats.vtt import write_vtt
from workflows.layout import lay_out
from workflows.publish import film_folder
from workflows.queue import JobQueue
from workflows.screening_kits.ordering import order_kit
from workflows.screening_kits.wishes import KitWish

COMMUNITY = Audience.COMMUNITY
SAID = {"en": "Bread on the table", "ar": "الخبز على الطاولة"}


@pytest.fixture
def cinema(make_film, tmp_path) -> tuple[World, CutVersion]:
    """A film of one second and 540 lines with subtitles in two languages, to which everybody agrees."""
    world = new_world(tmp_path)
    world.everybody_agrees()
    recipe = RECIPE.format(on_withheld="stop").replace('["en"]', '["en", "ar"]')
    version = lay_out(world.studio, WORKSHOP, recipe, COMMUNITY).version
    source = make_film(
        "grey-540.mp4",
        *("-f", "lavfi", "-i", "color=c=gray:size=960x540:rate=25:duration=1"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-c:a", "aac", "-fflags", "+bitexact"),
        *("-threads", "1"),
    )
    with staged_folder(film_folder(world.studio, WORKSHOP, version.id)) as folder:
        fill(folder, source)
    version = world.rendered(version.id, file_sha256(source))
    for who in PEOPLE:
        world.say(who, Stage.S4, version.id, COMMUNITY)
    return world, version


def fill(folder: Path, source: Path) -> None:
    shutil.copyfile(source, folder / "film.mp4")
    (folder / "poster.jpg").write_bytes(b"poster")
    for tag, text in SAID.items():
        cues = [Cue(start_ms=0, end_ms=1000, text=text)]
        write_srt(cues, folder / f"film.{tag}.srt")
        write_vtt(cues, tag, folder / f"film.{tag}.vtt")
    made = Manifest(
        key="", title="Neighbours", language="en", width=960, height=540, fps=25, frames=25,
        duration_ms=1000, parts=(), languages=tuple(SAID), without_cues=(), burned_in=(), loudness_lufs=None,
        peak_dbtp=None, copied_frames=0, encoded_frames=0, segments_found=0, segments_made=0,
    )  # fmt: skip
    write_manifest(made, folder)


def order(world: World, version: CutVersion, wish: KitWish, press: str = "") -> str:
    with JobQueue(world.studio) as queue:
        return order_kit(
            world.studio, queue, WORKSHOP, version.id, COMMUNITY, wish, recipient="Library", press=press
        )
