"""Fixtures of the tests in a browser."""

from browsing import chromium

__all__ = ["chromium"]
