"""``participant``, ``appear``, ``consent``: who is in what, what they agreed to, and taking it back."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from rich.markup import escape
from rich.text import Text

from cli.output import Context, console, emit, pass_context, table
from cli.watching import exit_if_failed, wait_for
from consent.policy import clip_withheld, required_treatments
from consent.recording import confirm_complete, lift_veto, log_appearance, place_veto, record_answer
from consent.records import Records
from consent.releases import Answer, AnswerState, Appearance, How, Role, Sign, Stage, Veto
from pvstudio.model import (
    AgeBand,
    Audience,
    Clip,
    CutItem,
    CutState,
    CutVersion,
    Kit,
    Participant,
    Treatment,
    new_id,
)
from pvstudio.store import Reading
from workflows import lookup
from workflows.layout import can_be_done
from workflows.queue import JobInfo, Work, job_id
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal, consent_changes
from workflows.withdrawals import withdraw as close_at_once


def _choices(kind: type) -> click.Choice[str]:
    return click.Choice([*map(str, kind)])  # type: ignore[call-overload]


@click.command()
@click.argument("pseudonym")
@click.option("--age", type=_choices(AgeBand), default=str(AgeBand.ADULT), show_default=True)
@click.option(
    "--language", "-l", "languages", multiple=True, help="A language that they understand; repeat it."
)
@pass_context
def participant(context: Context, pseudonym: str, age: str, languages: tuple[str, ...]) -> None:
    """Add a participant by PSEUDONYM; the real name stays out of the studio."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    person = Participant(id=new_id("person"), pseudonym=pseudonym, age_band=AgeBand(age), languages=languages)
    with studio.book(workshop) as tx:
        if tx.find(Participant, pseudonym=pseudonym):
            raise click.UsageError(f"Somebody is called “{pseudonym}” already; choose another pseudonym.")
        tx.put(person)
    emit(context, person, lambda: console.print(f"✓ {escape(pseudonym)} → {person.id}"))


@click.command()
@click.argument("clip")
@click.argument("people", nargs=-1)
@click.option(
    "--by", "signs", multiple=True, type=_choices(Sign), help="By what they can be recognised; repeat it."
)
@click.option(
    "--complete", is_flag=True, help="Confirm: everybody who can be recognised in the clip is logged."
)
@pass_context
def appear(
    context: Context, clip: str, people: tuple[str, ...], signs: tuple[str, ...], complete: bool
) -> None:
    """Log that PEOPLE (pseudonyms or ids) are in CLIP; until --complete it is withheld from everybody."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with consent_changes(studio, workshop) as tx:
        found = lookup.clip(tx, clip)
        for name in people:
            log_appearance(tx, found.id, lookup.participant(tx, name).id, map(Sign, signs or (Sign.FACE,)))
        found = confirm_complete(tx, found.id) if complete else tx.get(Clip, found.id)
        seen = tx.find(Appearance, clip_id=found.id)
        names = {person.id: person.pseudonym for person in tx.find(Participant)}

    def show() -> None:
        table("Who", "By", rows=[(names[one.participant_id], ", ".join(sorted(one.by))) for one in seen])
        done = found.people_complete
        console.print(
            "Everybody is logged." if done else "[yellow]![/] Not confirmed as complete: --complete"
        )

    emit(context, seen, show)


@click.group()
def consent() -> None:
    """What people agree to: answers, the gate, withdrawal."""


@consent.command()
@click.argument("person")
@click.argument("stage", type=_choices(Stage))
@click.argument("answer", type=click.Choice(["given", "limited", "refused"]))
@click.option("--clip", help="The clip, for S3.")
@click.option("--version", help="The cut version, for S4 (default: the newest; for a no, all).")
@click.option(
    "--audience", "audiences", multiple=True, type=_choices(Audience), help="For S3 and S4; repeat it."
)
@click.option(
    "--treatment", "treatments", multiple=True, type=_choices(Treatment), help="A condition; repeat it."
)
@click.option("--without-language", "left_out", multiple=True, help="A subtitle language that is left out.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Until when the yes holds.")
@click.option("--how", type=_choices(How), default=str(How.ON_SCREEN), show_default=True)
@click.option("--role", type=_choices(Role), default=str(Role.SELF), show_default=True)
@click.option("--taken-by", default="", help="Who asked.")
@pass_context
def record(
    context: Context,
    person: str,
    stage: str,
    answer: str,
    clip: str | None,
    version: str | None,
    audiences: tuple[str, ...],
    treatments: tuple[str, ...],
    left_out: tuple[str, ...],
    expires: datetime | None,
    how: str,
    role: str,
    taken_by: str,
) -> None:
    """Record what PERSON answered at STAGE: S1 take part, S2 be filmed, S3 share a clip, S4 this cut."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    began = datetime.now(UTC)
    wanted: list[Audience | None] = [Audience(each) for each in audiences] or [None]
    with consent_changes(studio, workshop) as tx:
        someone = lookup.participant(tx, person)
        subjects = _subjects(tx, Stage(stage), workshop, clip, version, (AnswerState(answer), someone))
        recorded = [
            record_answer(
                tx,
                Answer(
                    id=new_id("answer"),
                    at=datetime.now(UTC),
                    participant_id=someone.id,
                    stage=Stage(stage),
                    subject_id=subject,
                    state=AnswerState(answer),
                    audience=audience,
                    treatments=frozenset(map(Treatment, treatments)),
                    languages_left_out=frozenset(left_out),
                    expires_at=expires.replace(tzinfo=UTC) if expires else None,
                    how=How(how),
                    role=Role(role),
                    taken_by=taken_by,
                ),
            )
            for subject in subjects
            for audience in wanted
        ]
    said = f" for {', '.join(audiences)}" if audiences else ""
    _tell_recalls(studio, workshop, since=began)
    emit(context, recorded, lambda: console.print(f"✓ {escape(someone.pseudonym)}, {stage}: {answer}{said}"))


