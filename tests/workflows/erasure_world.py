"""A real small studio for erasures: noisy recordings, words, a film, a kit; and a search of its raw files."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from workflow_world import WORKSHOP, World

from consent.answers.recording import confirm_complete, enrol, log_appearance
from consent.identities.officer import OfficerKeys
from consent.identities.registry import Identity
from consent.releases import AnswerState, Sign, Stage
from pvstudio.config import FilmFormat, Settings
from pvstudio.model import Audience, Clip, CutVersion, Footage, Kit, Participant, Workshop
from pvstudio.store.files import write_bytes
from pvstudio.store.reading import read_bytes
from workflows import ingest
from workflows.identities import set_identity
from workflows.layout import lay_out
from workflows.publish import film_folder, publish
from workflows.queue import JobInfo, JobQueue, JobState, Work
from workflows.subtitle import import_track, words_file
from workflows.wiring import Studio

COMMUNITY = Audience.COMMUNITY
NAME = "Fatima-Zahra Šehić"
TITLE = "Šta nam je Fatima rekla"
WORDS = "Moj brat Harun još čeka na granici"
RISK = "ujak je traži u Tuzli"
SECRETS = (NAME, TITLE, WORDS, RISK, "Fatima-Zahra")
RECIPE = f"""
# written while {NAME} was watching
title = "Granica"
on_withheld = "stop"
[opening]
seconds = 1
[[parts]]
clip = "{TITLE}"
name = "{NAME}"
[[parts]]
clip = "shared, Fatima"
[[parts]]
clip = "shared, Bilal"
[credits]
title = "Hvala"
seconds = 1
[subtitles]
languages = ["bs"]
"""


def recording(make_film, name: str, seconds: int, seed: int) -> Path:
    """A recording whose bytes are like no other's."""
    noise = f"testsrc2=size=320x180:rate=25:duration={seconds},noise=alls=30:allf=t:all_seed={seed}"
    return make_film(
        name,
        *("-f", "lavfi", "-i", noise),
        *("-f", "lavfi", "-i", f"anoisesrc=seed={seed}:duration={seconds}:amplitude=0.2"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac", "-threads", "1"),
    )


@dataclass(frozen=True)
class Erasing:
    """The studio, and what is in it."""

    world: World
    version: CutVersion
    kit: Kit
    own: Footage  # Fatima's alone
    shared: Footage  # hers, then Bilal's

    @property
    def studio(self) -> Studio:
        return self.world.studio

    def clip(self, title: str) -> Clip:
        with self.studio.documents.read(WORKSHOP) as tx:
            [found] = tx.find(Clip, title=title)
        return found


def finished(studio: Studio, jobs: Iterable[str], within_s: float = 240) -> list[JobInfo]:
    """Wait until nothing more happens to these jobs."""
    deadline = time.monotonic() + within_s
    with JobQueue(studio) as queue:
        while time.monotonic() < deadline:
            found = queue.jobs(list(jobs))
            if found and all(job.over for job in found):
                return found
            time.sleep(0.2)
    raise AssertionError(f"not finished in {within_s} s: {found}")


def done(studio: Studio, work: Work, about: str) -> None:
    """Have *work* done by the worker that runs beside, and see that it was."""
    with JobQueue(studio) as queue:
        job = queue.ask(work, WORKSHOP, about)
    [info] = finished(studio, [job])
    assert info.state is JobState.DONE, info.reason


def open_studio(folder: Path) -> Studio:
    return Studio.open(Settings(home=folder, film=FilmFormat(width=320, height=180)))


def fill(studio: Studio, make_film, folder: Path) -> Erasing:
    """Bring everything in and through; a worker runs beside."""
    world = World(studio)
    with studio.book(WORKSHOP) as tx:
        tx.put(Workshop(id=WORKSHOP, title="Granica", languages=("bs",)))
        enrol(tx, Participant(id="fatima", pseudonym=NAME, languages=("en",), risk_notes=RISK))
        enrol(tx, Participant(id="bilal", pseudonym="Bilal"))
    OfficerKeys(studio.settings.home).set_up("a long passphrase of an officer")
    own, shared = _recordings(studio, make_film, folder)
    _mark(studio, own, shared)
    _words(studio, folder)
    _agree(world)
    version = lay_out(studio, WORKSHOP, RECIPE, COMMUNITY).version
    done(studio, Work.ASSEMBLE, version.id)
    for who in ("fatima", "bilal"):
        world.say(who, Stage.S4, version.id, COMMUNITY)
    kit = publish(studio, WORKSHOP, version.id, COMMUNITY, recipient="Kino Una")
    _fail_naming_her(world)
    return Erasing(world, version, kit, own, shared)


def _recordings(studio: Studio, make_film, folder: Path) -> list[Footage]:
    found = []
    for name, seconds, seed in (("Fatima-Zahra.mp4", 2, 1), ("two.mp4", 4, 2)):
        source = folder / name
        source.write_bytes(recording(make_film, f"noise-{seed}.mp4", seconds, seed).read_bytes())
        found.append(ingest.receive(studio, WORKSHOP, source).footage)
        done(studio, Work.INGEST, found[-1].id)
    with studio.documents.read(WORKSHOP) as tx:
        return [tx.get(Footage, one.id) for one in found]


def _mark(studio: Studio, own: Footage, shared: Footage) -> None:
    with studio.book(WORKSHOP) as tx:
        [hers] = tx.find(Clip, footage_id=own.id)
        [both] = tx.find(Clip, footage_id=shared.id)
        clips = [
            replace(hers, title=TITLE, notes=f"{NAME}: {RISK}"),
            replace(both, title="shared, Fatima", end_ms=2000),
            Clip(id="clip-bilal", footage_id=shared.id, title="shared, Bilal", start_ms=2000, end_ms=3600),
        ]
        for clip, who in zip(clips, ("fatima", "fatima", "bilal"), strict=True):
            tx.put(clip)
            log_appearance(tx, clip.id, who, {Sign.FACE, Sign.VOICE})
            confirm_complete(tx, clip.id, by="Ines")
    done(studio, Work.INGEST, shared.id)
    set_identity(studio, WORKSHOP, "fatima", Identity(name="Amal Haddad", contact="061 000"))


def _words(studio: Studio, folder: Path) -> None:
    """Subtitles that people wrote, and the machine's words beside the recording."""
    srt = folder / "words.srt"
    srt.write_text(f"1\n00:00:00,200 --> 00:00:01,800\n{WORDS}\n", "utf-8")
    with studio.documents.read(WORKSHOP) as tx:
        clips = [(clip, tx.get(Footage, clip.footage_id)) for clip in tx.find(Clip)]
    for clip, footage in clips:
        text = WORDS if clip.id != "clip-bilal" else "Ja sam Bilal"
        srt.write_text(f"1\n00:00:00,200 --> 00:00:01,500\n{text}\n", "utf-8")
        import_track(studio, WORKSHOP, clip.id, srt, "bs", "people")
        write_bytes(words_file(studio, WORKSHOP, clip, footage), json.dumps([text]).encode())
    srt.unlink()


def _agree(world: World) -> None:
    for who in ("fatima", "bilal"):
        world.say(who, Stage.S1, WORKSHOP)
        world.say(who, Stage.S2, WORKSHOP)
    with world.studio.documents.read(WORKSHOP) as tx:
        clips = tx.find(Clip)
    for clip in clips:
        world.say("bilal" if clip.id == "clip-bilal" else "fatima", Stage.S3, clip.id, COMMUNITY)


def _fail_naming_her(world: World) -> None:
    """A render that the gate stops, so that her name stands in the queue's reason."""
    studio = world.studio
    [hers] = [clip for clip in clips_of(studio) if clip.title == TITLE]
    late = lay_out(studio, WORKSHOP, RECIPE.replace("Granica", "Druga granica"), COMMUNITY).version
    world.say("fatima", Stage.S3, hers.id, COMMUNITY, AnswerState.REFUSED)
    with JobQueue(studio) as queue:
        job = queue.ask(Work.ASSEMBLE, WORKSHOP, late.id)
    [info] = finished(studio, [job])
    assert info.state is JobState.FAILED
    assert NAME in info.reason
    world.say("fatima", Stage.S3, hers.id, COMMUNITY)


def clips_of(studio: Studio) -> list[Clip]:
    with studio.documents.read(WORKSHOP) as tx:
        return tx.find(Clip)


# -- raw bytes ---------------------------------------------------------------------------------


def spellings(text: str) -> set[bytes]:
    """The bytes by which a text can lie in a file."""
    escaped = json.dumps(text)[1:-1]
    return {text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), escaped.encode()}


