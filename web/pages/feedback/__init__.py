"""What people said of a film: shown as pictures, asked, brought in, typed from paper.

desk.py      their blueprint, and who sees which kit     typing.py   what stands on paper
showing.py   results, own words, in pictures             notes.py    spoken notes
asking.py    questions, the page for phones, forms       telling.py  ``/f``: a phone sends, with a key
bringing.py  a file from a phone                         words.py    why something was not kept
"""

from __future__ import annotations

from web.pages.feedback import asking, bringing, notes, showing, telling, typing
from web.pages.feedback.desk import blueprint

BLUEPRINTS = (blueprint, telling.blueprint)

__all__ = ["BLUEPRINTS", "asking", "blueprint", "bringing", "notes", "showing", "telling", "typing"]
