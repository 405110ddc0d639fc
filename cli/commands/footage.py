"""``ingest``, ``clip`` and ``transcribe``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.markup import escape

from cli.output import Context, Exit, console, emit, pass_context, table
from cli.watching import exit_if_failed, wait_for
from pvstudio.errors import StudioError
from pvstudio.model import Clip, Footage, FootageState
from workflows import left_behind, lookup
from workflows.ingest import receive
from workflows.queue import JobInfo, JobQueue, Work
from workflows.subtitle import SpeechReport, SpeechState
from workflows.wiring import Studio

_LATER = click.option("--later", is_flag=True, help="Only queue the work; a worker does it.")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--language", "-l", help="What is spoken in all of them (BCP 47), when you know it.")
@click.option(
    "--although-erased",
    is_flag=True,
    help="Also what was erased here because somebody asked for it. Only if that person has decided anew.",
)
@click.option(
    "--left-behind",
    "abandoned",
    is_flag=True,
    help="Also recordings that a crash left here without a document.",
)
@click.option(
    "--keys-are-lost",
    is_flag=True,
    help="keys/ is lost for good: seal under new ones what the cards still hold.",
)
@_LATER
@pass_context
def ingest(
    context: Context,
    paths: tuple[Path, ...],
    language: str | None,
    although_erased: bool,
    abandoned: bool,
    keys_are_lost: bool,
    later: bool,
) -> None:
    """Take in footage: files, or folders of files. Each is kept whole before anything looks inside.

    A file that cannot be used is named with its reason; the others go on.
    """
    if not paths and not abandoned:
        raise click.UsageError("Name the files or folders to take in.")
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    if keys_are_lost:
        studio.files(workshop).begin_keys_anew()
    refused: dict[str, str] = {}
    received = _take_up(context, studio, workshop, refused) if abandoned else []
    received += _received(context, studio, workshop, paths, refused, although_erased)
    jobs = queue_ingest(studio, workshop, received)
    ended: list[JobInfo] = []
    if not later and jobs:
        names = {footage.id: f"“{footage.original_name}”" for footage in received}
        ended = wait_for(studio, jobs, names=names, quiet=context.json)
    with studio.documents.read(workshop) as tx:
        done = [tx.get(Footage, footage.id) for footage in received]
    if language:
        _speak(studio, workshop, done, language)
    refused |= {one.original_name: one.reason for one in done if one.state is FootageState.REFUSED}
    _say(context, done, refused, jobs)
    exit_if_failed(ended)
    if refused:
        sys.exit(Exit.PARTLY if any(one.state is FootageState.READY for one in done) else Exit.FAILED)


def _received(
    context: Context,
    studio: Studio,
    workshop: str,
    paths: Iterable[Path],
    refused: dict[str, str],
    although_erased: bool,
) -> list[Footage]:
    """Keep every file; return what is to be looked at, and add to *refused* what is not, with why."""
    found: list[Footage] = []
    for path in files_in(paths, refused):
        try:
            received = receive(studio, workshop, path, although_erased=although_erased)
        except (StudioError, OSError) as error:
            refused[str(path)] = f"{error} {getattr(error, 'advice', '')}".strip()
            continue
        footage = received.footage
        if received.was_erased and not context.json:
            console.print(
                f"! “{escape(path.name)}” had been erased because somebody asked for it. It is back."
            )
        if not received.duplicate or footage.state is FootageState.RECEIVED:
            found.append(footage)
        elif footage.state is FootageState.REFUSED:
            refused[str(path)] = footage.reason
        elif not context.json:
            console.print(f"= “{escape(path.name)}” is here already, as {footage.id}")
    return found


def _take_up(context: Context, studio: Studio, workshop: str, refused: dict[str, str]) -> list[Footage]:
    found: list[Footage] = []
    for sha256 in left_behind.left_behind(studio, workshop):
        try:
            found.append(left_behind.take_up(studio, workshop, sha256))
        except StudioError as error:
            refused[sha256] = f"{error} {error.advice}"
        else:
            if not context.json:
                console.print(f"+ A recording that was left behind is {found[-1].id} now")
    return found


def files_in(paths: Iterable[Path], unread: dict[str, str] | None = None) -> list[Path]:
    """Return the files meant; of a folder all that are neither hidden nor links, by name.

    What could not be looked into is added to *unread*, with why.
    """
    skipped: dict[str, str] = {} if unread is None else unread
    found: list[Path] = []

    def note(error: OSError) -> None:
        skipped[str(error.filename)] = f"it could not be read: {error.strerror}."

    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        for folder, inner, names in os.walk(path, onerror=note):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            files = [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
            found += [file for file in files if not file.is_symlink()]
    return found


def queue_ingest(studio: Studio, workshop: str, footage: Iterable[Footage]) -> list[str]:
    """Queue the look inside for each piece of footage; return the jobs."""
    with JobQueue(studio) as queue:
        return [queue.ask(Work.INGEST, workshop, one.id) for one in footage]


def _speak(studio: Studio, workshop: str, footage: Sequence[Footage], language: str) -> None:
    with studio.documents.write(workshop) as tx:
        for one in footage:
            for clip in tx.find(Clip, footage_id=one.id):
                tx.put(replace(clip, language=language))


def _say(context: Context, done: Sequence[Footage], refused: dict[str, str], jobs: Sequence[str]) -> None:
    ready = [one for one in done if one.state is FootageState.READY]

    def people() -> None:
        for one in ready:
            console.print(f"[green]✓[/] {escape(one.original_name)} → {one.id}")
        for name, reason in refused.items():
            console.print(f"[red]✗[/] {escape(f'{name}: {reason}')}")
        console.print(f"{len(ready)} taken in, {len(refused)} refused.")

    emit(context, {"footage": done, "refused": refused, "jobs": jobs}, people)


@click.command()
@click.argument("clips", nargs=-1)
@click.option(
    "--language", "-l", help="The language spoken (BCP 47); otherwise it is found among the workshop's."
)
@click.option("--again", is_flag=True, help="Listen again to what was heard before; reviewed subtitles stay.")
@_LATER
@pass_context
def transcribe(
    context: Context, clips: tuple[str, ...], language: str | None, again: bool, later: bool
) -> None:
    """Let the machine hear CLIPS (ids or titles; all, when none is named) and write first subtitles."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.write(workshop) as tx:
        chosen = [lookup.clip(tx, name) for name in clips] or tx.find(Clip)
        if language:
            chosen = [replace(clip, language=language) for clip in chosen]
            for clip in chosen:
                tx.put(clip)
    jobs = queue_subtitles(studio, workshop, chosen, again=again)
    ended: list[JobInfo] = []
    if not later:
        ended = wait_for(
            studio, jobs, names={clip.id: f"“{clip.title}”" for clip in chosen}, quiet=context.json
        )
    with studio.documents.read(workshop) as now:
        reports = [report for clip in chosen for report in now.find(SpeechReport, id=clip.id)]

    def people() -> None:
        titles = {clip.id: clip.title for clip in chosen}
        table("Clip", "Heard", "Language", "Confidence", "", rows=[_row(titles[r.id], r) for r in reports])

    emit(context, {"reports": reports, "jobs": jobs}, people)
    exit_if_failed(ended)


