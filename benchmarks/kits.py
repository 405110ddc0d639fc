"""A kit of 2 GB through the real server: how long its first byte takes, how fast it goes, in what memory.

    python benchmarks/kits.py [megabytes]

It is the test of every day (tests/web/test_web_kit_stream.py) with a larger film, a sparse file, so that no
disk is measured but the studio: the sums of the ZIP, the gate asked again and again, the stream. Then the
same is fetched as by a browser whose connection breaks three times.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

TEST = Path(__file__).parents[1] / "tests" / "web" / "test_web_kit_stream.py"


def main() -> int:
    """Run it and let it print its figures."""
    os.environ["PVSTUDIO_KIT_MEGABYTES"] = sys.argv[1] if len(sys.argv) > 1 else "2048"
    return pytest.main(["-q", "-s", "-p", "no:cacheprovider", "--timeout=900", str(TEST)])


if __name__ == "__main__":
    sys.exit(main())
