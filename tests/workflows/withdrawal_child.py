"""What another process does to a studio in the tests: withdraw or erase, and say aloud when it was done."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from erasure_world import open_studio
from test_withdrawal_killed import carry_out
from workflow_world import WORKSHOP

from workflows import erase as erasing
from workflows.erasures import erase
from workflows.withdrawals import withdraw


def main() -> None:
    """Run ``withdraw``, ``erase`` or ``carry-out`` (an erasure with all its steps) with HOME PERSON CLIP."""
    what, home, person, clip = sys.argv[1:]
    studio = open_studio(Path(home))
    if what == "withdraw":
        withdraw(studio, WORKSHOP, person, [clip])
    else:
        order = erase(studio, WORKSHOP, person, [clip])
        if what == "carry-out":
            erasing.running.studio = lambda: studio
            carry_out(order.id)
    os.writev(1, [b"closed\n"])  # no `write`: that is tampered with


if __name__ == "__main__":
    main()
