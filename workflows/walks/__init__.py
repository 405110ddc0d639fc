"""The consent walk on a participant's phone: watched, drafted, read back, and settled at once.

walk.py      the documents: what was watched, what was chosen so far
watching.py  the server's own judgement of what was watched
asking.py    what can be asked at a seat, who else must answer      counting.py  what counts now
walking.py   the screens: each saves a draft      stepping.py  which screen comes next
offering.py  what there is to choose from
settling.py  one transaction in which what was read back becomes answers      recording.py  these answers
"""

from __future__ import annotations

from workflows.walks.asking import Question, languages_for, questions, standing_now, standing_of, still_asked
from workflows.walks.counting import Counts
from workflows.walks.errors import (
    AnsweredMeanwhile,
    NotAsked,
    NotOffered,
    NotThereYet,
    NotWatchedYet,
    WalkOver,
)
from workflows.walks.offering import Offered
from workflows.walks.settling import Settled, settle
from workflows.walks.walk import Said, Step, Walk, Watched
from workflows.walks.walking import (
    begin,
    chosen,
    learned,
    left_out,
    named,
    note_played,
    offered,
    said,
    told,
    walk_of,
    where,
)
from workflows.walks.watching import began_watching, skip_watching, watched

__all__ = [
    "AnsweredMeanwhile",
    "Counts",
    "NotAsked",
    "NotOffered",
    "NotThereYet",
    "NotWatchedYet",
    "Offered",
    "Question",
    "Said",
    "Settled",
    "Step",
    "Walk",
    "WalkOver",
    "Watched",
    "began_watching",
    "begin",
    "chosen",
    "languages_for",
    "learned",
    "left_out",
    "named",
    "note_played",
    "offered",
    "questions",
    "said",
    "settle",
    "skip_watching",
    "standing_now",
    "standing_of",
    "still_asked",
    "told",
    "walk_of",
    "watched",
    "where",
]
