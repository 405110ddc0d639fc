"""The words of a clip: read, corrected, translated, brought in and taken out."""

from web.pages.subtitles import bringing, changing, past, problems, showing, telling
from web.pages.subtitles.address import blueprint

__all__ = ["blueprint", "bringing", "changing", "past", "problems", "showing", "telling"]
