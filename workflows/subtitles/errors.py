"""What can go wrong when people change subtitles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pvstudio.subtitles.rows import Row
from workflows.errors import WorkflowError


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One row that two people changed: *mine* was refused, *theirs* stands; None: deleted by that one."""

    row_id: str
    mine: Row | None
    theirs: Row | None
    by: str  # who changed it, and when
    at: datetime | None


class Overtaken(WorkflowError):
    """Somebody else has changed the same rows since *revision*: nothing was changed, both are here."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        who = ", ".join(dict.fromkeys(one.by for one in conflicts if one.by)) or "Somebody"
        super().__init__(
            f"{who} has changed the same lines meanwhile. Nothing of theirs or yours is lost.",
            advice="Choose for each line: yours, theirs, or both.",
        )
        self.conflicts = tuple(conflicts)


class CannotUndo(WorkflowError):
    """There is nothing of this person's to take back, or others have changed it since."""

    def __init__(self, who: str = "") -> None:
        self.who = who
        if who:
            super().__init__(
                f"{who} has changed the same lines since.", advice="Correct them by hand, or restore them."
            )
        else:
            super().__init__(
                "There is nothing of yours to take back.", advice="The history shows all changes."
            )


class HistoryUnreadable(WorkflowError):
    """The history of a track cannot be read: *reason*. The track itself is whole."""

    def __init__(self, track_id: str, reason: str) -> None:
        super().__init__(
            f"The history of {track_id} cannot be read: {reason}",
            advice="Delete this history (the words stay), then go on.",
        )
        self.track_id, self.reason = track_id, reason


class NoSuchRevision(WorkflowError):
    """The history of a track does not reach to *revision*."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"The history does not reach back to change {revision}.", advice="Choose one that it shows."
        )
        self.revision = revision


class UnknownLanguage(WorkflowError):
    """*tag* is no language that we know."""

    def __init__(self, tag: str) -> None:
        super().__init__(
            f"“{tag}” is no language that is known here.", advice="Use a tag such as bs or sr-Latn."
        )
        self.tag = tag


class SeenOld(WorkflowError):
    """Somebody judged a track that others have changed since: *who*."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who} has changed lines since you looked.", advice="Look at them, then say it again."
        )
        self.who = who


class StateImpossible(WorkflowError):
    """A track does not go from the state *now* to *wanted* at once."""

    def __init__(self, now: str, wanted: str) -> None:
        super().__init__(
            f"These words are {now}; they cannot become {wanted} from there.",
            advice="First somebody reviews them, then somebody approves them.",
        )
        self.now, self.wanted = now, wanted
