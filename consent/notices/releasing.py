"""``python -m consent.notices.releasing``: keep the written texts as they stand, for good.

To be run after a written text or a drawing was changed, before the program is given to anybody: from
then on people may have answered to it, so it must stay known whatever becomes of it. (What a
machine has made is kept by the workshop in which it is approved.)
"""

from __future__ import annotations

from pathlib import Path

from consent.notices.catalogue import Catalogue, packaged
from consent.notices.earlier import keep
from consent.notices.notice import Origin, Topic


def release(catalogue: Catalogue) -> list[Path]:
    """Keep every written notice of *catalogue* in its ``earlier/``; return where."""
    notices = [catalogue.notice(topic, tag) for tag in catalogue.languages for topic in Topic]
    return [
        keep(notice, catalogue.folder / "earlier", catalogue.folder / "drawings")
        for notice in notices
        if notice.origin is Origin.WRITTEN
    ]


if __name__ == "__main__":
    release(packaged())
