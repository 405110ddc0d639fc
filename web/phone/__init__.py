"""The participant's phone: the pages at /p/…, each of one person who is in the films, and for them alone."""

from web.phone import entry, films, leaving, pin, sound, speaking, trying, walking
from web.phone.blueprint import blueprint

__all__ = ["blueprint", "entry", "films", "leaving", "pin", "sound", "speaking", "trying", "walking"]
