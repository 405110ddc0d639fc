"""Who may be shown what: a machine's translation counts only once a person has approved it, by its hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.notices.catalogue import known
from consent.notices.notice import Notice, Origin
from pvstudio.languages import language_name


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


def usable(reference: str, stage: str, approvals: Iterable[NoticeApproval]) -> NoticeProblem | None:
    """Return what forbids using the notice for an answer at *stage*, or None.

    *stage* is a :class:`consent.releases.Stage` or any other topic. *approvals* are those of the
    workshop. Earlier forms of a text may be used: a form that was printed or opened before the
    change is still what the person saw.
    """
    found = known(reference)
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
