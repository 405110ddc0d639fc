"""``ledger``: prove it, look at it, give away its head, export it, build the documents from it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.markup import escape

from cli.output import Context, Exit, console, emit, pass_context, table
from consent.ledger.checking import Verdict, verify, verify_entries, verify_workshop
from consent.ledger.entries import LedgerEntry, PersonalValue, is_hex
from consent.ledger.errors import LedgerBroken
from consent.ledger.exporting import extract, read_lines, read_values, to_line, value_to_line
from consent.ledger.heads import Head, in_fours
from consent.ledger.keys import SigningKey, accept_key, accepted_keys, fingerprint, key_file
from consent.ledger.restoring import restore
from consent.ledger.showing import Shown, shown
from consent.ledger.witnessing import read_head, write_sheet
from pvstudio.model import Workshop
from pvstudio.store.errors import AlreadyThere
from pvstudio.store.files import write_bytes
from workflows import lookup
from workflows.witness import note_kept

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

_NOT_ACCEPTED = "nobody has accepted it"


def _keys(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return public keys or fingerprints as typed from paper: capitals and spaces are forgiven."""
    typed = tuple("".join(value.lower().split()) for value in values)
    for key in typed:
        if not is_hex(key, 32) and not is_hex(key, 16):
            raise click.BadParameter("64 hexadecimal digits (a public key) or 32 (its fingerprint).")
    return typed


KEY = click.option(
    "--key", "keys", multiple=True, callback=_keys, metavar="PUBLIC", help="A key that is trusted; repeat it."
)


@click.group()
def ledger() -> None:
    """The ledger: every event of consent, in order, signed; nothing personal in it."""


@ledger.command("verify")
@click.argument("file", required=False, type=FILE)
@click.option("--head", help="A head that somebody kept: its text, its QR code's text, or a file of either.")
@KEY
@click.option("--personal", type=FILE, help="The personal values that were exported with FILE.")
@click.option("--extract", "gaps", is_flag=True, help="FILE holds only some entries: those about one person.")
@pass_context
def verify_command(
    context: Context,
    file: Path | None,
    head: str | None,
    keys: tuple[str, ...],
    personal: Path | None,
    gaps: bool,
) -> None:
    """Prove a ledger whole: that of the workshop, or an exported FILE. Else name the first broken entry."""
    witness = read_head(head) if head else None
    if file:
        with _lines(file) as lines, _values(personal) as values:
            verdict = verify(lines, values, trusted=keys or None, witness=witness, gaps=gaps)
    elif personal or gaps:
        raise click.UsageError("--personal and --extract are about an exported FILE.")
    else:
        studio = context.studio()
        with studio.documents.read(studio.workshop(context.workshop).id) as tx:
            verdict = verify_workshop(tx, trusted=_own(context, keys), witness=witness)
    if verdict.fault and not context.json:
        raise LedgerBroken(verdict.fault)
    emit(context, verdict, lambda: _tell(verdict, asked_for=keys))
    if verdict.fault:
        sys.exit(Exit.FAILED)


