"""Forgetting walks: of a person who is erased, of a clip that is."""

from __future__ import annotations

from pvstudio.store import Writing
from workflows.walks.walk import Walk, Watched


def forget_walks(tx: Writing, participant_id: str) -> None:
    """Forget what somebody, or who answers for them, watched and drafted."""
    _forget(tx, participant_id=participant_id)


def forget_walks_about(tx: Writing, subject_id: str) -> None:
    """Forget what anybody watched and drafted about one clip or film."""
    _forget(tx, subject_id=subject_id)


def _forget(tx: Writing, **equal: str) -> None:
    for walk in tx.find(Walk, **equal):
        tx.delete(Walk, walk.id)
    for watched in tx.find(Watched, **equal):
        tx.delete(Watched, watched.id)
