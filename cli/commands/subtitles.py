"""``subtitles``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.markup import escape

from cli.output import Context, console, emit, pass_context
from pvstudio.subtitles import write_ass, write_srt, write_vtt
from pvstudio.subtitles.cues import Cue, Track
from workflows import lookup
from workflows.subtitle import import_track


@click.group()
def subtitles() -> None:
    """Subtitle files in and out."""


#: By suffix: cues, their language, and the file to write.
_WRITERS: dict[str, Callable[[Sequence[Cue], str, Path], None]] = {
    ".srt": lambda cues, _language, path: write_srt(cues, path),
    ".vtt": write_vtt,
    ".ass": write_ass,
}


@subtitles.command("import")
@click.argument("clip")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", "-l", required=True, help="Language of the file (BCP 47).")
@click.option("--by", default="a facilitator", show_default=True, help="Who wrote it.")
@pass_context
def import_(context: Context, clip: str, file: Path, language: str, by: str) -> None:
    """Keep the cues of FILE as the reviewed subtitles of CLIP in one language."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        found = lookup.clip(tx, clip)
    track = import_track(studio, workshop, found.id, file, language, by)
    emit(
        context,
        track,
        lambda: console.print(f"✓ {len(track.cues)} cues of “{escape(found.title)}” in {language}"),
    )


@subtitles.command("export")
@click.argument("clip")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", "-l", required=True)
@pass_context
def export(context: Context, clip: str, file: Path, language: str) -> None:
    """Write the subtitles of CLIP to FILE, for working on them: .srt, .vtt or .ass."""
    if file.suffix not in _WRITERS:
        raise click.BadParameter(f"“{file.name}” must end in {', '.join(_WRITERS)}", param_hint="FILE")
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        found = lookup.clip(tx, clip)
        tracks = {track.language: track for track in tx.find(Track, clip_id=found.id)}
    if language not in tracks:
        raise click.UsageError(f"“{found.title}” has subtitles in: {', '.join(tracks) or 'no language yet'}.")
    _WRITERS[file.suffix](tracks[language].cues, language, file)
    emit(context, {"file": str(file)}, lambda: console.print(f"✓ {file}"))


COMMANDS = (subtitles,)
