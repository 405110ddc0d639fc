"""Fixtures of the tests in a browser."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from browsing import chromium
from web_world import place, settings, template

__all__ = ["chromium", "place", "settings", "template"]
