"""The last chapter of the demo: what everybody can check, without trusting anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape

from cli.output import console
from consent.ledger.checking import verify_workshop
from consent.ledger.entries import LedgerEntry
from consent.ledger.errors import LedgerBroken
from consent.ledger.heads import Head
from consent.ledger.witnessing import write_sheet
from consent.receipts.card import card, png
from consent.receipts.issuing import issue, language_of
from consent.receipts.statement import answers_of
from consent.receipts.telling import told_lines
from consent.receipts.verifying import verify_receipt
from pvstudio.model import Participant, Workshop
from pvstudio.store.files import make_folder, write_bytes
from workflows.whereabouts import whereabouts
from workflows.wiring import Studio


def show_proof(studio: Studio, workshop: str, person_id: str, folder: Path) -> list[tuple[str, Path]]:
    """Prove the ledger, give a person their receipt, tell where their film is; return what to look at.

    Raises :class:`LedgerBroken`.
    """
    make_folder(folder)
    with studio.documents.read(workshop) as tx:
        verdict = verify_workshop(tx, trusted=studio.accepted_keys)
        if verdict.fault:
            raise LedgerBroken(verdict.fault)
        entries, person = tx.find(LedgerEntry), tx.get(Participant, person_id)
        title = tx.get(Workshop, workshop).title
    console.print(
        f"The ledger holds {verdict.entries} events of consent. It is [green]whole[/]: "
        "every entry, signature and derived state fits."
    )
    head = folder / "head-of-the-ledger.png"
    write_sheet(Head.of(entries[-1]), title, head)
    receipt = folder / "receipt.png"
    _hand_over(studio, entries, person, receipt)
    _tell_where(studio, workshop, person)
    return [("receipt, a card without a name", receipt), ("head of the ledger, to keep on paper", head)]


def _hand_over(studio: Studio, entries: list[LedgerEntry], person: Participant, target: Path) -> None:
    """Make the card of what this person said last, and read it as a stranger would."""
    said = answers_of(entries, person.id)
    given = issue(said, said[-1], language_of(said[-1], person.languages), studio.signing_key)
    write_bytes(target, png(card(given, target.parent)))
    verdict = verify_receipt(given, entries, studio.accepted_keys, at=datetime.now(UTC))
    console.print(f"{escape(person.pseudonym)} takes a receipt along. Whoever checks it reads:")
    for about, said_then, now in told_lines(verdict):
        console.print(f"  {about}: {said_then}. {now}", markup=False)


def _tell_where(studio: Studio, workshop: str, person: Participant) -> None:
    found = whereabouts(studio, workshop, person.id)
    kits = sum(len(film.kits) for film in found.films)
    console.print(
        f"Where the film of {escape(person.pseudonym)} is now: {kits} kit(s) were handed out; "
        f"{found.out} may still lie with a host, until the host confirms."
    )
