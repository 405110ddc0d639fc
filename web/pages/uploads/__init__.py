"""Uploads: the page, the protocol behind it, and the plain form for browsers without scripts."""

from __future__ import annotations

from web.pages.uploads import pages, tus
from web.pages.uploads.words import teach_all

teach_all()
BLUEPRINTS = (pages.blueprint, tus.blueprint)
