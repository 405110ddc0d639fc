"""``notice``: the texts by which people are asked, who approved them, who speaks them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.markup import escape

from cli.output import Context, console, emit, pass_context, table
from consent.notices import Notice, Topic, approve, notice
from consent.notices.narrations import attach_narration, receive_narration
from consent.notices.overview import NoticeStanding, NoticeState, overview, standings
from pvstudio.languages import language_name

_MARKS = {NoticeState.WRITTEN: "✎", NoticeState.APPROVED: "✓", NoticeState.MACHINE_MADE: "—"}
_TOPICS = click.Choice([*map(str, Topic)])


@click.group("notice")
def group() -> None:
    """The texts by which people are asked: read them, approve them, speak them."""


@group.command("list")
@pass_context
def list_notices(context: Context) -> None:
    """Show which notices there are, which may be used, and which are spoken."""
    studio = context.studio()
    with studio.documents.read(studio.workshop(context.workshop).id) as tx:
        found = overview(tx)

    def people() -> None:
        rows = [(language_name(tag), tag, *map(_cell, each)) for tag, each in found.items()]
        table("Language", "", *Topic, rows=rows)
        console.print("✎ written   ✓ approved   — machine-made, not approved: cannot be used   ♪ spoken")

    emit(context, [_row(one) for each in found.values() for one in each], people)


def _cell(one: NoticeStanding) -> str:
    return _MARKS[one.state] + (" ♪" if one.narration else "")


def _row(one: NoticeStanding) -> dict[str, object]:
    return {
        "language": one.notice.language,
        "topic": one.notice.topic,
        "reference": one.notice.reference,
        "state": one.state,
        "approved_by": [each.by for each in one.approvals],
        "narration": one.narration.sha256 if one.narration else None,
    }


@group.command()
@click.argument("language")
@click.argument("topic", type=_TOPICS)
@pass_context
def show(context: Context, language: str, topic: str) -> None:
    """Show the notice about TOPIC in LANGUAGE, as people are shown it."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        [one] = standings(tx, [notice(topic, language)])

    def people() -> None:
        _print(one.notice)
        console.print(f"\n{_said(one)}\n{one.notice.reference}", markup=False)
        if one.narration:
            console.print(f"Spoken by {one.narration.by}: listen on the page of the notice.", markup=False)

    emit(context, _row(one) | {"shown": one.notice.shown()}, people)


def _print(shown: Notice) -> None:
    console.rule(escape(shown.title), align="left")
    for card in shown.cards:
        console.print(f"  {card.text}", markup=False)
    if shown.teach_back:
        console.print(f"\n{shown.teach_back.question}", markup=False)
        for index, choice in enumerate(shown.teach_back.choices):
            console.print(f"  {'✓' if index == shown.teach_back.right else '·'} {choice.text}", markup=False)
    for names in shown.buttons.values():
        console.print(f"\n  {' | '.join(names.values())}", markup=False)


def _said(one: NoticeStanding) -> str:
    if one.state is NoticeState.APPROVED:
        return f"Machine-made, approved by {', '.join(each.by for each in one.approvals)}."
    if one.state is NoticeState.WRITTEN:
        return "Written by a person."
    return "Machine-made, and nobody has approved it: it cannot be used for an answer."


@group.command("approve")
@click.argument("language")
@click.option("--topic", "topics", multiple=True, type=_TOPICS, help="Only this one; repeat it.")
@click.option("--by", required=True, help="Who speaks the language and has read the text.")
@pass_context
def approve_notices(context: Context, language: str, topics: tuple[str, ...], by: str) -> None:
    """Record that somebody has read the notices in LANGUAGE and finds them right.

    It holds for exactly these words and drawings: a changed text needs a new approval.
    """
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    chosen = [notice(topic, language) for topic in topics or Topic]
    kept = studio.folder(workshop) / "notices"
    with studio.book(workshop) as book:
        done = [approve(book, one, by=by, at=datetime.now(UTC), kept=kept) for one in chosen]
    said = f"✓ {len(done)} notice(s) in {language_name(language)} approved by {by}"
    emit(context, done, lambda: console.print(said, markup=False))


@group.command()
@click.argument("language")
@click.argument("topic", type=_TOPICS)
@click.argument("recording", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="", help="Who speaks.")
@pass_context
def narrate(context: Context, language: str, topic: str, recording: Path, by: str) -> None:
    """Keep RECORDING (sound or film) as the spoken form of one notice."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    spoken = notice(topic, language)
    sha256, duration_ms = receive_narration(recording, studio.folder(workshop))
    with studio.documents.write(workshop) as tx:
        kept = attach_narration(tx, spoken, sha256, duration_ms, by=by, at=datetime.now(UTC))
    said = f"✓ {topic} in {language_name(language)} is spoken ({duration_ms / 1000:.0f} s)"
    emit(context, kept, lambda: console.print(said, markup=False))


COMMANDS = (group,)
