"""Fixtures of the web's tests."""

from web_world import place, settings, template

__all__ = ["place", "settings", "template"]
