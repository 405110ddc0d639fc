"""A film leaves the studio: the gate is asked, and asked again in the moment that the kit appears."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from consent.gate.policy import withheld
from consent.gate.records import Records
from consent.gate.until import holds_until
from consent.ledger.checking import verify_workshop
from consent.ledger.errors import LedgerBroken
from consent.ledger.layouts import as_rendered
from pvstudio.editing.film import file_sha256, read_sums, write_sums
from pvstudio.editing.recipe import Recipe
from pvstudio.editing.segments import forget_unknown
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Kit, KitState, new_id
from pvstudio.store import Reading
from pvstudio.store.files import delete_tree, remove, staged_folder, sync_file, write_bytes
from pvstudio.store.homes import is_gone_for_good, shred
from pvstudio.store.reading import copy_plain
from workflows.errors import FilmDamaged, LanguageNotInFilm, NotOnRecord, NotRendered, Withheld
from workflows.kits import hand_out, recall, take_back
from workflows.wiring import Studio

_START = """{title}

For: {audience} · Given to: {recipient} · Published: {day}
Kit {kit}

film.mp4 holds the film with its subtitles: {languages}. Choose them in your player.
Subtitles lie beside it as SRT and VTT files. SHA256SUMS proves that nothing was changed.

Show this film only to the audience named above, in a screening with a facilitator.
Everyone in it agreed to exactly that{until}. Do not copy it, do not put it online, do not film the screen.
Anyone in it can change their mind at any time. Then this kit is recalled: delete it, and tell the
studio that you did.
"""


def film_folder(studio: Studio, workshop: str, version_id: str) -> Path:
    """Return where the rendered film of a cut version lies."""
    return studio.folder(workshop) / "films" / version_id


def erase_film(studio: Studio, workshop: str, version_id: str, *, for_good: bool = False) -> None:
    """Delete the rendered film of a version: its key first, so that no backup opens it; again is no error.

    *for_good*: a render that is still under way finds no place, nor does any later one.
    """
    folder = film_folder(studio, workshop, version_id)
    if for_good and is_gone_for_good(folder):
        return
    shred(folder, for_good=for_good)
    if folder.exists():
        delete_tree(folder)


def erase_again(studio: Studio, workshop: str) -> None:
    """Take away what came back: films of recalled versions, and pieces of clips that are erased.

    A backup may have held them, or a render that nobody could stop in time.
    """
    with studio.documents.read(workshop) as tx:
        recalled = tx.find(CutVersion, state=CutState.RECALLED)
        known = {clip.id for clip in tx.find(Clip)}
    for version in recalled:
        erase_film(studio, workshop, version.id, for_good=True)
    forget_unknown(pieces_folder(studio, workshop), known)


def pieces_folder(studio: Studio, workshop: str) -> Path:
    """Return where encoded pieces of films are kept for the next render."""
    return studio.folder(workshop) / "pieces"


def kit_folder(studio: Studio, workshop: str, kit_id: str) -> Path:
    """Return the folder that is handed to a host."""
    return studio.folder(workshop) / "kits" / kit_id


def ask_gate(tx: Reading, workshop: str, version: CutVersion, audience: Audience) -> None:
    """Raise :class:`Withheld` unless everyone in the film agrees to *audience* now."""
    if refusal := gate_refuses(tx, workshop, version, audience):
        raise refusal


def gate_refuses(tx: Reading, workshop: str, version: CutVersion, audience: Audience) -> Withheld | None:
    """Return who and what keeps the film from *audience* now, or None."""
    records = Records.for_version(tx, workshop, version)
    reasons = withheld(version, audience, None, datetime.now(UTC), records=records)
    title = tx.get(Cut, version.cut_id).title
    return Withheld(f"“{title}”, version {version.number}, for {audience}", reasons) if reasons else None


def ask_ledger(studio: Studio, tx: Reading, version: CutVersion) -> None:
    """Raise :class:`LedgerBroken` or :class:`NotOnRecord` unless all that the gate is asked with is proven.

    The gate believes documents, which anybody with the laptop can edit: before a film leaves, they must be
    what the ledger says, entry by entry. Only what opens asks this: no withdrawal waits for it.
    """
    verdict = verify_workshop(tx, trusted=studio.accepted_keys)
    if verdict.fault:
        raise LedgerBroken(verdict.fault)
    if not as_rendered(tx, version):
        raise NotOnRecord(version.id)


def publish(
    studio: Studio,
    workshop: str,
    version_id: str,
    audience: Audience,
    *,
    recipient: str,
    languages: Sequence[str] = (),
    host: str = "",
) -> Kit:
    """Write the kit of a rendered film for one audience and one recipient; *host* is their account, if any.

    Raises :class:`Withheld` with who stands in the way, :class:`NotRendered`, what :func:`ask_ledger`
    does, or what the check of the published files found.
    """
    with studio.documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        ask_gate(tx, workshop, version, audience)
        if version.state is CutState.RENDERED:
            ask_ledger(studio, tx, version)
        records, now = Records.for_version(tx, workshop, version), datetime.now(UTC)
        until = holds_until(version, audience, now, records=records)
    if version.state is not CutState.RENDERED:
        raise NotRendered(version_id, version.state)
    if unknown := set(languages) - set(version.languages):
        raise LanguageNotInFilm(sorted(unknown), version.languages)
    kit = Kit(
        id=new_id("kit"),
        cut_version_id=version_id,
        audience=audience,
        languages=tuple(languages) or version.languages,
        recipient=recipient,
        published_at=now,
        expires_at=until,
        host=host,
    )
    _hand_out(studio, workshop, kit, version)
    return kit


def _hand_out(studio: Studio, workshop: str, kit: Kit, version: CutVersion) -> None:
    """Fill the kit's folder out of sight, then let it appear while the gate is open."""
    with ExitStack() as staging:
        # In a clear room: when this process is killed, the next sweep takes what is plain in there.
        target, rooms = kit_folder(studio, workshop, kit.id), studio.settings.home / "clear"
        folder = staging.enter_context(staged_folder(target, clear=rooms))
        _fill(folder, film_folder(studio, workshop, version.id), version, kit)
        _check_whole(folder, film_folder(studio, workshop, version.id), version)
        folder.chmod(0o755)  # it is carried elsewhere, and read by others; the studio around it is private
        for file in folder.iterdir():
            file.chmod(0o644)
            sync_file(file)  # now, not while documents are locked and somebody waits to withdraw
        with studio.book(workshop) as tx:
            hand_out(tx, kit)
        # The folder appears while nobody can withdraw: a withdrawal before this sees the kit and
        # stops it here, a later one finds the folder. A crash leaves a kit without a folder at worst.
        with studio.book(workshop) as tx:
            refusal = gate_refuses(tx.tx, workshop, tx.get(CutVersion, version.id), kit.audience)
            if refusal:  # a withdrawal may know the kit already, so it is not forgotten
                take_back(tx, tx.get(Kit, kit.id))
            else:
                staging.close()
        if refusal:
            raise refusal


