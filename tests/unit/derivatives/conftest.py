"""Fixtures of the derivatives' tests."""

from media_world import filmed, rushes

__all__ = ["filmed", "rushes"]
