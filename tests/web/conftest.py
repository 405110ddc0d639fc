"""Fixtures of the web's tests."""

from browsing import address, chromium
from report_world import told
from web_world import place, settings, shared, template

__all__ = ["address", "chromium", "place", "settings", "shared", "template", "told"]
