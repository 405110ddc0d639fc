"""Who may be shown what: a machine's translation counts only once a person has approved it, by its hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from consent.errors import ConsentError
from consent.notices.catalogue import known, packaged
from consent.notices.earlier import keep
from consent.notices.notice import Notice, Origin
from pvstudio.languages import language_name
from pvstudio.model import new_id

if TYPE_CHECKING:  # the ledger knows the kinds of its events, so it imports this module
    from consent.ledger.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeApproval:
    """A person who speaks the language has read one notice and finds it right; an event.

    *notice* is its reference, hash included: a changed text needs a new approval. *by* is a
    personal value.
    """

    id: str
    at: datetime
    notice: str
    by: str


def approve(book: Book, notice: Notice, *, by: str, at: datetime, kept: Path) -> NoticeApproval:
    """Record that *by* has read *notice* and finds it right, and return the approval.

    What was approved is written down in the folder *kept* (the workshop's ``notices/``), so that
    it stays known. The same person's approval of the same text stands already: nothing is added.
    """
    if not by.strip():
        raise ConsentError("An approval needs the name of the person who has read the text.")
    for before in book.find(NoticeApproval, notice=notice.reference):
        if before.by == by:
            return before
    keep(notice, kept, packaged().folder / "drawings")
    approval = NoticeApproval(id=new_id("approval"), at=at, notice=notice.reference, by=by)
    book.put(approval)
    return approval


class NoticeFault(StrEnum):
    """Why a notice cannot be used for an answer."""

    UNKNOWN = "unknown"  # no text of today or earlier has this reference
    WRONG_STAGE = "wrong-stage"  # it is about something else than what is answered
    NOT_APPROVED = "not-approved"  # machine-made, and nobody has approved exactly this text


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeProblem:
    """Why a notice cannot be used: *fault* for programs, *words* and *advice* for people."""

    fault: NoticeFault
    words: str
    advice: str


def usable(
    reference: str, stage: str, approvals: Iterable[NoticeApproval], *kept: Path
) -> NoticeProblem | None:
    """Return what forbids using the notice for an answer at *stage*, or None.

    *stage* is a :class:`consent.releases.Stage` or any other topic. *approvals* are those of the
    workshop. Earlier forms of a text may be used: a form that was printed or opened before the
    change is still what the person saw. What was approved is looked for in the folders *kept*, too.
    """
    found = known(reference, *kept)
    if found is None:
        return NoticeProblem(
            fault=NoticeFault.UNKNOWN,
            words=f"No notice is known as “{reference}”.",
            advice="Show the notice again; the page may be from before a text was changed.",
        )
    if found.topic != stage:
        return NoticeProblem(
            fault=NoticeFault.WRONG_STAGE,
            words=f"The notice that was shown is about {found.topic}, the answer is about {stage}.",
            advice=f"Show the notice for {stage} first.",
        )
    if not approved(found, approvals):
        return NoticeProblem(
            fault=NoticeFault.NOT_APPROVED,
            words=f"The notice {found.topic} in {language_name(found.language)} was translated by a "
            "machine, and nobody has approved it.",
            advice=f"Let somebody who speaks it read it: pvstudio notice approve {found.language} --by NAME",
        )
    return None


def approved(notice: Notice, approvals: Iterable[NoticeApproval]) -> bool:
    """Tell whether *notice* was written by a person, or exactly this text was approved by one."""
    return notice.origin is Origin.WRITTEN or any(
        approval.notice == notice.reference for approval in approvals
    )
