"""Clips: watched by the facilitators of their workshop, cut, described, and who is in them.

These are raw pictures: no audience is asked for here, and nobody else is answered.
"""

from web.pages.clips import cutting, media, people, problems, showing, treating
from web.pages.clips.blueprint import blueprint

__all__ = ["blueprint", "cutting", "media", "people", "problems", "showing", "treating"]
