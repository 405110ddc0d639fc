"""A kit that was ordered is made: what must be encoded first, then the papers, then it leaves."""

from __future__ import annotations

from dbos import DBOS

from pvstudio.editing.film import RenderedFilm
from pvstudio.media.errors import Cancelled
from pvstudio.media.ffmpeg import Job, Progress
from pvstudio.media.progress import part as share
from pvstudio.model import Kit
from pvstudio.store.errors import KeyGone
from workflows import running
from workflows.publish import film_folder, publish, ready
from workflows.queue import Work
from workflows.screening_kits.errors import KitTakenBack
from workflows.screening_kits.papers import papers_of_kit
from workflows.screening_kits.parts import make_film_part, make_test_part
from workflows.screening_kits.wishes import KitOrder


@DBOS.workflow(name=Work.KIT, max_recovery_attempts=10)
def make_kit(workshop: str, order_id: str) -> None:
    """Make the kit of an order; of one that nobody wants any more, nothing is made."""
    encode(workshop, order_id)
    hand_over(workshop, order_id)


@DBOS.step(name="kit.encode")
def encode(workshop: str, order_id: str) -> None:
    """Make the film as it was ordered, and the test clip; what is there stays."""
    studio, order = running.studio(), _order(workshop, order_id)
    if order is None:
        return
    job = running.job("prepare the kit")
    version, _end = ready(studio, workshop, order.cut_version_id, order.audience, order.wish)
    film = film_folder(studio, workshop, version.id)
    try:
        RenderedFilm.open(film)
        make_film_part(film, version, order, job=share(job, 0, 85))
        make_test_part(film, order, job=share(job, 85, 100))
    except (FileNotFoundError, KeyGone):  # erased meanwhile: whoever withdrew is the reason
        ready(studio, workshop, order.cut_version_id, order.audience, order.wish)
        raise


@DBOS.step(name="kit.hand_over")
def hand_over(workshop: str, order_id: str) -> None:
    """Let the kit appear, if the gate is still open; then the order is done."""
    studio, order = running.studio(), _order(workshop, order_id)
    if order is None:
        return
    job = running.job("papers of the kit")

    def papers(kit: Kit) -> dict[str, bytes]:
        return papers_of_kit(studio, workshop, kit, order.wish, told=lambda done, of: _told(job, done, of))

    try:
        publish(
            studio,
            workshop,
            order.cut_version_id,
            order.audience,
            recipient=order.recipient,
            host=order.host,
            wish=order.wish,
            kit_id=order.id,
            papers=papers,
            ordered=True,
        )
    except KitTakenBack:
        if _order(workshop, order_id) is not None:
            raise
        return  # who ordered it wants it no more
    with studio.documents.write(workshop) as tx:  # a crash may have left the order of a kit that is out
        tx.delete(KitOrder, order_id)


def _told(job: Job, done: int, of: int) -> None:
    job.on_progress(Progress(percent=100 * done / of, speed=None, remaining_s=None))
    if job.cancelled():
        raise Cancelled("Making this kit was stopped.")


def _order(workshop: str, order_id: str) -> KitOrder | None:
    with running.studio().documents.read(workshop) as tx:
        return next(iter(tx.find(KitOrder, id=order_id)), None)
