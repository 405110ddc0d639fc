"""The signed list of all kits of a studio that were recalled: a file, or QR codes to photograph.

recall_list(studio, at)   what is recalled now, in all workshops
write(list)               the file `recalls.pvrecall`: a line of letters
squares(list)             the same letters as texts of QR codes, as many as it takes, the newest first
read(data, keys)          either of them, or several together, back again

A kit stands in it as a mark: six bytes of a hash of its id. Who holds the kit finds it again; from the
list alone nobody learns of any workshop, film or day. Whoever checks a kit believes every list that was
ever signed: a kit that was recalled stays recalled.
"""

from workflows.recall_lists.errors import ClockImpossible, RecallListForged, RecallListUnreadable
from workflows.recall_lists.letters import MOST_IN_SQUARE, read, squares, write
from workflows.recall_lists.listing import RecallList, mark_of, recall_list

__all__ = [
    "MOST_IN_SQUARE",
    "ClockImpossible",
    "RecallList",
    "RecallListForged",
    "RecallListUnreadable",
    "mark_of",
    "read",
    "recall_list",
    "squares",
    "write",
]