def queue_subtitles(
    studio: Studio, workshop: str, clips: Iterable[Clip], *, again: bool = False
) -> list[str]:
    """Queue recognition of each clip; return the jobs."""
    with JobQueue(studio) as queue:
        return [queue.ask(Work.SUBTITLE, workshop, clip.id, again=again) for clip in clips]


def _row(title: str, report: SpeechReport) -> tuple[str, ...]:
    confidence = "" if report.confidence is None else f"{report.confidence:.2f}"
    advice = report.reason or (
        "please check" if report.needs_review and report.state is SpeechState.HEARD else ""
    )
    return title, report.state, report.language, confidence, advice


@click.command()
@click.argument("name")
@click.option("--title", help="What it is called on cards, in chapters and here.")
@click.option("--language", "-l", help="What is spoken (BCP 47).")
@click.option("--notes", help="For the facilitators.")
@pass_context
def clip(context: Context, name: str, title: str | None, language: str | None, notes: str | None) -> None:
    """Describe the clip NAME (its id or title)."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.write(workshop) as tx:
        found = lookup.clip(tx, name)
        found = replace(
            found,
            title=title or found.title,
            language=language or found.language,
            notes=found.notes if notes is None else notes,
        )
        tx.put(found)
    emit(context, found, lambda: console.print(f"✓ “{escape(found.title)}” ({found.id})"))


COMMANDS = (ingest, clip, transcribe)