def _tell_recalls(studio: Studio, workshop: str, *, since: datetime) -> None:
    """Say which kits were recalled, and who must be told."""
    with studio.documents.read(workshop) as tx:
        kits = [tx.get(Kit, kit) for one in tx.find(Withdrawal) if one.at >= since for kit in one.kits]
    for kit in kits:
        click.echo(f"! Kit {kit.id} is recalled: {kit.recipient} must delete it.", err=True)


def _subjects(
    tx: Reading,
    stage: Stage,
    workshop: str,
    clip: str | None,
    version: str | None,
    said: tuple[AnswerState, Participant],
) -> list[str]:
    """Return what an answer is about. A no to no version in particular is a no to every film they are in."""
    state, person = said
    if stage in {Stage.S1, Stage.S2}:
        return [workshop]
    if stage is Stage.S3:
        if clip is None:
            raise click.UsageError("S3 is about one clip: name it with --clip.")
        return [lookup.clip(tx, clip).id]
    if version is None and not state.is_yes:
        seen = {one.clip_id for one in tx.find(Appearance, participant_id=person.id)}
        films = tx.find(CutVersion, state=CutState.RENDERED)
        inside = [film.id for film in films if seen & {item.clip_id for item in film.items}]
        if not inside:
            raise click.UsageError(f"{person.pseudonym} is in no film that is rendered; nothing is open.")
        return inside
    return [lookup.version(tx, version).id]


@consent.command()
@click.argument("person")
@click.option(
    "--clip", "clips", multiple=True, help="Only for this clip; repeat it. Default: for everything."
)
@click.option("--taken-by", default="", help="Who was told.")
@click.option("--role", type=_choices(Role), default=str(Role.SELF), show_default=True)
@click.option(
    "--later", is_flag=True, help="Close the gate now; leave the recall and the new cut to a worker."
)
@pass_context
def withdraw(
    context: Context, person: str, clips: tuple[str, ...], taken_by: str, role: str, later: bool
) -> None:
    """Take back what PERSON agreed to: at once, and no reason is asked."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        someone = lookup.participant(tx, person)
        chosen = [lookup.clip(tx, name).id for name in clips]
    ended: list[JobInfo] = []
    done = close_at_once(
        studio, workshop, someone.id, chosen, how=How.SPOKEN, role=Role(role), taken_by=taken_by
    )
    if not later:
        job = job_id(Work.WITHDRAW, done.id)
        ended = wait_for(studio, [job], names={done.id: someone.pseudonym}, quiet=context.json)
    with studio.documents.read(workshop) as tx:
        done = tx.get(type(done), done.id)

    def people() -> None:
        console.print(f"✓ Closed at {done.at:%H:%M:%S} UTC: {len(done.clip_ids)} clip(s).")
        console.print(
            f"  {len(done.recalled)} version(s) recalled; hosts must delete {len(done.kits)} kit(s)."
        )
        for version in done.narrowed:
            console.print(f"  A narrowed version is ready: {version}")
        console.print("  What others have copied cannot be called back.")

    emit(context, done, people)
    exit_if_failed(ended)


@consent.command()
@click.argument("subject")
@click.option("--by", required=True, help="The safeguarding officer.")
@click.option("--words", default="", help="What facilitators may know; no secrets.")
@click.option("--audience", type=_choices(Audience), help="Only for this audience; default: for everybody.")
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

    rows = [
        {"clip": title, "audience": audience, "withheld": reasons, "treatments": sorted(treatments)}
        for (title, audience), (reasons, treatments) in answers.items()
    ]
    emit(context, rows, people)


def _mark(reasons: tuple[object, ...], treatments: frozenset[Treatment]) -> Text:
    if reasons:
        return Text("✗", "red")
    return Text("T", "yellow") if treatments else Text("✓", "green")


COMMANDS = (participant, appear, consent)