def _fill(folder: Path, film: Path, version: CutVersion, kit: Kit) -> None:
    wanted = {"film.mp4", "poster.jpg"}
    for language in kit.languages:
        wanted |= {f"film.{language}.srt", f"film.{language}.vtt", f"film.{language}.mp4"}
    for source in sorted(film.iterdir()):
        if source.name in wanted:
            copy_plain(source, folder / source.name)
    text = _START.format(
        title=Recipe.parse(version.recipe).title(),
        audience=kit.audience,
        recipient=kit.recipient,
        day=kit.published_at.date().isoformat(),
        kit=kit.id,
        until=f", and to no longer than {kit.expires_at:%Y-%m-%d %H:%M} UTC" if kit.expires_at else "",
        languages=", ".join(version.languages) or "none",
    )
    write_bytes(folder / "START-HERE.txt", text.encode())
    write_bytes(folder / "kit.json", msgspec.json.format(msgspec.json.encode(kit)))
    write_sums(folder)


def _check_whole(kit: Path, film: Path, version: CutVersion) -> None:
    """Raise :class:`FilmDamaged` unless the kit holds the very film that was checked and watched.

    Subtitles and burned-in films are compared with the sums that the render wrote beside it.
    """
    expected = read_sums(film) | {"film.mp4": version.film_sha256}
    for file in sorted(kit.iterdir()):
        wanted = expected.get(file.name)
        if wanted and (found := file_sha256(file)) != wanted:
            raise FilmDamaged(version.id, file.name, wanted, found)


def call_back(studio: Studio, workshop: str, kit_id: str) -> Kit:
    """Recall one kit because a facilitator says so, and take the film out of it; again changes nothing."""
    with studio.book(workshop) as tx:
        kit = tx.get(Kit, kit_id)
        if kit.state is KitState.PUBLISHED:
            recall(tx, [kit], datetime.now(UTC))
            kit = tx.get(Kit, kit_id)
    close_kit(studio, workshop, kit)
    return kit


def close_kit(studio: Studio, workshop: str, kit: Kit) -> None:
    """Take the film out of a recalled kit's folder and say so in it; doing it again changes nothing."""
    folder = kit_folder(studio, workshop, kit.id)
    for file in folder.glob("*"):
        if file.is_dir():
            delete_tree(file)
        elif file.name != "RECALLED.txt":
            remove(file)
    if folder.exists():
        day = f"{kit.recalled_at:%Y-%m-%d}"
        words = f"Kit {kit.id} was recalled on {day}. Do not show it; delete every copy of it.\n"
        write_bytes(folder / "RECALLED.txt", words.encode())
