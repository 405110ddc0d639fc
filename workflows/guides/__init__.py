"""Discussion guides: how to talk about a film after it was watched; who helps whom it touches."""

from workflows.guides.keeping import guide_for, guides_of
from workflows.guides.model import Guide, Part, Referral

__all__ = ["Guide", "Part", "Referral", "guide_for", "guides_of"]
