"""``pvstudio`` as a person starts it, but for the size of its films: PVSTUDIO_DEMO_FILM=WIDTHxHEIGHT.

A quarter of the pixels goes through every step that there is, in half the time. The drawn faces are
found at this size too, which the counter-proof in test_demo.py asserts; 1280x720 is what ``make demo`` makes.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from cli.main import main
from pvstudio.config import FilmFormat, Settings

WIDTH, HEIGHT = (int(n) for n in os.environ.get("PVSTUDIO_DEMO_FILM", "640x360").split("x"))


def smaller(load=Settings.load):
    """Let the settings that are read have films of this size; the worker beside is given them."""

    def load_smaller(home: Path | str | None = None) -> Settings:
        return replace(load(home), film=FilmFormat(width=WIDTH, height=HEIGHT))

    return load_smaller


if __name__ == "__main__":
    Settings.load = smaller()  # type: ignore[method-assign]
    main()
