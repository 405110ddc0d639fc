"""Fixtures of the tests in a browser."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from browsing import address, chromium
from kit_page_world import make, page
from web_world import place, settings, shared, template

__all__ = ["address", "chromium", "make", "page", "place", "settings", "shared", "template"]
