"""The cut builder: storyboard and paper edit side by side, making films, comparing them, voting with dots."""

from web.pages.builder import board, changing, comparing, dots, making, pictures
from web.pages.builder.desk import blueprint

__all__ = ["blueprint", "board", "changing", "comparing", "dots", "making", "pictures"]
