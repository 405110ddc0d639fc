"""Paths inside filter graphs: ffmpeg unescapes them twice, and a studio's folder may have any name."""

from __future__ import annotations

from pathlib import Path


def graph_value(value: str) -> str:
    r"""Escape *value* inside a filter graph: ``\ ' :`` for options, then ``\ ' [ ] , ;`` for graphs."""
    for special in ("\\':", "\\'[],;"):
        value = "".join("\\" + letter if letter in special else letter for letter in value)
    return value


def ass_filter(path: Path) -> str:
    """Return the filter that draws the ASS file *path*."""
    return f"ass=filename={graph_value(str(path))}"
