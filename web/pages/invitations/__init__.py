"""Invitations: how a facilitator opens a workshop, and how whoever wants to come registers."""

from web.pages.invitations import joining, mine, offering, people, posters
from web.pages.invitations.blueprint import BLUEPRINTS, blueprint

__all__ = ["BLUEPRINTS", "blueprint", "joining", "mine", "offering", "people", "posters"]
