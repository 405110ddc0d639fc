"""Withdrawal, the durable part: kits closed, films taken down, narrowed cuts drafted and rendered."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from dbos import DBOS, SetWorkflowID

from pvstudio.editing.errors import NothingLeft
from pvstudio.editing.recipe import Recipe
from pvstudio.editing.segments import forget_clips
from pvstudio.model import Clip, CutState, CutVersion, Kit
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
    drafts = draft(workshop, withdrawal_id)
    finish(workshop, withdrawal_id, drafts)
    for version_id in drafts:
        # Here and now, before whatever waits; under the id that the queue would give it, so that a
        # worker who finds the draft does not render it a second time.
        with SetWorkflowID(job_id(Work.ASSEMBLE, version_id)):
            assemble(workshop, version_id)
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
        shutil.rmtree(film_folder(studio, workshop, version_id), ignore_errors=True)
    forget_clips(pieces_folder(studio, workshop), withdrawal.clip_ids)


@DBOS.step(name="withdraw.draft")
def draft(workshop: str, withdrawal_id: str) -> list[str]:
    """Lay out, for the newest recalled version of each cut, the same film without what was withdrawn."""
    studio = running.studio()
    with studio.documents.write(workshop) as tx:
        withdrawal = tx.get(Withdrawal, withdrawal_id)
        gone = [tx.get(Clip, clip_id) for clip_id in withdrawal.clip_ids]
        drafts = []
        for recalled in _newest(tx.get(CutVersion, version_id) for version_id in withdrawal.recalled):
            known = tx.find(CutVersion, narrows=recalled.id)
            narrowed = known[0] if known else _narrow(recalled, gone, next_number(tx, recalled.cut_id))
            if narrowed:
                tx.put(narrowed)
                drafts.append(narrowed.id)
    return drafts


def _newest(versions: Iterable[CutVersion]) -> list[CutVersion]:
    newest: dict[str, CutVersion] = {}
    for version in versions:
        held = newest.get(version.cut_id)
        if held is None or version.number > held.number:
            newest[version.cut_id] = version
    return list(newest.values())


def _narrow(recalled: CutVersion, gone: Collection[Clip], number: int) -> CutVersion | None:
    """Return the version without the clips that are gone, or None when nothing would be left."""
    try:
        recipe = without(Recipe.parse(recalled.recipe), gone)
    except NothingLeft:
        return None
    ids = {clip.id for clip in gone}
    return replace(
        recalled,
        id=f"{recalled.id}-{number}",
        number=number,
        items=tuple(item for item in recalled.items if item.clip_id not in ids),
        narrows=recalled.id,
        recipe=recipe.to_toml(),
        state=CutState.DRAFT,
        film_sha256="",
        created_at=datetime.now(UTC),
        left_out=(*recalled.left_out, *sorted(ids)),
    )


@DBOS.step(name="withdraw.finish")
def finish(workshop: str, withdrawal_id: str, drafts: list[str]) -> None:
    """Note that everything is closed, and what is drafted in its place."""
    studio = running.studio()
    with studio.documents.write(workshop) as tx:
        tx.put(replace(tx.get(Withdrawal, withdrawal_id), narrowed=tuple(drafts), done=True))
