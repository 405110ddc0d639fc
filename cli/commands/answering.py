"""``consent record``, ``consent refusals``: what somebody answered, and what could not be written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from cli.output import Context, choices, console, emit, pass_context, table
from consent.answers.leaving import record_whole
from consent.answers.refusals import WORDS, open_refusals
from consent.answers.understanding import with_notice
from consent.errors import AnswerRefused, Refusal
from consent.events import RefusedAnswer
from consent.notices import parse_reference
from consent.releases import Answer, AnswerState, Appearance, Guardian, How, Role, Stage, TeachBack
from pvstudio.languages import language_name
from pvstudio.model import Audience, CutState, CutVersion, Kit, Participant, Treatment, new_id
from pvstudio.store import Reading
from pvstudio.store.errors import FootageErased
from workflows import lookup
from workflows.discard import discard
from workflows.errors import Unclear
from workflows.wiring import Studio
from workflows.withdrawals import Withdrawal, consent_changes


@click.command()
@click.argument("person")
@click.argument("stage", type=choices(Stage))
@click.argument("answer", type=click.Choice(["given", "limited", "refused"]))
@click.option("--clip", help="The clip, for S3.")
@click.option("--version", help="The cut version, for S4 (default: the newest; for a no, all).")
@click.option(
    "--audience", "audiences", multiple=True, type=choices(Audience), help="For S3 and S4; repeat it."
)
@click.option(
    "--treatment", "treatments", multiple=True, type=choices(Treatment), help="A condition; repeat it."
)
@click.option("--without-language", "left_out", multiple=True, help="A subtitle language that is left out.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Until when the yes holds.")
@click.option("--how", type=choices(How), default=str(How.ON_SCREEN), show_default=True)
@click.option("--role", type=choices(Role), default=str(Role.SELF), show_default=True)
@click.option("--guardian", help="Which guardian answers; not needed where there is only one.")
@click.option("--taken-by", default="", help="Who asked; for a best-interests sign-off the officer.")
@click.option("--notice", "reference", default="", help="The notice that was shown, by its reference.")
@click.option("--notice-language", help="… or by its language; default: the first that they understand.")
@click.option("--interpreter", default="", help="Who interpreted it.")
@click.option("--teach-back", type=choices(TeachBack), default=str(TeachBack.NOT_ASKED), show_default=True)
@click.option(
    "--evidence",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The recording, or the photographed sheet: kept, and bound to the answer by its hash.",
)
@pass_context
def record(
    context: Context,
    /,
    clip: str | None,
    version: str | None,
    audiences: tuple[str, ...],
    guardian: str | None,
    notice_language: str | None,
    evidence: Path | None,
    **options: Any,
) -> None:
    """Record what PERSON answered at STAGE: S1 take part, S2 be filmed, S3 share a clip, S4 this cut."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    began = datetime.now(UTC)
    said = _said(workshop, began, **options)
    if guardian:
        said = replace(said, role=Role.GUARDIAN)
    wanted: list[Audience | None] = [Audience(each) for each in audiences] or [None]
    with _kept(studio, workshop, evidence) as sha256, consent_changes(studio, workshop) as tx:
        said = replace(said, evidence=sha256)
        someone = _someone(tx, said)
        said = replace(said, participant_id=someone.id)
        subjects = _subjects(tx, said, clip, version, someone)
        said = _asked(tx, said, guardian, notice_language)
        recorded = [
            record_whole(
                tx,
                replace(
                    said,
                    id=new_id("answer"),
                    at=datetime.now(UTC),
                    subject_id=subject,
                    audience=audience,
                ),
            )
            for subject in subjects
            for audience in wanted
        ]
        _require_here(studio, workshop, evidence, sha256)
    _tell_recalls(studio, workshop, since=began)
    emit(context, recorded, lambda: _tell(someone, said, audiences))


@contextmanager
def _kept(studio: Studio, workshop: str, evidence: Path | None) -> Iterator[str]:
    """Copy evidence in and give its SHA-256, "" without any; of what is then refused nothing is kept.

    Before the transaction: a recording from a card may take minutes, and a withdrawal waits for none.
    """
    if evidence is None:
        yield ""
        return
    received = studio.files(workshop).receive(evidence)
    try:
        yield received.sha256
    except BaseException:
        if not received.duplicate:
            discard(studio, workshop, received.sha256)
        raise


def _require_here(studio: Studio, workshop: str, evidence: Path | None, sha256: str) -> None:
    """Copy *evidence* in again where it went since: by then it was a note's, too, which somebody deleted.

    In the transaction of the answer: from here on no deletion takes it. Raises :class:`FootageErased`
    where an erasure took it.
    """
    files = studio.files(workshop)
    if evidence is None or files.has(sha256):
        return
    files.receive(evidence)
    if not files.has(sha256):  # it is another file by now
        raise FootageErased(sha256)


