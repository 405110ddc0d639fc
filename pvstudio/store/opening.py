"""Which store a studio has: chosen by URL."""

from __future__ import annotations

from pvstudio.config import Settings
from pvstudio.store.transactions import RawStore


def open_documents(settings: Settings) -> RawStore:
    """Open the store that ``settings.documents`` names: ``tiny``, ``sqlite:///…`` or ``postgresql://…``."""
    if settings.documents == "tiny":
        from pvstudio.store.tiny import TinyStore

        return TinyStore(settings.home / "workshops")
    from pvstudio.store.sql import SqlStore

    return SqlStore(settings.documents)