def _own(context: Context, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys that this studio trusts: its own, those that it accepted, and those that were given."""
    return (*accepted_keys(context.settings.home), *keys)


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[bytes]]:
    with file.open("rb") as opened:
        yield read_lines(opened)


@contextmanager
def _values(file: Path | None) -> Iterator[Iterator[PersonalValue] | None]:
    if file is None:
        yield None
    else:
        with file.open("rb") as opened:
            yield read_values(opened)


def _tell(verdict: Verdict, *, asked_for: Sequence[str]) -> None:
    """Say what a whole ledger was found to be."""
    console.print(f"✓ {verdict.entries} entries, every one in its place, unchanged and signed.")
    console.print(f"  last hash  {in_fours(verdict.hash)}")
    for number, key in verdict.keys:
        mark = "  " if number == 1 else "[yellow]![/] "
        console.print(f"{mark}signed from entry {number} on by {in_fours(fingerprint(key))}")
    for number in verdict.resumed:
        console.print(f"[yellow]![/] entry {number} says that the ledger before it had been damaged")
    if verdict.erased:
        console.print(f"  {verdict.erased} personal values are erased, which is on record")
    if verdict.witnessed:
        console.print(f"  witnessed elsewhere up to entry {verdict.witnessed}")
    else:
        console.print(
            "  Whoever has the signing key could have written it anew: --head compares it with a witness."
        )
    if not asked_for and len(verdict.keys) > 1:
        console.print("  Is a key that changed not known to you? Ask who signed with it before.")


@ledger.command()
@click.option("--person", help="Only what is about this participant.")
@click.option("--clip", help="Only what is about this clip.")
@click.option("--last", type=click.IntRange(min=1), help="Only the last so many.")
@pass_context
def show(context: Context, person: str | None, clip: str | None, last: int | None) -> None:
    """Show the entries, up to the first that is broken."""
    studio = context.studio()
    with studio.documents.read(studio.workshop(context.workshop).id) as tx:
        verdict = verify_entries(tx)
        wanted = [lookup.participant(tx, person).id] if person else []
        wanted += [lookup.clip(tx, clip).id] if clip else []
        rows = [one for one in shown(tx, verdict.entries) if all(one.is_about(id_) for id_ in wanted)]
    rows = rows[-last:] if last else rows
    emit(context, rows, lambda: _print(rows))
    if verdict.fault:
        raise LedgerBroken(verdict.fault)


def _print(rows: Sequence[Shown]) -> None:
    cells = [
        (one.number, f"{one.at:%Y-%m-%d %H:%M}", one.event, one.who, one.about, one.says) for one in rows
    ]
    table("#", "Recorded (UTC)", "Event", "Who", "About", "Says", rows=cells)


@ledger.command()
@click.option("--output", type=NEW_FILE, help="A page to print or to keep elsewhere: FILE.png, .pdf or .svg.")
@pass_context
def head(context: Context, output: Path | None) -> None:
    """Give the head of the ledger, to be kept on paper or on a second device: it witnesses all so far."""
    studio = context.studio()
    workshop = studio.workshop(context.workshop)
    with studio.documents.read(workshop.id) as tx:
        verdict = verify_entries(tx, trusted=_own(context, ()))
        entries = tx.find(LedgerEntry)
    if verdict.fault:
        raise LedgerBroken(verdict.fault)
    if not entries:
        raise click.UsageError("The ledger is empty: there is nothing to witness yet.")
    end = Head.of(entries[-1])
    if output:
        write_sheet(end, workshop.title, output)
        note_kept(studio, workshop.id, end.entries, datetime.now(UTC))
    said = {"head": end, "code": end.code, "fingerprint": fingerprint(end.key), "file": output}
    emit(context, said, lambda: console.print(end.printed(), markup=False))


@ledger.command()
@click.argument("file", type=NEW_FILE)
@click.option("--person", help="Only the entries about this participant: what the studio holds of them.")
@click.option(
    "--with-personal", "personal", type=NEW_FILE, help="Write personal values into this second file."
)
@pass_context
def export(context: Context, file: Path, person: str | None, personal: Path | None) -> None:
    """Write the ledger into FILE (JSON Lines, docs/ledger.md says what each field means)."""
    for target in filter(None, (file, personal)):
        if target.exists():
            raise AlreadyThere(target)
    studio = context.studio()
    with studio.documents.read(studio.workshop(context.workshop).id) as tx:
        someone = lookup.participant(tx, person).id if person else None
        entries, values = tx.find(LedgerEntry), tx.find(PersonalValue)
    if someone:
        entries = [*extract(entries, someone)]
        values = [value for value in values if value.participant_id == someone]
    if personal:
        write_bytes(personal, b"".join(map(value_to_line, values)), mode=0o600)
    write_bytes(file, b"".join(map(to_line, entries)), mode=0o600)
    said = {
        "entries": len(entries),
        "values": len(values) if personal else 0,
        "file": file,
        "personal": personal,
    }

    def people() -> None:
        console.print(f"✓ {len(entries)} entries: {escape(str(file))}")
        if personal:
            console.print(
                f"[yellow]![/] {len(values)} personal values: {escape(str(personal))}. Guard this file."
            )

    emit(context, said, people)


@ledger.command()
@click.option("--forget", is_flag=True, help="Also remove documents that no entry stands for.")
@KEY
@pass_context
def rebuild(context: Context, forget: bool, keys: tuple[str, ...]) -> None:
    """Make the documents of consent what the ledger says, and tell what changed."""
    studio = context.studio()
    with studio.documents.write(studio.workshop(context.workshop).id) as tx:
        changes = restore(tx, trusted=_own(context, keys), forget=forget)

    def people() -> None:
        for change in changes:
            console.print(f"  {change.what}: {change.kind} {change.id}", markup=False)
        console.print(f"✓ {len(changes)} documents changed." if changes else "✓ Nothing changed.")

    emit(context, changes, people)


@ledger.command()
@click.option(
    "--accept",
    multiple=True,
    callback=_keys,
    metavar="PUBLIC",
    help="Believe this key from now on: from paper or from who signs with it, never from a ledger.",
)
@pass_context
def keys(context: Context, accept: tuple[str, ...]) -> None:
    """Show this studio's public key, and which keys signed the ledgers of its workshops."""
    studio, home = context.studio(), context.settings.home
    for key in accept:
        accept_key(home, key)
    own = SigningKey.of(home).public if key_file(home).exists() else ""
    known = accepted_keys(home)
    signers = []
    for workshop in studio.workshops():
        with studio.documents.read(workshop) as tx:
            title, verdict = tx.get(Workshop, workshop).title, verify_entries(tx)
        signers += [(title, number, key, _whose(key, own, known)) for number, key in verdict.keys]

    def people() -> None:
        console.print(
            f"public key   {own}\nfingerprint  {in_fours(fingerprint(own))}" if own else "No key yet."
        )
        rows = [(title, n, in_fours(fingerprint(key)), whose) for title, n, key, whose in signers]
        table("Workshop", "From entry", "Fingerprint", "", rows=rows)

    said = [
        {"workshop": title, "from": n, "key": key, "ours": key == own, "accepted": whose != _NOT_ACCEPTED}
        for title, n, key, whose in signers
    ]
    mine = {"key": own, "fingerprint": fingerprint(own) if own else "", "accepted": known}
    emit(context, mine | {"ledgers": said}, people)


def _whose(key: str, own: str, known: Sequence[str]) -> str:
    if key == own:
        return "this studio's"
    return "accepted" if {key, fingerprint(key)} & {*known} else _NOT_ACCEPTED


COMMANDS = (ledger,)
