"""``consent withdraw``, ``consent where``, ``erase``: taking a yes back, and what becomes of the footage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import click
from rich.text import Text

from cli.output import Context, choices, console, emit, pass_context, table
from cli.watching import exit_if_failed, wait_for
from consent.releases import Answer, AnswerState, Guardian, How, Role, Stage
from pvstudio.model import Audience, Participant, Treatment, new_id
from pvstudio.store import Reading
from pvstudio.store.migrate import left_behind, shown
from workflows import lookup
from workflows.erasures import ErasureOrder, ErasurePlan, also_in, plan_erasure
from workflows.erasures import erase as close_and_erase
from workflows.queue import JobInfo, Work, job_id
from workflows.whereabouts import KitPlace, whereabouts
from workflows.withdrawals import Withdrawal
from workflows.withdrawals import withdraw as close_at_once

_ROLE = click.option("--role", type=choices(Role), default=str(Role.SELF), show_default=True)
_TAKEN_BY = click.option("--taken-by", default="", help="Who was told.")
_COPIES = "  What others have copied cannot be called back."


@click.command()
@click.argument("person")
@click.option(
    "--clip", "clips", multiple=True, help="Only for this clip; repeat it. Default: for everything."
)
@click.option(
    "--prefer",
    "treatments",
    multiple=True,
    type=choices(Treatment),
    help="Show the clip treated so instead of leaving it out; repeat it.",
)
@click.option(
    "--audience", "audiences", multiple=True, type=choices(Audience), help="To whom, with --prefer."
)
@click.option("--notice-language", help="Of the notice that was shown, with --prefer.")
@click.option("--interpreter", default="", help="Who interpreted it, with --prefer.")
@_TAKEN_BY
@_ROLE
@click.option("--guardian", help="Which guardian says so; not needed where there is only one.")
@click.option(
    "--later", is_flag=True, help="Close the gate now; leave the recall and the new cut to a worker."
)
@pass_context
def withdraw(
    context: Context,
    person: str,
    clips: tuple[str, ...],
    treatments: tuple[str, ...],
    audiences: tuple[str, ...],
    notice_language: str | None,
    interpreter: str,
    guardian: str | None,
    taken_by: str,
    role: str,
    later: bool,
) -> None:
    """Take back what PERSON agreed to: at once, and no reason is asked."""
    if treatments and not (clips and audiences):
        raise click.UsageError("With --prefer name each --clip, and each --audience that may still see it.")
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    right = Role.GUARDIAN if guardian else Role(role)
    with studio.documents.read(workshop) as tx:
        someone = lookup.participant(tx, person)
        chosen = [lookup.clip(tx, name).id for name in clips]
        who = _guardian(tx, someone, guardian) if right is Role.GUARDIAN else ""
    yes = replace(
        _yes(someone, right, treatments), guardian_id=who, taken_by=taken_by, interpreter=interpreter
    )
    done = close_at_once(
        studio,
        workshop,
        someone.id,
        chosen,
        how=How.SPOKEN,
        role=right,
        guardian_id=who,
        taken_by=taken_by,
        instead=list(_instead(yes, chosen, audiences)) if treatments else [],
        notice_language=notice_language,
    )
    ended: list[JobInfo] = []
    if not later:
        job = job_id(Work.WITHDRAW, done.id)
        ended = wait_for(studio, [job], names={done.id: someone.pseudonym}, quiet=context.json)
    with studio.documents.read(workshop) as tx:
        done = tx.get(Withdrawal, done.id)
    emit(context, done, lambda: _tell_closed(done))
    exit_if_failed(ended)


def _guardian(tx: Reading, someone: Participant, named: str | None) -> str:
    """Return who of the guardians says so; a name that nobody knows must not keep a withdrawal waiting."""
    known = tx.find(Guardian, participant_id=someone.id)
    meant = [one for one in known if named is None or named in {one.id, one.pseudonym}]
    return meant[0].id if len(meant) == 1 else ""


def _yes(someone: Participant, role: Role, treatments: Sequence[str]) -> Answer:
    """What is agreed to in place of the old yes; of which clip and for whom is yet to be said."""
    return Answer(
        id="",
        at=datetime.now(UTC),
        participant_id=someone.id,
        stage=Stage.S3,
        subject_id="",
        state=AnswerState.LIMITED,
        treatments=frozenset(map(Treatment, treatments)),
        how=How.SPOKEN,
        role=role,
    )


def _instead(yes: Answer, clips: Sequence[str], audiences: Sequence[str]) -> Iterator[Answer]:
    """Yield *yes* for each clip and audience apart."""
    for clip in clips:
        for audience in audiences:
            yield replace(yes, id=new_id("answer"), subject_id=clip, audience=Audience(audience))


def _tell_closed(done: Withdrawal) -> None:
    console.print(f"✓ Closed at {done.at:%H:%M:%S} UTC: {len(done.clip_ids)} clip(s).")
    console.print(f"  {len(done.recalled)} version(s) recalled; hosts must delete {len(done.kits)} kit(s).")
    for version in done.narrowed:
        console.print(f"  A narrowed version is ready: {version}")
    console.print(_COPIES)


@click.command()
@click.argument("person")
@pass_context
def where(context: Context, person: str) -> None:
    """Show where the clips of PERSON are now: films, kits, and with whom these are."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        someone = lookup.participant(tx, person)
    found = whereabouts(studio, workshop, someone.id)

    def people() -> None:
        rows: list[tuple[object, ...]] = []
        for film in found.films:
            name = f"{film.title} · {film.number}"
            rows.append((name, film.state, f"for {film.audience}", ", ".join(film.clips) or "(erased)", ""))
            rows += [
                ("  kit", k.recipient, k.audience, f"{k.handed_out_at:%Y-%m-%d}", _now(k)) for k in film.kits
            ]
        table("Film, kit", "State, with", "For", "Clips, since", "Now", rows=rows)
        console.print(f"{found.out} kit(s) are out or not confirmed as deleted.")
        console.print(_COPIES)

    emit(context, found, people)


