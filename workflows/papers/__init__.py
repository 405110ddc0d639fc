"""Papers: everything that is printed, or lies in a kit as a page.

A paper is one HTML file in one language that needs nothing else: looked at in any browser, printed from it,
put into a kit, made into a PDF.
"""

from __future__ import annotations

from pvstudio.printing import PrintingUnavailable, can_print, pdf
from workflows.papers.making import paper
from workflows.papers.wording import called, languages, nearest

__all__ = ["PrintingUnavailable", "called", "can_print", "languages", "nearest", "paper", "pdf"]
