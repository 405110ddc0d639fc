"""``doctor``: everything that PVStudio works with, one line each, green or what to do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import click

from cli.output import Context, Exit, console, emit, pass_context
from pvstudio.config import Settings
from pvstudio.errors import StudioError
from pvstudio.printing import INSTALL, can_print

#: Below this a workshop's footage soon fills the disk.
_ROOMY_BYTES = 20 << 30

_POSTGRES = "/usr/lib/postgresql/*/bin/postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's report."""

    what: str
    ok: bool
    detail: str
    needed: bool = True  # without it PVStudio does not work
    advice: str = ""


@click.command()
@pass_context
def doctor(context: Context) -> None:
    """Check this machine: what works, what is missing, and the command that installs it."""
    findings = list(examine(context.settings))

    def people() -> None:
        for one in findings:
            mark = "[green]✓[/]" if one.ok else "[red]✗[/]" if one.needed else "[yellow]–[/]"
            console.print(f"{mark} {one.what:<22} {one.detail}")
            if not one.ok:
                console.print(f"  → {one.advice}", markup=False)

    emit(context, findings, people)
    if any(one.needed and not one.ok for one in findings):
        sys.exit(Exit.FAILED)


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each part, the needed ones first."""
    yield _python()
    yield _tried("ffmpeg", _ffmpeg)
    yield _sandbox()
    yield _tried("Whisper weights", lambda: _whisper(settings))
    yield _tried("Face detector", _faces)
    yield _tried("Fonts", _fonts)
    yield _disk(settings)
    yield _keys(settings)
    yield _private(settings)
    yield _left_behind(settings)
    yield _tried("Work queue", lambda: _queue(settings))
    yield _program("bubblewrap", "bwrap", "a second sandbox besides landlock")
    yield _program(
        "exiftool", "exiftool", "a second look at the metadata of published files", "libimage-exiftool-perl"
    )
    yield _pango()
    yield _program("Chromium", "chromium", "browser tests")
    yield _postgres()


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what=what, ok=True, detail=look())
    except StudioError as error:
        return Finding(what=what, ok=False, detail=str(error), advice=error.advice)


def _python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    return Finding(what="Python", ok=True, detail=f"{running}, PVStudio {version('pvstudio')}")


def _ffmpeg() -> str:
    from pvstudio.media.ffmpeg import build
    from pvstudio.media.ffmpeg.program import executable
    from pvstudio.media.ffmpeg.version import filters

    missing = {"ass", "ebur128", "alimiter", "zscale"} - filters()
    if missing:
        raise StudioError(
            f"{executable()} has no filter {', '.join(sorted(missing))}",
            advice="Unset PVSTUDIO_FFMPEG: the packaged ffmpeg has them.",
        )
    return f"{build()} ({executable()})"


def _sandbox() -> Finding:
    from pvstudio.media.ffmpeg import sandbox

    name, ok, advice = sandbox.describe()
    return Finding(what="Sandbox", ok=ok, detail=name, advice=advice)


def _whisper(settings: Settings) -> str:
    from pvstudio.transcription import recogniser

    return recogniser(settings).describe()


def _faces() -> str:
    from pvstudio.media.centerface import weights

    return f"CenterFace ({weights().stat().st_size >> 20} MB)"


def _fonts() -> str:
    from pvstudio.subtitles.fonts import installed

    return ", ".join(sorted({font.family for font in installed().values()}))


def _disk(settings: Settings) -> Finding:
    folder = next(parent for parent in (settings.home, *settings.home.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    return Finding(
        what="Disk",
        ok=free >= _ROOMY_BYTES,
        needed=False,
        detail=f"{free >> 30} GB free under {folder}",
        advice=f"Make room: a workshop needs about {_ROOMY_BYTES >> 30} GB.",
    )


def _keys(settings: Settings) -> Finding:
    """Look whether the keys of sealed media are here; nothing is sealed while those of a workshop are not."""
    from pvstudio.store.belonging import are_away

    folder = settings.home / "keys"
    found = [path for path in folder.glob("*/*") if not path.name.startswith(".")]
    workshops = sorted(path for path in settings.home.glob("workshops/*") if path.is_dir())
    away = [one.name for one in workshops if are_away(folder / one.name, one)]
    return Finding(
        what="Keys of media",
        ok=not away,
        needed=False,
        detail=f"{len(found)} in {folder}" + (f", but none of {', '.join(away)}" if away else ""),
        advice="What was sealed under them cannot be opened, and nothing new is sealed. Copy what is missing "
        f"to {folder} from where it is kept, and overwrite nothing: cp -rn",
    )


def _private(settings: Settings) -> Finding:
    """Look whether others on this machine can read the studio: its documents are not sealed."""
    home = settings.home
    places = [home, *home.glob("*"), *home.glob("workshops/*")]
    open_ = [path for path in places if path.exists() and path.stat().st_mode & 0o077]
    behind = not home.exists() or not home.stat().st_mode & 0o077
    return Finding(
        what="Private",
        ok=behind,
        needed=False,
        detail=f"{home} is for its owner alone"
        if behind
        else f"others on this machine can look into {home} ({len(open_)} places)",
        advice=f"chmod -R go= {home}",
    )


def _left_behind(settings: Settings) -> Finding:
    """Look for sealed recordings that no document names: no list shows them, and no erasure finds them."""
    from workflows.left_behind import left_behind
    from workflows.wiring import Studio

    try:
        studio = Studio.open(settings)
        workshops = studio.workshops() if settings.home.exists() else []
        found = {one: left_behind(studio, one) for one in workshops}
    except StudioError as error:
        return Finding(what="Recordings", ok=False, needed=False, detail=str(error), advice=error.advice)
    told = [f"{len(some)} in {one} that no document names" for one, some in found.items() if some]
    return Finding(
        what="Recordings",
        ok=not told,
        needed=False,
        detail="; ".join(told) or "every one is on record",
        advice="`pvstudio ingest --left-behind` takes them up; then look at them, or erase them.",
    )


def _queue(settings: Settings) -> str:
    from workflows.queue import JobQueue
    from workflows.wiring import Studio

    studio = Studio.open(settings)
    if not settings.home.exists():
        return "is made with the first workshop (`pvstudio init`)"
    with JobQueue(studio) as queue:
        return f"{sum(not job.over for job in queue.jobs())} piece(s) of work waiting"


def _program(what: str, command: str, use: str, package: str = "") -> Finding:
    found = shutil.which(command)
    install = f"apt-get install {package or what.lower()}"
    return Finding(
        what=what, ok=bool(found), needed=False, detail=found or f"not here ({use})", advice=install
    )


def _pango() -> Finding:
    found = can_print()
    detail = "papers become PDFs" if found else "not here (papers as PDF; browsers print them all the same)"
    return Finding(what="Pango", ok=found, needed=False, detail=detail, advice=INSTALL)


def _postgres() -> Finding:
    found = sorted(Path("/").glob(_POSTGRES.lstrip("/")))
    detail = str(found[-1]) if found else "not here (documents and queue of a fleet)"
    return Finding(
        what="PostgreSQL", ok=bool(found), needed=False, detail=detail, advice="apt-get install postgresql"
    )
