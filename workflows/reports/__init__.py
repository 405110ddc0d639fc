"""Reports: a workshop, or several, in figures, films, what people said and what is done differently.

model.py    what a report holds          paper.py  as one HTML file
holding.py  gathered, the gate asked     charts.py figures as rows that a template draws
"""

from workflows.reports.holding import gate_again, report_of
from workflows.reports.model import Film, Held, Part, Report, Wish
from workflows.reports.paper import report_paper

__all__ = ["Film", "Held", "Part", "Report", "Wish", "gate_again", "report_of", "report_paper"]
