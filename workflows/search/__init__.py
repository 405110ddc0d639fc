"""One search over all that was said and written in workshops, in all scripts: for facilitators alone.

Raw words are no audience's: nothing here asks the gate, so nobody but a workshop's own facilitators and the
safeguarding officer may be answered. There is no index on disk; words stay in sealed and in kept documents.
"""

from workflows.search.finding import Finder, Found, Hit
from workflows.search.index import Where

__all__ = ["Finder", "Found", "Hit", "Where"]
