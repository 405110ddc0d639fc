"""Learning modules: an agenda, or a film with its guide, as a package for a learning platform."""

from __future__ import annotations

from web.pages.modules import making
from web.pages.modules.desk import blueprint

__all__ = ["blueprint", "making"]
