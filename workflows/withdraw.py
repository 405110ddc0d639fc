"""Withdrawal, the durable part: kits closed, films taken down, narrowed cuts drafted and rendered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from dbos import DBOS, SetWorkflowID

from consent.policy import clip_withheld
from consent.records import Records
from pvstudio.editing.errors import NothingLeft
from pvstudio.editing.recipe import Recipe
from pvstudio.editing.segments import forget_clips
from pvstudio.model import Audience, Clip, CutState, CutVersion, Kit
from pvstudio.store import Reading
from pvstudio.store.files import delete_tree
from workflows import running
from workflows.assemble import assemble
from workflows.layout import next_number, without
from workflows.publish import close_kit, film_folder, pieces_folder
from workflows.queue import Work, job_id
from workflows.withdrawals import Withdrawal


@DBOS.workflow(name=Work.WITHDRAW, max_recovery_attempts=100)
def withdraw(workshop: str, withdrawal_id: str) -> list[str]:
    """Carry out a withdrawal whose gate is closed already; return the narrowed versions."""
    close(workshop, withdrawal_id)
    drafts = draft(workshop)
    finish(workshop, withdrawal_id, drafts)
    failures = []
    for version_id in drafts:
        # Here and now, before whatever waits; under the id that the queue would give it, so that a
        # worker who finds the draft does not render it a second time.
        if not is_wanted(workshop, version_id):
            continue  # the next withdrawal has recalled the draft, and drafts another
        try:
            with SetWorkflowID(job_id(Work.ASSEMBLE, version_id)):
                assemble(workshop, version_id)
        except Exception as failure:  # noqa: BLE001 - one film that fails must not keep the others from people
            failures.append(failure)
    if failures:
        raise failures[0]
    return drafts


@DBOS.step(name="withdraw.close")
def close(workshop: str, withdrawal_id: str) -> None:
    """Take the film out of every kit that lies here, and the recalled films out of the studio."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        withdrawal = tx.get(Withdrawal, withdrawal_id)
        kits = [tx.get(Kit, kit_id) for kit_id in withdrawal.kits]
    for kit in kits:
        close_kit(studio, workshop, kit)
    for version_id in withdrawal.recalled:
        folder = film_folder(studio, workshop, version_id)
        if folder.exists():
            delete_tree(folder)
    forget_clips(pieces_folder(studio, workshop), withdrawal.clip_ids)


@DBOS.step(name="withdraw.draft")
def draft(workshop: str) -> list[str]:
    """Lay out, for each cut and audience that lost its film, what everybody still agrees to show."""
    studio = running.studio()
    with studio.documents.write(workshop) as tx:
        known = {version.narrows: version for version in tx.find(CutVersion) if version.narrows}
        drafts = []
        for recalled in _lost(tx.find(CutVersion)):
            narrowed = known.get(recalled.id) or _narrow(tx, workshop, recalled)
            if narrowed and narrowed.state is CutState.DRAFT:
                tx.put(narrowed)
                drafts.append(narrowed.id)
    return drafts


def _lost(versions: Iterable[CutVersion]) -> list[CutVersion]:
    """Return the newest version of each cut and audience that is more than a draft, where it is recalled."""
    newest: dict[tuple[str, Audience], CutVersion] = {}
    for version in sorted(versions, key=lambda each: each.number):
        waiting = version.state is CutState.DRAFT and version.narrows is not None
        if not waiting:
            newest[version.cut_id, version.audience] = version
    return [version for version in newest.values() if version.state is CutState.RECALLED]


def _narrow(tx: Reading, workshop: str, recalled: CutVersion) -> CutVersion | None:
    """Return the version without every clip that the gate keeps back now, or None when nothing is left."""
    at, number = datetime.now(UTC), next_number(tx, recalled.cut_id)
    records = Records.for_version(tx, workshop, recalled)
    gone = {
        item.clip_id
        for item in recalled.items
        for language in (None, *recalled.languages)
        if clip_withheld(item, recalled.audience, language, at, records)
    }
    try:
        recipe = without(Recipe.parse(recalled.recipe), [tx.get(Clip, clip_id) for clip_id in sorted(gone)])
    except NothingLeft:
        return None
    return replace(
        recalled,
        id=f"{recalled.id}-{number}",
        number=number,
        items=tuple(item for item in recalled.items if item.clip_id not in gone),
        narrows=recalled.id,
        recipe=recipe.to_toml(),
        state=CutState.DRAFT,
        film_sha256="",
        created_at=at,
        left_out=(*recalled.left_out, *sorted(gone)),
    )


@DBOS.step(name="withdraw.is_wanted")
def is_wanted(workshop: str, version_id: str) -> bool:
    """Tell whether a draft is still to be rendered."""
    with running.studio().documents.read(workshop) as tx:
        return tx.get(CutVersion, version_id).state is not CutState.RECALLED


@DBOS.step(name="withdraw.finish")
def finish(workshop: str, withdrawal_id: str, drafts: list[str]) -> None:
    """Note that everything is closed, and what is drafted in its place."""
    studio = running.studio()
    with studio.documents.write(workshop) as tx:
        tx.put(replace(tx.get(Withdrawal, withdrawal_id), narrowed=tuple(drafts), done=True))
