"""What we keep, change, try: looking back together, and what comes of it.

desk.py     their blueprint and words    looking_back.py   a retrospective, line by line
board.py    the board and the list       tracking.py       one change: who, by when, what came of it
along.py    what earlier workshops left open
"""

from __future__ import annotations

from web.pages.changes import along, board, looking_back, tracking
from web.pages.changes.desk import blueprint

__all__ = ["along", "blueprint", "board", "looking_back", "tracking"]
