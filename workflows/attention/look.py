"""One look at a workshop: each kind of document is read once, however many needs ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from consent.gate.records import Records
from consent.releases import Answer, Appearance, Guardian, Veto, VetoLifted
from consent.treated import TreatmentCheck
from pvstudio.errors import NotFound
from pvstudio.model import Clip, CutState, CutVersion, Participant
from pvstudio.store import Reading
from pvstudio.store.documents import D
from workflows.queue import JobInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What matters and stands in no document of the workshop."""

    jobs: Sequence[JobInfo] = ()
    free_bytes: int | None = None  # on the disk of the studio
    recall_days: int = 3
    locked: Sequence[str] = ()  # participants at whose seats a phone is locked


class Look:
    """A workshop at the moment *at*. It reads like a transaction, out of what it has read already."""

    def __init__(self, tx: Reading, workshop: str, at: datetime, around: Around) -> None:
        self.workshop, self.at, self.around = workshop, at, around
        self._tx = tx
        self._read: dict[type, dict[str, Any]] = {}

    def find(self, kind: type[D], **equal: Any) -> list[D]:
        """Return the documents whose fields equal the given values, in order of id."""
        wanted = equal.items()
        some = self._all(kind).values()
        return [one for one in some if all(getattr(one, name) == value for name, value in wanted)]

    def get(self, kind: type[D], id: str) -> D:  # noqa: A002
        """Return one document, or raise :class:`~pvstudio.errors.NotFound`."""
        try:
            return self._all(kind)[id]
        except KeyError:
            raise NotFound(kind.__name__, id) from None

    def _all(self, kind: type[D]) -> dict[str, D]:
        if kind not in self._read:
            self._read[kind] = {one.id: one for one in self._tx.find(kind)}
        return self._read[kind]

    @cached_property
    def records(self) -> Records:
        """All that the gate would know."""
        return Records.of(
            workshop_id=self.workshop,
            clips=self.find(Clip),
            people=self.find(Participant),
            appearances=self.find(Appearance),
            answers=self.find(Answer),
            guardians=self.find(Guardian),
            vetoes=self.find(Veto),
            lifted=self.find(VetoLifted),
            versions=self.find(CutVersion),
            checks=self.find(TreatmentCheck),
        )

    @cached_property
    def films(self) -> list[CutVersion]:
        """The newest version of each cut that was not recalled."""
        newest: dict[str, CutVersion] = {}
        for version in sorted(self.find(CutVersion), key=lambda one: one.number):
            if version.state is not CutState.RECALLED:
                newest[version.cut_id] = version
        return list(newest.values())
