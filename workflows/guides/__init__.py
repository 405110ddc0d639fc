"""Discussion guides: how to talk about a film after it was watched; who helps whom it touches."""

from workflows.guides.keeping import Written, delete, guide_for, guides_of, save
from workflows.guides.model import Guide, Part, Referral
from workflows.guides.papers import grounding_paper, guide_paper, poster_paper
from workflows.guides.referrals import referrals_of

__all__ = [
    "Guide",
    "Part",
    "Referral",
    "Written",
    "delete",
    "grounding_paper",
    "guide_for",
    "guide_paper",
    "guides_of",
    "poster_paper",
    "referrals_of",
    "save",
]
