"""``assemble``, ``publish`` and ``kit``, and ``treatment``, which stands between the first two."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from cli.commands import treatments
from cli.output import Context, Exit, console, emit, pass_context
from cli.watching import exit_if_failed, wait_for
from pvstudio.model import Audience, CutState, CutVersion, Kit, Quality
from workflows import lookup
from workflows.checks import treated_clips
from workflows.layout import lay_out
from workflows.publish import film_folder, kit_folder
from workflows.queue import JobQueue, Work, job_id
from workflows.screening_kits.ordering import order_kit
from workflows.screening_kits.wishes import KitWish
from workflows.wiring import Studio

_AUDIENCE = click.option(
    "--audience", "-a", required=True, type=click.Choice([*map(str, Audience)]), help="For whom the film is."
)

_DAY = click.DateTime(["%Y-%m-%d"])


def _text(recipe: Path) -> str:
    try:
        return recipe.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{recipe} is not UTF-8 text: save it as UTF-8. ({error})") from error


@click.command()
@click.argument("recipe", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_AUDIENCE
@click.option("--later", is_flag=True, help="Only queue the render; a worker does it.")
@pass_context
def assemble(context: Context, recipe: Path, audience: str, later: bool) -> None:
    """Render the film that RECIPE lays out, for one audience. The gate is asked about every clip first."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    laid = lay_out(studio, workshop, _text(recipe), Audience(audience))
    if not context.json:
        for reason in laid.left_out:
            console.print(f"[yellow]left out:[/] {escape(reason.words)}")
    with JobQueue(studio) as queue:
        job = queue.enqueue(Work.ASSEMBLE, workshop, laid.version.id)
    if not later:
        [done] = wait_for(studio, [job], names={laid.version.id: recipe.stem}, quiet=context.json)
    with studio.documents.read(workshop) as tx:
        version = tx.get(CutVersion, laid.version.id)
    folder = film_folder(studio, workshop, version.id)

    def people() -> None:
        if later:
            console.print(f"Queued as {job}.")
        elif version.state is CutState.RENDERED:
            console.print(
                f"✓ Version {version.number} ({version.id}); watch it in the studio: pvstudio serve"
            )
            _tell_unwatched(studio, workshop, version)
        else:
            console.print(f"[red]✗[/] Version {version.number} was not rendered: {escape(done.reason)}")
            console.print(f"  → pvstudio jobs retry {job}")

    emit(context, {"version": version, "folder": str(folder), "left_out": laid.left_out, "job": job}, people)
    if not later and version.state is not CutState.RENDERED:
        sys.exit(Exit.FAILED)


def _tell_unwatched(studio: Studio, workshop: str, version: CutVersion) -> None:
    """Say which clips somebody must watch before this film is shown to anybody."""
    inside = {item.treated for item in version.items}
    waiting = [one for one in treated_clips(studio, workshop) if one.waits and one.sha256 in inside]
    for one in waiting:
        console.print(
            f"[yellow]![/] Watch the treated clip “{escape(one.clip.title)}”, then say what you see:"
        )
        console.print(
            f"  → pvstudio treatment check {one.clip.id} --ok --by NAME   (or --not-ok)", markup=False
        )
    if waiting:
        console.print("  → pvstudio treatment list   says where to watch it")


@click.command()
@click.argument("version", required=False)
@_AUDIENCE
@click.option("--to", "recipient", required=True, help="Who answers for the kit: a host, a screening.")
@click.option("--language", "-l", "languages", multiple=True, help="Of subtitles and papers (default: all).")
@click.option("--small", is_flag=True, help="A film of 480 lines, for old computers.")
@click.option("--burned", default="", help="Draw the subtitles of this language into the picture.")
@click.option("--event", default="", help="What it is shown at.")
@click.option("--on", "event_on", type=_DAY, help="The day of the event.")
@click.option("--until", type=_DAY, help="Its last day; it ends earlier where somebody's yes does.")
@pass_context
def publish(
    context: Context, /, version: str | None, audience: str, recipient: str, *, small: bool, **wish: Any
) -> None:
    """Make the kit of VERSION (an id, or a cut's title for its newest) for an audience and a recipient."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    days = {name: wish[name].date() if wish[name] else None for name in ("event_on", "until")}
    wanted = KitWish(**wish | days, quality=Quality.SMALL if small else Quality.FULL)
    with studio.documents.read(workshop) as tx:
        found = lookup.version(tx, version)
    with JobQueue(studio) as queue:
        made = order_kit(studio, queue, workshop, found.id, Audience(audience), wanted, recipient=recipient)
    exit_if_failed(wait_for(studio, [job_id(Work.KIT, made)], names={made: recipient}, quiet=context.json))
    with studio.documents.read(workshop) as tx:
        kit = tx.get(Kit, made)
    folder = kit_folder(studio, workshop, kit.id)
    emit(
        context,
        {"kit": kit, "folder": str(folder)},
        lambda: console.print(f"✓ Kit for {escape(recipient)}: {folder}"),
    )


COMMANDS = (assemble, *treatments.COMMANDS, publish)
