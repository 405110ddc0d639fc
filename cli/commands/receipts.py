"""``receipt``: a card of what somebody agreed to, and whether a card is true."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cli.commands.ledger import FILE, KEY, NEW_FILE
from cli.output import Context, Exit, console, emit, pass_context
from consent.ledger.entries import LedgerEntry
from consent.ledger.exporting import from_line, read_lines
from consent.ledger.keys import accepted_keys
from consent.receipts.card import card, pdf, png, qr_code
from consent.receipts.errors import NothingAnswered
from consent.receipts.issuing import code_of, issue, language_of
from consent.receipts.payload import Receipt
from consent.receipts.photographs import read_photograph
from consent.receipts.statement import Recorded, answers_of
from consent.receipts.telling import advice, told, told_lines
from consent.receipts.verifying import Proof, Verdict, verify_among
from pvstudio.model import Participant
from pvstudio.store.files import write_bytes
from workflows import lookup

#: What a line that is none of a ledger stands for: an entry that proves nothing.
_BROKEN = LedgerEntry(id="", text="", hash="", signature="", key="")


@click.group()
def receipt() -> None:
    """Receipts: what somebody agreed to, on a card without a name, and whether a card is true."""


@receipt.command()
@click.argument("person")
@click.option("--clip", help="Of the last answer about this clip.")
@click.option("--version", help="Of the last answer about this film: a cut version.")
@click.option("--entry", type=click.IntRange(min=1), help="Of what stood after this entry of the ledger.")
@click.option("--last", is_flag=True, help="Of the last answer of all (this is the default).")
@click.option("--language", "-l", help="Language of the card (default: the person's).")
@click.option("--output", "-o", required=True, type=NEW_FILE, help="A .png or .pdf, A6.")
@pass_context
def make(
    context: Context,
    person: str,
    clip: str | None,
    version: str | None,
    entry: int | None,
    last: bool,
    language: str | None,
    output: Path,
) -> None:
    """Make the card of what PERSON answered: it can be made again at any time, and is always the same."""
    if output.suffix.lower() not in {".png", ".pdf"}:
        raise click.UsageError("A card is a .png or a .pdf: name --output so.")
    if sum(map(bool, (clip, version, entry, last))) > 1:
        raise click.UsageError("One of --clip, --version, --entry and --last is enough.")
    studio = context.studio()
    workshop = studio.workshop(context.workshop).id
    with studio.documents.read(workshop) as tx:
        someone = lookup.participant(tx, person)
        subject = lookup.clip(tx, clip).id if clip else lookup.version(tx, version).id if version else None
        said = answers_of(tx.find(LedgerEntry), someone.id)
    chosen = _chosen(someone, said, subject, entry)
    tag = language or language_of(chosen, someone.languages)
    given = issue(said, chosen, tag, studio.signing_key)
    picture = card(given, output.absolute().parent)
    write_bytes(output, pdf(picture) if output.suffix.lower() == ".pdf" else png(picture))

    def people() -> None:
        size = qr_code(given).designator
        console.print(f"✓ {output}: entry {chosen.number} of the ledger, in {tag}; QR code {size}")
        console.print("  There is no name on it. Taking it along is up to the person.")

    emit(context, {"text": given.text(), "entry": chosen.number, "code": code_of(given.hash)}, people)


def _chosen(
    person: Participant, said: Sequence[Recorded], subject: str | None, entry: int | None
) -> Recorded:
    """Return the last answer that is meant. Raises :class:`NothingAnswered`."""
    found = [
        one
        for one in said
        if (subject is None or one.answer.subject_id == subject) and entry in {None, one.number}
    ]
    if not found:
        raise NothingAnswered(f"by {person.pseudonym}{' of that kind' if subject or entry else ''}")
    return found[-1]


@receipt.command()
@click.argument("what")
@click.option("--ledger", "file", type=FILE, help="An exported ledger, instead of the studio's own.")
@KEY
@pass_context
def verify(context: Context, what: str, file: Path | None, keys: tuple[str, ...]) -> None:
    """Tell whether a receipt is true and still stands. WHAT is a photograph of it, or its QR code's text.

    Without a studio: --ledger with an export, and --key with the studio's public key.
    """
    given = _read(what)
    if file and not keys:
        raise click.UsageError("--ledger proves nothing without --key: the studio's public key, from paper.")
    ledgers = _exported(file) if file else _own(context)
    own = () if file else accepted_keys(context.settings.home)
    found = verify_among(given, ledgers, [*own, *keys], at=datetime.now(UTC))
    if found is None:
        raise NothingAnswered("because there is no workshop")
    workshop, verdict = found
    emit(context, _plain(workshop, verdict), lambda: _tell(workshop, verdict))
    if verdict.proof is not Proof.GENUINE:
        sys.exit(Exit.FAILED)


def _read(what: str) -> Receipt:
    if "." not in what and "/" not in what:  # no receipt holds these, every photograph's path does
        return Receipt.parse(what)
    if not Path(what).is_file():
        raise click.UsageError(f"There is no photograph “{what}”.")
    return read_photograph(Path(what))


def _exported(file: Path) -> Iterator[tuple[str, list[LedgerEntry]]]:
    with file.open("rb") as opened:
        yield str(file), [from_line(line) or _BROKEN for line in read_lines(opened)]


def _own(context: Context) -> Iterator[tuple[str, list[LedgerEntry]]]:
    studio = context.studio()
    workshops = [context.workshop] if context.workshop else studio.workshops()
    for workshop in workshops:
        with studio.documents.read(studio.workshop(workshop).id) as tx:
            yield workshop, tx.find(LedgerEntry)


def _plain(workshop: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "proof": str(verdict.proof),
        "now": verdict.now and str(verdict.now),
        "words": told(verdict),
        "advice": advice(verdict),
        "ledger": workshop,
        "entry": verdict.recorded and verdict.recorded.number,
        "participant": verdict.recorded and verdict.recorded.answer.participant_id,
        "lines": [{"audience": line.audience, "now": str(line.now)} for line in verdict.lines],
    }


def _tell(workshop: str, verdict: Verdict) -> None:
    statement, good = verdict.receipt.statement, verdict.proof is Proof.GENUINE
    console.print(f"{'[green]✓[/]' if good else '[red]✗[/]'} {told(verdict)}")
    if verdict.recorded:
        where = f"entry {verdict.recorded.number} of {workshop}"
        console.print(f"  {statement.stage} of {statement.day}, {where}", markup=False)
    for about, answer, became in told_lines(verdict):
        console.print(f"  {about}: {answer}: {became}", markup=False)
    if advice(verdict):
        console.print(f"  → {advice(verdict)}", markup=False)


COMMANDS = (receipt,)