def _said(workshop: str, at: datetime, **options: Any) -> Answer:
    """Return what was typed as an answer; the person by the name that was typed."""
    expires: datetime | None = options["expires"]
    return Answer(
        id="",
        at=at,
        participant_id=options["person"],
        stage=Stage(options["stage"]),
        subject_id=workshop,
        state=AnswerState(options["answer"]),
        treatments=frozenset(map(Treatment, options["treatments"])),
        languages_left_out=frozenset(options["left_out"]),
        expires_at=expires.replace(tzinfo=UTC) if expires else None,
        how=How(options["how"]),
        role=Role(options["role"]),
        taken_by=options["taken_by"],
        interpreter=options["interpreter"],
        notice=options["reference"],
        teach_back=TeachBack(options["teach_back"]),
    )


def _tell(someone: Participant, said: Answer, audiences: Sequence[str]) -> None:
    to = f" for {', '.join(audiences)}" if audiences else ""
    console.print(f"✓ {escape(someone.pseudonym)}, {said.stage}: {said.state}{to}")
    if said.notice:
        told = parse_reference(said.notice)
        console.print(f"  asked with the notice in {language_name(told.language)}, version {told.version}")


def _someone(tx: Reading, said: Answer) -> Participant:
    try:
        return lookup.participant(tx, said.participant_id)
    except Unclear as unclear:
        raise _unknown(unclear, Refusal.UNKNOWN_PERSON, said) from unclear


def _unknown(unclear: Unclear, why: Refusal, said: Answer) -> Unclear | AnswerRefused:
    """A name that means nothing is a refused answer, on record; one that means several is asked back."""
    if unclear.several:
        return unclear
    return AnswerRefused(why, str(unclear), advice=unclear.advice, answer=said)


def _asked(tx: Reading, said: Answer, guardian: str | None, language: str | None) -> Answer:
    """Note which guardian answers, and which notice was shown: the one that is named, or else theirs."""
    known = tx.find(Guardian, participant_id=said.participant_id)
    if guardian:
        known = [one for one in known if guardian in {one.id, one.pseudonym}]
    if said.role is Role.GUARDIAN and len(known) == 1:
        said = replace(said, guardian_id=known[0].id)
    return with_notice(tx, said, language)


def _tell_recalls(studio: Studio, workshop: str, *, since: datetime) -> None:
    """Say which kits were recalled, and who must be told."""
    with studio.documents.read(workshop) as tx:
        kits = [tx.get(Kit, kit) for one in tx.find(Withdrawal) if one.at >= since for kit in one.kits]
    for kit in kits:
        click.echo(f"! Kit {kit.id} is recalled: {kit.recipient} must delete it.", err=True)


def _subjects(
    tx: Reading, said: Answer, clip: str | None, version: str | None, someone: Participant
) -> list[str]:
    """Return what an answer is about. A no to no version in particular is a no to every film they are in."""
    if said.stage in {Stage.S1, Stage.S2}:
        return [said.subject_id]
    if said.stage is Stage.S3 and clip is None:
        raise click.UsageError("S3 is about one clip: name it with --clip.")
    if said.stage is Stage.S4 and version is None and not said.state.is_yes:
        return _films_with(tx, someone, said)
    try:
        if said.stage is Stage.S3:
            return [lookup.clip(tx, clip or "").id]
        return [lookup.version(tx, version).id]
    except Unclear as unclear:
        named = replace(said, subject_id=clip or version or "")
        raise _unknown(unclear, Refusal.UNKNOWN_SUBJECT, named) from unclear


def _films_with(tx: Reading, someone: Participant, said: Answer) -> list[str]:
    seen = {one.clip_id for one in tx.find(Appearance, participant_id=someone.id)}
    films = tx.find(CutVersion, state=CutState.RENDERED)
    inside = [film.id for film in films if seen & {item.clip_id for item in film.items}]
    if not inside:
        raise AnswerRefused(
            Refusal.NOT_IN_IT,
            f"{someone.pseudonym} is logged in no film that is rendered.",
            advice="If they are in one all the same, name it with --version: the no then stops it.",
            answer=said,
        )
    return inside


@click.command()
@click.option("--open", "only_open", is_flag=True, help="Only what has not been answered since.")
@pass_context
def refusals(context: Context, only_open: bool) -> None:
    """List the answers that could not be recorded, and why; each of them changed nothing."""
    studio = context.studio()
    with studio.documents.read(studio.workshop(context.workshop).id) as tx:
        found = open_refusals(tx) if only_open else tx.find(RefusedAnswer)
        names = {one.id: one.pseudonym for one in tx.find(Participant)}
        still = {one.id for one in open_refusals(tx)}
    found = sorted(found, key=lambda one: one.at)
    rows = [
        (
            f"{one.at.astimezone():%Y-%m-%d %H:%M}",
            names.get(one.participant_id, "(unknown)"),
            f"{one.stage} {one.audience or ''} {one.state}",
            WORDS[one.why],
            "ask again" if one.id in still else "",
        )
        for one in found
    ]
    emit(context, found, lambda: table("When", "Who", "What", "Not recorded because", "", rows=rows))
