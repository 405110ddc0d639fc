"""Programs that tests start for real, and that PVStudio itself does without."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

#: What Debian calls them, where that is another name.
PACKAGES = {
    "bwrap": "bubblewrap",
    "exiftool": "libimage-exiftool-perl",
    "pdftotext": "poppler-utils",
    "postgres": "postgresql",
}

#: Where else to look.
PLACES = {"postgres": "usr/lib/postgresql/*/bin/postgres"}


def need(program: str) -> str:
    """Return the path of *program*.

    One that is missing skips the test and says what installs it; in CI it fails, since CI installs all.
    """
    places = sorted(map(str, Path("/").glob(PLACES[program]))) if program in PLACES else []
    found = next(iter(places[::-1]), None) or shutil.which(program)
    if found is None:
        words = f"{program} is not here: apt-get install {PACKAGES.get(program, program)}"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    return found
