"""What the pages of workshops share: their blueprint, and what needs a person."""

from __future__ import annotations

import shutil
from datetime import datetime

from flask import Blueprint

from pvstudio.store import Reading
from web.sending.queue import queue
from web.wording import fields
from web.wording.showing import studio
from workflows.attention import Around, Need, needs
from workflows.phones import locked_in
from workflows.queue import JobInfo

blueprint = Blueprint("workshops", __name__)
blueprint.record_once(lambda state: fields.teach(state.app.jinja_env))


def attention(tx: Reading, workshop: str, at: datetime, jobs: list[JobInfo]) -> list[Need]:
    """Return what needs a person in the workshop that *tx* looks at; *jobs* come from :func:`open_jobs`."""
    settings = studio().settings
    around = Around(
        jobs=[job for job in jobs if job.workshop == workshop],
        free_bytes=shutil.disk_usage(settings.home).free,
        recall_days=settings.recall_days,
        locked=[seat.participant_id for seat in locked_in(studio(), workshop)],
    )
    return needs(tx, workshop, at, around)


def open_jobs(at: datetime) -> list[JobInfo]:
    """Return the durable work of all workshops that is not done."""
    return queue().lately(at)
