"""``consent``: what people agree to, who stands in the way, taking it back, the officer's veto."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from rich.text import Text

from cli.commands.answering import record, refusals
from cli.commands.withdrawals import where, withdraw
from cli.output import Context, choices, console, emit, pass_context, table
from consent.answers.recording import lift_veto, place_veto
from consent.answers.refusals import open_refusals
from consent.gate.policy import clip_withheld, required_treatments
from consent.gate.records import Records
from consent.releases import Veto
from pvstudio.model import (
    Audience,
    Clip,
    CutItem,
    Treatment,
    new_id,
)
from workflows import lookup
from workflows.layout import can_be_done
from workflows.withdrawals import consent_changes


@click.group()
def consent() -> None:
    """What people agree to: answers, the gate, withdrawal."""


consent.add_command(record)
consent.add_command(refusals)
consent.add_command(withdraw)
consent.add_command(where)


@consent.command()
@click.argument("subject")
@click.option("--by", required=True, help="The safeguarding officer.")
@click.option("--words", default="", help="What facilitators may know; no secrets.")
@click.option("--audience", type=choices(Audience), help="Only for this audience; default: for everybody.")
@pass_context
def veto(context: Context, subject: str, by: str, words: str, audience: str | None) -> None:
    """Stop SUBJECT (a clip, a person, a cut or a version): wins over every yes, at once."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with consent_changes(studio, workshop) as tx:
        placed = Veto(
            id=new_id("veto"),
            at=datetime.now(UTC),
            subject_id=lookup.anything(tx, subject),
            by=by,
            audience=Audience(audience) if audience else None,
            words=words,
        )
        place_veto(tx, placed)
    emit(context, placed, lambda: console.print(f"✓ Stopped, as {placed.id}. Lift it: pvstudio consent lift"))


@consent.command()
@click.argument("veto_id")
@click.option("--by", required=True, help="The safeguarding officer.")
@pass_context
def lift(context: Context, veto_id: str, by: str) -> None:
    """Take a veto back. Nothing opens by it that people have not agreed to."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.book(workshop) as tx:
        lifted = lift_veto(tx, veto_id, by=by, at=datetime.now(UTC))
    emit(context, lifted, lambda: console.print(f"✓ {veto_id} no longer stands."))


@consent.command()
@pass_context
def show(context: Context) -> None:
    """Show, clip by clip and audience by audience, whether the gate is open, and who stands in the way."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    now = datetime.now(UTC)
    with studio.documents.read(workshop) as tx:
        clips = tx.find(Clip)
        records = Records.for_clips(tx, workshop, [clip.id for clip in clips])
        waiting = len(open_refusals(tx))
    answers = {}
    for clip in clips:
        for audience in Audience:
            wished = required_treatments(clip.id, audience, now, records)
            item = CutItem(clip_id=clip.id, treatments=can_be_done(wished))
            answers[clip.title, audience] = (
                clip_withheld(item, audience, None, now, records),
                item.treatments,
            )

    def people() -> None:
        rows = [
            (clip.title, *(_mark(*answers[clip.title, audience]) for audience in Audience)) for clip in clips
        ]
        table("Clip", *Audience, rows=rows)
        console.print("✓ open   T open with treatments   ✗ withheld")
        for (title, audience), (reasons, _treatments) in answers.items():
            for reason in reasons:
                console.print(f"  {title} · {audience}: {reason.words}", markup=False)
        if waiting:
            console.print(
                f"[yellow]![/] {waiting} answer(s) could not be recorded: pvstudio consent refusals --open"
            )

    rows = [
        {"clip": title, "audience": audience, "withheld": reasons, "treatments": sorted(treatments)}
        for (title, audience), (reasons, treatments) in answers.items()
    ]
    emit(context, rows, people)


def _mark(reasons: tuple[object, ...], treatments: frozenset[Treatment]) -> Text:
    if reasons:
        return Text("✗", "red")
    return Text("T", "yellow") if treatments else Text("✓", "green")


COMMANDS = (consent,)
