"""Films in the small workshop: their documents, and the folders that a render would leave."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shutil import copyfile

import msgspec
from workflow_world import WORKSHOP, World

from pvstudio.editing.film import Manifest, PlacedPart
from pvstudio.model import Audience, Cut, CutItem, CutState, CutVersion
from pvstudio.store.files import staged_folder
from workflows.publish import film_folder


def put_film(world: World, *clips: str, number: int = 1, state: CutState = CutState.RENDERED) -> CutVersion:
    version = CutVersion(
        id=f"version-{number}",
        cut_id="cut",
        number=number,
        items=tuple(CutItem(clip_id=clip) for clip in clips),
        audience=Audience.COMMUNITY,
        state=state,
        film_sha256="" if state is CutState.DRAFT else f"{number:064}",
    )
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(Cut(id="cut", title="Neighbours", recipe=""))
        tx.put(version)
    return version


def part(clip_id: str, start_ms: int, duration_ms: int) -> PlacedPart:
    return PlacedPart(
        clip_id=clip_id,
        title="",
        start_ms=start_ms,
        duration_ms=duration_ms,
        start_frame=start_ms // 40,
        frames=duration_ms // 40,
        treatments=(),
        mezzanine="",
    )


def write_film(
    world: World,
    version: CutVersion,
    duration_ms: int,
    parts: Iterable[PlacedPart] = (),
    film: Path | None = None,
    height: int = 180,
) -> None:
    made = Manifest(
        key="",
        title="",
        language="en",
        width=320,
        height=height,
        fps=25,
        frames=duration_ms // 40,
        duration_ms=duration_ms,
        parts=tuple(parts),
        languages=(),
        without_cues=(),
        burned_in=(),
        loudness_lufs=None,
        peak_dbtp=None,
        copied_frames=0,
        encoded_frames=0,
        segments_found=0,
        segments_made=0,
    )
    with staged_folder(film_folder(world.studio, WORKSHOP, version.id)) as folder:
        (folder / "film.json").write_bytes(msgspec.json.encode(made))
        if film:
            copyfile(film, folder / "film.mp4")
