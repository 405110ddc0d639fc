"""Withdrawal, the durable part: kits closed, films taken down, narrowed cuts drafted and rendered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dbos import DBOS, SetWorkflowID

from pvstudio.editing.segments import forget_clips
from pvstudio.model import CutState, CutVersion
from workflows import running
from workflows.assemble import assemble
from workflows.narrowed import lost, narrowed
from workflows.publish import erase_film, pieces_folder
from workflows.queue import Work, job_id
from workflows.withdrawals import Withdrawal, close_kits


@DBOS.workflow(name=Work.WITHDRAW, max_recovery_attempts=100)
def withdraw(workshop: str, withdrawal_id: str) -> list[str]:
    """Carry out a withdrawal whose gate is closed already; return the narrowed versions."""
    close(workshop, withdrawal_id)
    drafts = draft(workshop)
    finish(workshop, withdrawal_id, drafts)
    render_drafts(workshop, drafts)
    return drafts


def render_drafts(workshop: str, drafts: list[str]) -> None:
    """Render what was drafted, before whatever waits; part of the workflow that calls it."""
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


@DBOS.step(name="withdraw.close")
def close(workshop: str, withdrawal_id: str) -> None:
    """Take the film out of every kit that lies here, and the recalled films out of the studio."""
    studio = running.studio()
    with studio.documents.read(workshop) as tx:
        withdrawal = tx.get(Withdrawal, withdrawal_id)
    close_kits(studio, workshop, withdrawal)
    for version_id in withdrawal.recalled:
        erase_film(studio, workshop, version_id, for_good=True)
    forget_clips(pieces_folder(studio, workshop), withdrawal.clip_ids)


@DBOS.step(name="withdraw.draft")
def draft(workshop: str) -> list[str]:
    """Lay out, for each cut and audience that lost its film, what everybody still agrees to show."""
    studio = running.studio()
    now = datetime.now(UTC)
    with studio.documents.write(workshop) as tx:
        known = {version.narrows: version for version in tx.find(CutVersion) if version.narrows}
        drafts = []
        for version in lost(tx, workshop, now):
            found = known.get(version.id) or narrowed(tx, workshop, version, now)
            if found and found.state is CutState.DRAFT:
                tx.put(found)
                drafts.append(found.id)
    return drafts


@DBOS.step(name="withdraw.is_wanted")
def is_wanted(workshop: str, version_id: str) -> bool:
    """Tell whether a draft is still to be rendered: neither recalled nor done by another worker."""
    with running.studio().documents.read(workshop) as tx:
        return tx.get(CutVersion, version_id).state is CutState.DRAFT


@DBOS.step(name="withdraw.finish")
def finish(workshop: str, withdrawal_id: str, drafts: list[str]) -> None:
    """Note that everything is closed, and what is drafted in its place."""
    studio = running.studio()
    with studio.documents.write(workshop) as tx:
        tx.put(replace(tx.get(Withdrawal, withdrawal_id), narrowed=tuple(drafts), done=True))