def windows(file: Path, *, count: int = 60, size: int = 64) -> set[bytes]:
    """Some stretches of a file as it lies on the disk, and as it is when opened."""
    return _stretches(file.read_bytes(), count, size) | _stretches(read_bytes(file), count, size)


def _stretches(content: bytes, count: int, size: int) -> set[bytes]:
    if len(content) < 4 * size:
        return set()
    chance = random.Random(len(content))
    starts = [chance.randrange(size, len(content) - size) for _ in range(count)]
    found = {content[start : start + size] for start in starts}
    return {one for one in found if len(set(one)) > size // 2}


def files_with(folder: Path, markers: Iterable[bytes]) -> dict[str, list[bytes]]:
    """Search every raw file below *folder*; return which hold which markers."""
    wanted, found = list(markers), {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if held := [one for one in wanted if one in content]:
            found[str(path.relative_to(folder))] = held[:3]
    return found


def pictures_of(erasing: Erasing) -> set[bytes]:
    """Stretches of both recordings, and of whatever was made of Fatima's own."""
    files = erasing.studio.files(WORKSHOP)
    originals = [files.original(one.sha256) for one in (erasing.own, erasing.shared)]
    made = [path for path in files.folder(erasing.own.sha256).rglob("*") if path.is_file()]
    film = film_folder(erasing.studio, WORKSHOP, erasing.version.id)
    return {one for file in {*originals, *made, film / "poster.jpg"} for one in windows(file)}
