"""Workshops: the list of them, one at a glance with what needs a person now, beginning and changing one."""

from web.pages.workshops import agenda, editing, listing, showing, witness
from web.pages.workshops.desk import blueprint

__all__ = ["agenda", "blueprint", "editing", "listing", "showing", "witness"]
