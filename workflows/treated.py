"""Treated files: what a render takes for an item of a cut, and what a person is given to look at."""

from __future__ import annotations

from consent.gate.fulfilment import by_a_person
from pvstudio.media.contacts import make_contacts
from pvstudio.media.errors import MediaError
from pvstudio.media.ffmpeg import Job
from pvstudio.media.mezzanines import Mezzanine, find_mezzanine
from pvstudio.media.progress import part
from pvstudio.media.proxies import make_proxy
from pvstudio.media.treatments import PICTURE
from pvstudio.model import Clip, CutItem, Footage
from pvstudio.store import Reading
from workflows.wiring import Studio


def prepare_check(mezzanine: Mezzanine, item: CutItem, job: Job) -> None:
    """Make what a person looks at, where a person must: pages and commands do not wait for ffmpeg."""
    if by_a_person(item.treatments):
        make_proxy(mezzanine, job=part(job, 0, 50))
        if item.treatments & PICTURE.keys():
            make_contacts(mezzanine, job=part(job, 50, 100))


def treated_file(mezzanine: Mezzanine, item: CutItem) -> str:
    """Return the hash by which the treated file is checked; "" where nobody has to look."""
    return mezzanine.sha256 if by_a_person(item.treatments) else ""


def find_treated(studio: Studio, tx: Reading, workshop: str, clip: Clip, item: CutItem) -> Mezzanine | None:
    """Return the file that a render of *item* would take, if it is there and somebody must look at it."""
    if not by_a_person(item.treatments):
        return None
    footage, film = tx.get(Footage, clip.footage_id), studio.settings.film
    try:
        return find_mezzanine(clip, footage, studio.files(workshop), film, treatments=item.treatments)
    except MediaError:  # nobody has looked inside the footage yet, or the clip is no range of it
        return None
