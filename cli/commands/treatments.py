"""``treatment``: what a person must watch before a treated clip is shown, and what they saw."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape
from rich.text import Text

from cli.output import Context, console, emit, pass_context, table
from consent.treated import Verdict
from pvstudio.model import CutVersion
from workflows import lookup
from workflows.checks import Asked, TreatedClip, check_treated, copy_out, leave_out, treated_clips
from workflows.errors import Unclear
from workflows.queue import JobQueue, Work

#: Where the studio's own browser shows them; {} is the workshop.
_PAGES = "http://localhost:8000/workshops/{}/treatments/"

_VERSION = click.option("--version", help="The film that holds it: an id, or a cut's title for its newest.")


@click.group()
def treatment() -> None:
    """Treated clips: a person watches each of them before anybody else does."""


@treatment.command("list")
@pass_context
def list_(context: Context) -> None:
    """List the treated clips of all films, those that nobody has watched first."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    found = treated_clips(studio, workshop)

    def people() -> None:
        show(found)
        if found:
            console.print(f"Watch them: pvstudio serve, then {_PAGES.format(workshop)}", markup=False)
            console.print("  or: pvstudio treatment copy CLIP FOLDER", markup=False)

    emit(context, [_plain(one, workshop) for one in found], people)


def show(found: list[TreatedClip]) -> None:
    """Print treated clips: what was done for whom, and what a person said."""
    rows = [
        (
            one.clip.title,
            ", ".join(sorted(one.treatments)),
            "; ".join(_who(asked) for asked in one.asked) or "nobody any more",
            _said(one),
        )
        for one in found
    ]
    table("Clip", "Treated", "Asked for by", "A person says", rows=rows)


def _who(asked: Asked) -> str:
    return f"{asked.person.pseudonym} ({', '.join(asked.audiences)})"


def _said(one: TreatedClip) -> Text:
    if one.check is None:
        return Text("not checked yet", "yellow")
    good = one.check.verdict is Verdict.OK
    return Text(
        f"{'✓' if good else '✗'} {one.check.by} {one.check.words}".rstrip(), "green" if good else "red"
    )


def _plain(one: TreatedClip, workshop: str) -> dict[str, object]:
    return {
        "clip": one.clip.id,
        "title": one.clip.title,
        "version": one.version.id,
        "file": one.sha256,
        "treatments": sorted(one.treatments),
        "asked": [
            {"person": asked.person.id, "treatment": asked.treatment, "audiences": asked.audiences}
            for asked in one.asked
        ],
        "check": one.check,
        "page": f"{_PAGES.format(workshop)}{one.sha256}/",
    }


@treatment.command()
@click.argument("clip")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_VERSION
@pass_context
def copy(context: Context, clip: str, folder: Path, version: str | None) -> None:
    """Copy the treated CLIP and its contact sheets, opened, into FOLDER. Delete them when you have looked."""
    made = copy_out(_choose(context, clip, version), folder)
    emit(context, [str(path) for path in made], lambda: _tell(made))


def _tell(made: list[Path]) -> None:
    for path in made:
        console.print(f"✓ {path}", markup=False)
    if not made:
        console.print("The treated clip is not here any more: assemble the film again.")


@treatment.command()
@click.argument("clip")
@click.option("--ok", "verdict", flag_value="ok", help="What was asked for is done, all the way through.")
@click.option("--not-ok", "verdict", flag_value="not-ok", help="Something can be recognised.")
@click.option("--by", required=True, help="Who watched it.")
@click.option("--words", default="", help="What was seen, and where.")
@_VERSION
@pass_context
def check(context: Context, clip: str, verdict: str | None, by: str, words: str, version: str | None) -> None:
    """Say what you saw in the treated CLIP, having watched all of it."""
    if verdict is None:
        raise click.UsageError("Say what you saw: --ok, or --not-ok.")
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    chosen = _choose(context, clip, version)
    said = check_treated(studio, workshop, chosen.sha256, Verdict(verdict), by=by, words=words)

    def people() -> None:
        if said.verdict is Verdict.OK:
            console.print(f"✓ {escape(by)} confirms: {', '.join(sorted(said.treatments))}.")
            return
        console.print(f"✗ “{escape(chosen.clip.title)}” is closed to everybody who needs it treated.")
        console.print(f"  → pvstudio treatment leave-out {chosen.clip.id}   makes the film without it")

    emit(context, said, people)


@treatment.command("leave-out")
@click.argument("clip")
@_VERSION
@pass_context
def leave_out_(context: Context, clip: str, version: str | None) -> None:
    """Make the film again without CLIP; whoever agreed to the film is not asked anew."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    chosen = _choose(context, clip, version)
    draft = leave_out(studio, workshop, chosen.sha256)
    with JobQueue(studio) as queue:
        job = queue.enqueue(Work.ASSEMBLE, workshop, draft.id)
    emit(
        context,
        {"version": draft, "job": job},
        lambda: console.print(
            f"✓ Version {draft.number} is queued as {job}: pvstudio worker, then publish it."
        ),
    )


def _choose(context: Context, name: str, version: str | None) -> TreatedClip:
    """Return the treated file that is meant: of the newest film that holds it, or of the one named."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        wanted = lookup.clip(tx, name)
        film: CutVersion | None = lookup.version(tx, version) if version else None
    inside = {item.treated for item in film.items} if film else None
    known = [
        one
        for one in treated_clips(studio, workshop)
        if one.clip.id == wanted.id and (inside is None or one.sha256 in inside)
    ]
    if not known:
        raise Unclear("treated clip", name, [], several=False)
    return max(known, key=lambda one: one.version.number)


COMMANDS = (treatment,)
