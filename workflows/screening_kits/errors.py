"""What can go wrong with what lies in a kit."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.errors import WorkflowError


class PartMissing(WorkflowError):
    """A film with letters in it, or a small one, was to be handed out before it was made."""

    def __init__(self, version_id: str, name: str) -> None:
        super().__init__(
            f"“{name}” of “{version_id}” is not made yet.", advice="Ask for this kit on the film's own page."
        )
        self.version_id, self.name = version_id, name


class NotForKits(WorkflowError):
    """Something was to go into a kit that no kit holds."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"No kit holds {', '.join(names)}.",
            advice="Nothing left the studio. Keep this message: it is a fault of the studio, not yours.",
        )
        self.names = tuple(names)


class KitTakenBack(WorkflowError):
    """A kit was stopped or recalled while it was made, or before it is asked for again."""

    def __init__(self, kit_id: str) -> None:
        super().__init__(
            f"The kit “{kit_id}” was stopped or recalled; it is not made again.",
            advice="Make another, if all agree.",
        )
        self.kit_id = kit_id
