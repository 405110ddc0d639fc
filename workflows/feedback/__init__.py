"""What people said of a film: asked on a phone or on paper, brought in, shown as pictures.

===============  ========================================================================
``questions``    what may be asked, from the literature, and its words
``responses``    what one person said at one moment
``keys``         what opens the way in from a phone: it adds, and reads nothing
``bundles``      what a phone sends, looked into without believing any of it
``bringing``     what of it is kept, what not, and why
``results``      pictures' numbers; nothing of fewer than five people (``hiding``)
``quotes``       own words, and who may read them
``pages``        the page for a phone without a connection, and the paper forms
===============  ========================================================================
"""

from __future__ import annotations

from workflows.feedback.quotes import Quote, quotes_of
from workflows.feedback.responses import AskedWith, CameBy, Moment, QuoteConsent, Response
from workflows.feedback.results import (
    Answered,
    Middle,
    Results,
    Row,
    Shares,
    Told,
    by_group,
    results,
    results_of,
    tell,
)

__all__ = [
    "Answered", "AskedWith", "CameBy", "Middle", "Moment", "Quote", "QuoteConsent", "Response", "Results",
    "Row", "Shares", "Told", "by_group", "quotes_of", "results", "results_of", "tell",
]  # fmt: skip