def _now(kit: KitPlace) -> Text:
    if kit.recalled_at is None:
        return Text("out", "yellow")
    if kit.acknowledged_at is None:
        return Text("recalled, not confirmed", "red")
    return Text(f"deleted, confirmed on {kit.acknowledged_at:%Y-%m-%d}", "green")


@click.command()
@click.argument("person")
@click.option("--clip", "clips", multiple=True, help="Only this clip; repeat it. Default: all of theirs.")
@click.option("--everything", is_flag=True, help="Also who they are: name, notes, identity.")
@click.option("--yes", is_flag=True, help="Do it. Without it you are only told what would go.")
@click.option(
    "--others-too", is_flag=True, help="Do not keep clips of others in the same recordings. They are lost."
)
@_TAKEN_BY
@_ROLE
@pass_context
def erase(
    context: Context,
    person: str,
    clips: tuple[str, ...],
    everything: bool,
    yes: bool,
    others_too: bool,
    taken_by: str,
    role: str,
) -> None:
    """Erase the footage of PERSON for good: pictures, sound, words, films and kits that hold it."""
    if everything and clips:
        raise click.UsageError("Either --everything or single clips.")
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        someone = lookup.participant(tx, person)
        chosen = [lookup.clip(tx, name).id for name in clips]
        plan = plan_erasure(tx, someone.id, chosen)
    plan = replace(plan, elsewhere=also_in(studio, workshop, plan.recordings))
    for left in left_behind(context.settings):
        click.echo(
            f"! {shown(left)} holds documents that no erasure reaches: `pvstudio store forget`.", err=True
        )
    if not context.json:
        _tell_plan(plan, someone, everything=everything, kept=not others_too)
    if not yes:
        emit(context, plan, lambda: console.print("Nothing was erased. To do it, say --yes."))
        return
    order = close_and_erase(
        studio,
        workshop,
        someone.id,
        chosen,
        everything=everything,
        keep=not others_too,
        how=How.SPOKEN,
        role=Role(role),
        taken_by=taken_by,
    )
    ended = wait_for(studio, [job_id(Work.ERASE, order.id)], names={order.id: ""}, quiet=context.json)
    with studio.documents.read(workshop) as tx:
        order = tx.get(ErasureOrder, order.id)
    emit(context, order, lambda: _tell_done(order))
    exit_if_failed(ended)


def _tell_plan(plan: ErasurePlan, someone: Participant, *, everything: bool, kept: bool) -> None:
    console.print(f"{len(plan.clips)} clip(s) of {someone.pseudonym} go, for good:", markup=False)
    for clip in plan.clips:
        why = " (it shows the same moments)" if clip in plan.also else ""
        console.print(f"  {clip.title}{why}", markup=False)
    if plan.others:
        names = ", ".join(other.pseudonym for other in plan.others)
        console.print(f"  In them are also {names}: tell them. Their clip goes with it.", markup=False)
    for clip in plan.kept:
        console.print(f"  {'kept' if kept else 'LOST'}, from the same recording: {clip.title}", markup=False)
    if plan.unclaimed_ms:
        seconds = plan.unclaimed_ms / 1000
        console.print(
            f"  {seconds:.0f} s of these recordings lie in no clip and go too: mark what is to stay."
        )
    if plan.proved:
        names = ", ".join(other.pseudonym for other in plan.proved)
        becomes = "stays, sealed, as that alone" if kept else "goes too: it is LOST"
        console.print(f"  What proves the answers of {names} {becomes}.", markup=False)
    if everything and plan.filmed:
        names = ", ".join(footage.original_name for footage in plan.filmed)
        console.print(f"  Their evidence that is footage too stays, for its clips: {names}", markup=False)
    _tell_elsewhere(plan.elsewhere)
    console.print(f"  {len(plan.films)} film(s) lose them; {len(plan.kits)} kit(s) are recalled or out.")
    if everything:
        console.print("  The name, the notes and the identity go too.")


def _tell_elsewhere(workshops: Sequence[str]) -> None:
    for other in workshops:
        console.print(
            f"  ! The workshop {other} has one of these recordings too: erase it there.", markup=False
        )


def _tell_done(order: ErasureOrder) -> None:
    if order.done_at is None:
        console.print("The gate is closed, but the erasure is not finished.")
        return
    console.print(
        f"✓ Erased at {order.done_at:%H:%M:%S} UTC. The ledger keeps that it happened, not what it was."
    )
    for kept in order.kept:
        console.print(
            f"  {len(kept.clip_ids)} clip(s) of others were kept: their recording was written anew."
        )
    for sha256 in order.stays:
        console.print(
            f"  A recording proves what others answered and stays, sealed, as that alone: {sha256[:12]}"
        )
    _tell_elsewhere(order.elsewhere)
    for named in order.still_named:
        console.print(f"  ! Somebody typed the name or a title here; look at it: {named}", markup=False)
    console.print(_COPIES)
    console.print("  Backups hold only what is sealed, and its key is gone.")


COMMANDS = (erase,)
