"""A film leaves the studio: the gate is asked, and asked again in the moment that the kit appears."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from consent.gate.policy import withheld
from consent.gate.records import Records
from consent.gate.until import holds_until
from consent.ledger.checking import verify_workshop
from consent.ledger.errors import LedgerBroken
from consent.ledger.layouts import as_rendered
from pvstudio.editing.segments import forget_unknown
from pvstudio.model import Audience, Clip, Cut, CutState, CutVersion, Kit, KitState, new_id
from pvstudio.store import Reading
from pvstudio.store.errors import AlreadyThere
from pvstudio.store.files import delete_tree, remove, staged_folder, sync_file, write_bytes
from pvstudio.store.homes import is_gone_for_good, shred
from workflows.errors import LanguageNotInFilm, NotOnRecord, NotRendered, Withheld, WorkflowError
from workflows.kits import ends_after, hand_out, hold_until, recall, take_back
from workflows.screening_kits.errors import KitTakenBack
from workflows.screening_kits.filling import fill
from workflows.screening_kits.wishes import KitOrder, KitWish, WishRefused, Wrong, check_wish, ends_before
from workflows.wiring import Studio

#: Makes what lies beside the film of a kit, by name.
Papers = Callable[[Kit], Mapping[str, bytes]]


def _no_papers(_kit: Kit) -> Mapping[str, bytes]:
    return {}


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
    return _refused(tx, version, audience, datetime.now(UTC), Records.for_version(tx, workshop, version))


def gate_says(
    tx: Reading, workshop: str, version: CutVersion, audience: Audience
) -> tuple[Withheld | None, datetime | None]:
    """Return what :func:`gate_refuses` does and, of a film that it lets out, when the first yes ends."""
    now, records = datetime.now(UTC), Records.for_version(tx, workshop, version)
    refusal = _refused(tx, version, audience, now, records)
    return refusal, None if refusal else holds_until(version, audience, now, records=records)


def _refused(
    tx: Reading, version: CutVersion, audience: Audience, at: datetime, records: Records
) -> Withheld | None:
    reasons = withheld(version, audience, None, at, records=records)
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
    wish: KitWish | None = None,
    kit_id: str = "",
    papers: Papers = _no_papers,
    ordered: bool = False,
) -> Kit:
    """Write the kit of a rendered film for one audience and one recipient; *host* is their account, if any.

    *wish* says what else it is to be (then *languages* are its), *papers* makes what lies beside the film.
    Work that is done again gives the *kit_id* of before, and so never makes two of one. *ordered*: only while
    there is an order of that id, which ends in the moment that the kit appears.
    Raises :class:`Withheld` with who stands in the way, :class:`NotRendered`, :class:`WishRefused`, what
    :func:`ask_ledger` and :func:`~workflows.screening_kits.filling.fill` do.
    """
    wish, kit_id = wish or KitWish(languages=tuple(languages)), kit_id or new_id("kit")
    version, end = ready(studio, workshop, version_id, audience, wish)
    kit = _begun(studio, workshop, kit_id, end) or Kit(
        id=kit_id,
        cut_version_id=version_id,
        audience=audience,
        languages=wish.languages or version.languages,
        recipient=recipient,
        published_at=datetime.now(UTC),
        expires_at=end,
        host=host,
        event=wish.event,
        event_on=wish.event_on,
        quality=wish.quality,
        burned=wish.burned,
    )
    folder = kit_folder(studio, workshop, kit.id)
    if folder.exists():
        return kit
    noted = _hand_out(studio, workshop, kit, version, papers(kit), ordered=ordered)
    while noted != kit and not folder.exists():  # as another wrote it down, or with a nearer last day
        kit = noted
        noted = _hand_out(studio, workshop, kit, version, papers(kit), ordered=ordered)
    return noted


def ready(
    studio: Studio, workshop: str, version_id: str, audience: Audience, wish: KitWish
) -> tuple[CutVersion, datetime | None]:
    """Return the version, and when its kit would end, if that may be made now; raise as :func:`publish`."""
    now = datetime.now(UTC)
    with studio.documents.read(workshop) as tx:
        version = tx.get(CutVersion, version_id)
        ask_gate(tx, workshop, version, audience)
        if version.state is CutState.RENDERED:
            ask_ledger(studio, tx, version)
        until = holds_until(version, audience, now, records=Records.for_version(tx, workshop, version))
    if version.state is not CutState.RENDERED:
        raise NotRendered(version_id, version.state)
    if unknown := ({*wish.languages, wish.burned} - {""}) - set(version.languages):
        raise LanguageNotInFilm(sorted(unknown), version.languages)
    return version, check_wish(wish, until, now, studio.settings.retention.kits)


def _begun(studio: Studio, workshop: str, kit_id: str, end: datetime | None) -> Kit | None:
    """Return the kit that was handed out under this id: a crash may have left it without its folder.

    Then a yes may have been shortened since, and it ends no later than *end*.
    """
    with studio.documents.read(workshop) as tx:
        kit = next(iter(tx.find(Kit, id=kit_id)), None)
    if kit and kit.state is not KitState.PUBLISHED:
        raise KitTakenBack(kit.id)
    if kit and ends_after(kit, end):
        with studio.book(workshop) as book:
            return hold_until(book, book.get(Kit, kit_id), end)
    return kit


def _hand_out(
    studio: Studio,
    workshop: str,
    kit: Kit,
    version: CutVersion,
    papers: Mapping[str, bytes],
    *,
    ordered: bool,
) -> Kit:
    """Fill the kit's folder out of sight, then let it appear while the gate is open; return it as noted.

    Where the same work runs twice at once, the kit that was noted first counts, and that may be another.
    Where a yes was shortened meanwhile, the kit is noted with its nearer day, and did not appear.
    """
    target, rooms = kit_folder(studio, workshop, kit.id), studio.settings.home / "clear"
    try:
        with ExitStack() as staging:
            # In a clear room: when this process is killed, the next sweep takes what is plain in there.
            folder = staging.enter_context(staged_folder(target, clear=rooms))
            fill(folder, film_folder(studio, workshop, version.id), version, kit, studio.signing_key, papers)
            folder.chmod(0o755)  # it is carried elsewhere and read by others; the studio round it is private
            for file in folder.iterdir():
                file.chmod(0o644)
                sync_file(file)  # now, not while documents are locked and somebody waits to withdraw
            _note(studio, workshop, kit, target, ordered=ordered)
            _appear(studio, workshop, kit, staging, ordered=ordered)
    except _SaysAnotherDay:
        pass  # what was filled goes; it is filled anew as it is noted
    except AlreadyThere as error:
        if error.path != target:
            raise
    with studio.documents.read(workshop) as tx:
        return tx.get(Kit, kit.id)


def _note(studio: Studio, workshop: str, kit: Kit, target: Path, *, ordered: bool) -> None:
    """Write down that *kit* leaves. Raises :class:`AlreadyThere` where another of its id is noted."""
    with studio.book(workshop) as tx:
        if ordered and not tx.find(KitOrder, id=kit.id):
            raise KitTakenBack(kit.id)
        known = tx.find(Kit, id=kit.id)
        if not known:
            hand_out(tx, kit)
        elif known != [kit]:
            raise AlreadyThere(target)


class _SaysAnotherDay(Exception):
    """What was filled names a later last day than the kit has by now."""


def _appear(studio: Studio, workshop: str, filled: Kit, staging: ExitStack, *, ordered: bool) -> None:
    """Let the staged folder appear; take the kit back where somebody in it, or who ordered it, says no.

    It appears while nobody can withdraw: a withdrawal before this sees the kit and stops it here, a later
    one finds the folder. A crash leaves a kit without a folder at worst.
    """
    with studio.book(workshop) as tx:
        kit = tx.get(Kit, filled.id)
        version = tx.get(CutVersion, kit.cut_version_id)
        stopped = kit.state is not KitState.PUBLISHED or (ordered and not tx.find(KitOrder, id=kit.id))
        refusal: WorkflowError | None
        refusal, end = gate_says(tx.tx, workshop, version, kit.audience)
        if not (refusal or stopped):
            kit = hold_until(tx, kit, end)
            if kit.expires_at == filled.expires_at:
                staging.close()
                tx.delete(KitOrder, kit.id)
                return
            if ends_before(kit.event_on, kit.expires_at):
                refusal = WishRefused(Wrong.EVENT_AFTER_END, kit.expires_at)
        if (refusal or stopped) and not kit.acknowledged_at:  # a withdrawal may know it: it is not forgotten
            take_back(tx, kit)
    if refusal or stopped:
        raise refusal or KitTakenBack(filled.id)
    raise _SaysAnotherDay


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
