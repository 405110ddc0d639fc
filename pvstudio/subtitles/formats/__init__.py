"""Subtitle files: one module a format."""
