"""``init`` and ``status``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import click
from rich.markup import escape

from cli.output import Context, console, emit, pass_context, table
from pvstudio.model import Clip, Cut, CutVersion, Footage, FootageState, Kit, Participant, Workshop, new_id
from pvstudio.store import Reading
from pvstudio.store.files import write_bytes
from workflows.queue import JobInfo, JobQueue, JobState
from workflows.withdrawals import Withdrawal

_SETTINGS = """# Settings of this studio; every line is optional. See docs/settings.md.
# workers = 1                    # worker processes at the same time
# whisper_model = "/path/to/a/better/whisper/model"
# documents = "postgresql://…"   # a fleet
# queue = "postgresql://…"

# [film]                         # the one format of all films
# width = 1280
# height = 720
# fps = 25
"""


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


@click.command()
@click.argument("title")
@click.option("--place", default="", help="Where the workshop is held.")
@click.option("--starts", type=click.DateTime(["%Y-%m-%d"]), callback=_day)
@click.option("--ends", type=click.DateTime(["%Y-%m-%d"]), callback=_day)
@click.option(
    "--language", "-l", "languages", multiple=True, help="A language spoken there (BCP 47); repeat it."
)
@click.option("--facilitator", "-f", "facilitators", multiple=True, help="Who facilitates; repeat it.")
@pass_context
def init(
    context: Context,
    title: str,
    place: str,
    starts: date | None,
    ends: date | None,
    languages: tuple[str, ...],
    facilitators: tuple[str, ...],
) -> None:
    """Begin a workshop called TITLE in this studio (and the studio itself, when it is new)."""
    studio = context.studio()
    settings_file = context.settings.home / "studio.toml"
    if not settings_file.exists():
        write_bytes(settings_file, _SETTINGS.encode())
    workshop = Workshop(
        id=context.workshop or new_id("workshop"),
        title=title,
        place=place,
        starts=starts,
        ends=ends,
        languages=languages,
        facilitators=facilitators,
    )
    if workshop.id.startswith("studio."):
        raise click.UsageError(
            "A workshop's id does not begin with “studio.”: the studio keeps itself there."
        )
    with studio.documents.write(workshop.id) as tx:
        if tx.find(Workshop, id=workshop.id):
            raise click.UsageError(
                f"There is a workshop “{workshop.id}” already; `pvstudio status` shows it."
            )
        tx.put(workshop)
    emit(
        context,
        workshop,
        lambda: console.print(f"✓ Workshop “{escape(title)}” ({workshop.id}) in {context.settings.home}"),
    )


@click.command()
@pass_context
def status(context: Context) -> None:
    """Show what a workshop holds, what needs a person now, and what the machine is doing."""
    studio = context.studio()
    known = [context.workshop] if context.workshop else list(studio.workshops())
    with JobQueue(studio) as queue:
        jobs = queue.jobs()
    reports = []
    for workshop_id in known:
        with studio.documents.read(workshop_id) as tx:
            reports.append(_report(tx, workshop_id, [job for job in jobs if job.workshop == workshop_id]))

    def people() -> None:
        if not reports:
            console.print("No workshop yet. Begin one: pvstudio init “Title”")
        for report in reports:
            _print(report)

    emit(context, reports, people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a workshop holds, and what needs a person now."""

    workshop: Workshop
    needs_a_person: list[str]
    participants: list[Participant]
    footage: list[Footage]
    clips: list[Clip]
    cuts: list[Cut]
    versions: list[CutVersion]
    kits: list[Kit]
    jobs: list[JobInfo]  # that are not done


def _report(tx: Reading, workshop_id: str, jobs: list[JobInfo]) -> Report:
    clips = tx.find(Clip)
    return Report(
        workshop=tx.get(Workshop, workshop_id),
        needs_a_person=_needs(tx, clips, jobs),
        participants=tx.find(Participant),
        footage=tx.find(Footage),
        clips=clips,
        cuts=tx.find(Cut),
        versions=tx.find(CutVersion),
        kits=tx.find(Kit),
        jobs=[job for job in jobs if job.state is not JobState.DONE],
    )


def _needs(tx: Reading, clips: list[Clip], jobs: list[JobInfo]) -> list[str]:
    """Say, most urgent first, what no machine will do."""
    needs = [
        f"1 withdrawal: recall of {kit_id} not acknowledged by {kit.recipient}"
        for withdrawal in tx.find(Withdrawal)
        for kit_id in withdrawal.kits
        for kit in [tx.get(Kit, kit_id)]
        if kit.acknowledged_at is None
    ]
    needs += [f"{job.work} of {job.about} {job.state}: {job.reason}" for job in jobs if job.state in _BROKEN]
    unlogged = [clip.title for clip in clips if not clip.people_complete]
    if unlogged:
        needs.append(f"{len(unlogged)} clip(s) have not everybody logged: {', '.join(unlogged)}")
    needs += [
        f"“{footage.original_name}” was refused: {footage.reason}"
        for footage in tx.find(Footage, state=FootageState.REFUSED)
    ]
    return needs


_BROKEN = {JobState.FAILED, JobState.DEAD_LETTER, JobState.CANCELLED}


def _print(report: Report) -> None:
    console.rule(escape(f"{report.workshop.title} · {report.workshop.place}"), align="left")
    for need in report.needs_a_person:
        console.print(f"[yellow]![/] {escape(need)}")
    clips = [(c.title, f"{c.duration_ms / 1000:.1f} s", c.language or "?", c.id) for c in report.clips]
    table("Clip", "Length", "Language", "Id", rows=clips)
    if report.versions:
        versions = [(v.number, v.audience, v.state, len(v.items), v.id) for v in report.versions]
        table("Version", "Audience", "State", "Clips", "Id", rows=versions)
    if report.kits:
        kits = [(k.recipient, k.audience, k.state, k.id) for k in report.kits]
        table("Kit for", "Audience", "State", "Id", rows=kits)
    if report.jobs:
        jobs = [(j.work, j.about, j.state, j.step) for j in report.jobs]
        table("Work", "About", "State", "Step", rows=jobs)


COMMANDS = (init, status)
