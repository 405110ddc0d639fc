"""Which documents are events of consent: how the ledger calls them and their fields.

A document of one of these kinds is put through :class:`consent.ledger.book.Book` alone. Fields
keep their names but for those that ISO/IEC TS 27560 has a term for. *Personal* fields (texts that
may name somebody) stay out of the entry, which only commits to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from consent.deeds import Erasure, KitEvent, Rendering
from consent.events import AppearanceCorrected, Enrolment, GuardianshipEnded, RefusedAnswer
from consent.identities.events import IdentityEvent
from consent.ledger.events import KeyChanged, LedgerResumed
from consent.notices.approvals import NoticeApproval
from consent.releases import Answer, Appearance, Confirmation, Guardian, Veto, VetoLifted
from consent.treated import TreatmentCheck

#: The terms of ISO/IEC TS 27560 for what several kinds have. docs/ledger.md says what each term means.
_COMMON = {"id": "record_id", "at": "event_time", "participant_id": "pii_principal_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKind:
    """How one class of documents stands in the ledger."""

    type: type
    event: str
    terms: Mapping[str, str] = field(default_factory=dict)  # field → term, besides the common ones
    personal: frozenset[str] = frozenset()
    ends: tuple[Any, str] | None = None  # whose document no longer stands, and the field with its id

    def term(self, name: str) -> str:
        """Return what the ledger calls the field *name*."""
        return self.terms.get(name) or _COMMON.get(name, name)

    @property
    def names(self) -> list[str]:
        """The fields of the document."""
        return [each.name for each in fields(self.type)]


_KINDS = (
    LedgerKind(
        type=Answer,
        event="answer",
        terms={
            "stage": "purpose",
            "state": "event_state",
            "audience": "recipient_third_parties",
            "treatments": "processing_conditions",
            "expires_at": "validity",
            "role": "entity_role",
            "notice": "privacy_notice",
            "content": "processing_object",
        },
        personal=frozenset({"taken_by", "interpreter"}),
    ),
    LedgerKind(
        type=RefusedAnswer,
        event="answer-refused",
        terms={"stage": "purpose", "audience": "recipient_third_parties", "role": "entity_role"},
        personal=frozenset({"taken_by", "unknown"}),
    ),
    LedgerKind(type=Appearance, event="appearance"),
    LedgerKind(
        type=AppearanceCorrected,
        event="appearance-corrected",
        personal=frozenset({"by", "reason"}),
        ends=(Appearance, "appearance_id"),
    ),
    LedgerKind(type=Enrolment, event="enrolment", personal=frozenset({"pseudonym", "by"})),
    LedgerKind(type=Guardian, event="guardian", personal=frozenset({"pseudonym", "relation"})),
    LedgerKind(
        type=GuardianshipEnded,
        event="guardianship-ended",
        personal=frozenset({"by", "reason"}),
        ends=(Guardian, "guardian_id"),
    ),
    LedgerKind(type=Confirmation, event="confirmation", personal=frozenset({"by"})),
    LedgerKind(
        type=NoticeApproval,
        event="notice-approved",
        terms={"notice": "privacy_notice"},
        personal=frozenset({"by"}),
    ),
    LedgerKind(type=Veto, event="veto", personal=frozenset({"by", "words"})),
    LedgerKind(
        type=TreatmentCheck,
        event="treatment-check",
        terms={"treatments": "processing_conditions", "mezzanine": "processing_object"},
        personal=frozenset({"by", "words"}),
    ),
    LedgerKind(type=VetoLifted, event="veto-lifted", personal=frozenset({"by"})),
    LedgerKind(
        type=KitEvent,
        event="kit",
        terms={"audience": "recipient_third_parties", "content": "processing_object", "what": "event_state"},
        personal=frozenset({"recipient", "by"}),
    ),
    LedgerKind(type=Rendering, event="rendered", terms={"content": "processing_object"}),
    LedgerKind(type=Erasure, event="erasure", terms={"content": "processing_object", "what": "event_state"}),
    LedgerKind(type=KeyChanged, event="key-changed"),
    LedgerKind(type=LedgerResumed, event="ledger-resumed"),
    LedgerKind(type=IdentityEvent, event="identity", personal=frozenset({"by"})),
)

#: By class, and by the name of the event.
KINDS: dict[type[Any], LedgerKind] = {kind.type: kind for kind in _KINDS}
EVENTS: dict[str, LedgerKind] = {kind.event: kind for kind in _KINDS}
