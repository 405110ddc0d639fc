"""Documents: one small interface.

A document is a frozen dataclass with an ``id`` (:mod:`pvstudio.model`); its *kind* is its class.
Each workshop has documents of its own. A transaction covers one workshop: ``read`` sees one
state throughout, ``write`` is alone and commits when its block ends, or changes nothing when
the block raises.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar


class Document(Protocol):
    """Anything with an id: a frozen dataclass."""

    @property
    def id(self) -> str:
        """Opaque, unique within its kind and workshop."""
        ...


D = TypeVar("D", bound=Document)


class Reading(Protocol):
    """A transaction that looks."""

    def get(self, kind: type[D], id: str) -> D:  # noqa: A002
        """Return one document, or raise :class:`~pvstudio.errors.NotFound`."""
        ...

    def find(self, kind: type[D], **equal: Any) -> list[D]:
        """Return the documents whose named fields equal the given values, in order of id."""
        ...


class Writing(Reading, Protocol):
    """A transaction that changes."""

    def put(self, document: Document) -> None:
        """Keep *document*, replacing the one of the same kind and id."""
        ...

    def delete(self, kind: type[D], id: str) -> None:  # noqa: A002
        """Forget one document; forgetting what is not there is no error."""
        ...


class DocumentStore(Protocol):
    """All documents of a studio."""

    def workshops(self) -> Sequence[str]:
        """Return the ids of the workshops that have documents."""
        ...

    def read(self, workshop: str) -> AbstractContextManager[Reading]:
        """Look at one workshop."""
        ...

    def write(self, workshop: str) -> AbstractContextManager[Writing]:
        """Change one workshop."""
        ...

    def stamp(self, workshop: str) -> Hashable | None:
        """Return what differs after every commit to a workshop; None where that is not known cheaply.

        To be taken before reading: what was read is then at least as new as the stamp says.
        """
        ...

    def erase_traces(self) -> None:
        """Leave nothing of what was deleted in the store's files; to be called after every erasure."""
        ...
