"""A need: one thing that waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """What waiting costs."""

    NOW = 1  # somebody may be shown against their will, or a recording be lost
    SOON = 2  # people or a film wait for it
    LATER = 3  # when there is time


class NeedKind(StrEnum):
    """What is needed, in the order in which it is shown; *about* says of which documents the ids are."""

    RECALL_OVERDUE = "recall-overdue"  # kits
    WITHDRAWAL_STUCK = "withdrawal-stuck"  # withdrawals
    ERASURE_STUCK = "erasure-stuck"  # erasure orders
    PHONE_LOCKED = "phone-locked"  # participants; their picture PIN was wrong too often
    ASKED_FOR_PERSON = "asked-for-person"  # participants who called by their phone
    SPOKEN_ANSWER = "spoken-answer"  # participants whose recorded answer nobody has written down
    DISK = "disk"  # nothing; *count* is whole GB that are free
    RECALL = "recall"  # kits
    WITHDRAWAL = "withdrawal"  # withdrawals
    ERASURE = "erasure"  # erasure orders
    TAKE_PART = "take-part"  # participants: S1
    BE_FILMED = "be-filmed"  # participants: S2
    GUARDIAN = "guardian"  # participants
    FOOTAGE_REFUSED = "footage-refused"  # footage
    WORK_FAILED = "work-failed"  # jobs
    CLIP_UNLOGGED = "clip-unlogged"  # clips in which nobody is logged
    CLIP_UNCONFIRMED = "clip-unconfirmed"  # clips; somebody is logged, nobody confirmed that these are all
    TREATMENT = "treatment"  # treated files, by SHA-256
    SHARE = "share"  # participants: S3 about clips of the newest films
    FILM = "film"  # participants: S4 about the newest films
    ENDING = "ending"  # participants; *days* until the first of these yeses ends
    KIT_ENDING = "kit-ending"  # kits; *days* until the first of them ends
    CHANGE_OVERDUE = "change-overdue"  # changes of retrospectives; *days* since the first of them was due
    UNCONFIRMED = "unconfirmed"  # kits of which a phone sent, with the key, what nobody has confirmed
    NOTICE = "notice"  # languages (BCP 47)
    SUBTITLES_STALE = "subtitles-stale"  # clips
    SUBTITLES_MACHINE = "subtitles-machine"  # clips
    LEDGER_HEAD = "ledger-head"  # nothing; *count* is entries since a head was kept elsewhere


_NOW = frozenset(list(NeedKind)[: list(NeedKind).index(NeedKind.TAKE_PART)])
_LATER = frozenset(list(NeedKind)[list(NeedKind).index(NeedKind.NOTICE) :])
_PLACE = {kind: place for place, kind in enumerate(NeedKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that waits for a person. *names* are titles and pseudonyms of *about*, as typed."""

    kind: NeedKind
    count: int
    about: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    days: int | None = None  # since the first of them began to wait, or until it ends

    @property
    def urgency(self) -> Urgency:
        """What waiting costs."""
        if self.kind in _NOW:
            return Urgency.NOW
        return Urgency.LATER if self.kind in _LATER else Urgency.SOON

    @property
    def order(self) -> int:
        """The place in a list: a smaller number comes first."""
        return _PLACE[self.kind]

    @property
    def only(self) -> str | None:
        """The one document that it is about; None where there are several or none."""
        return self.about[0] if len(self.about) == 1 else None
