"""``demo``: the whole story, from raw footage to a withdrawal, on samples/ or on anybody's footage."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import click

from cli.output import Context, console, pass_context
from cli.story import Story
from pvstudio.errors import StudioError
from pvstudio.store.files import write_bytes
from workflows.aside import worker_aside

#: Marks a studio folder that the demo made and may throw away.
_MARK = ".made-by-demo"


class NotOurs(StudioError):
    """The folder holds something that the demo did not make."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds something that the demo did not make; it stays as it is.",
            advice="Name another folder: pvstudio --studio FOLDER demo",
        )
        self.folder = folder


@click.command()
@click.option(
    "--footage",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Run on the files of this folder instead of samples/.",
)
@pass_context
def demo(context: Context, footage: Path | None) -> None:
    """Ingest, transcribe, subtitle, ask the gate, assemble, publish, withdraw: in a fresh studio folder."""
    home = context.settings.home
    _fresh(home)
    began = time.monotonic()
    studio = context.studio()
    if footage is None:
        story = Story(studio, _samples(), described=True)
    else:
        story = Story(studio, footage, described=False, host="TRIAL: nobody was asked, show it to nobody")
    with worker_aside(context.settings):
        story.tell()
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    console.print(f"\nDone in {minutes} min {seconds} s. Look at:")
    for what, path in (each for each in story.look_at if each[1].exists()):
        console.print(f"  {what:<34} {path}", markup=False)
    console.print("  the studio in a browser            make run, then http://localhost:8000")


def _fresh(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        if not (home / _MARK).exists():
            raise NotOurs(home)
        shutil.rmtree(home)
    write_bytes(home / _MARK, b"")


def _samples() -> Path:
    folder = Path(__file__).parents[2] / "samples"
    if not (folder / "workshop.toml").exists():
        raise StudioError(
            "samples/ is not here: it comes with the source, not with the installed package.",
            advice="Clone the project, or give your own: pvstudio demo --footage FOLDER",
        )
    return folder
