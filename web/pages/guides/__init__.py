"""Discussion guides: one a film and language; who helps near a screening; both on paper."""

from web.pages.guides import editing, helpers, listing, printing
from web.pages.guides.desk import blueprint

__all__ = ["blueprint", "editing", "helpers", "listing", "printing"]
