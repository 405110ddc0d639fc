"""Participants' phones, as facilitators see them: cards, codes, presence, and who asks for a person.

What opens a phone page is in the answer to a POST only: no address holds it, nothing keeps it.
"""

from web.pages.phones import calls, cards, presence, seats
from web.pages.phones.blueprint import blueprint

__all__ = ["blueprint", "calls", "cards", "presence", "seats"]
