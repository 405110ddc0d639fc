"""Our own children: a module of ours that looks at hostile bytes, in the sandbox."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pvstudio.media.errors import CommandFailed
from pvstudio.media.ffmpeg.caller import NORMAL, QUIET, Job, Limits, running
from pvstudio.media.ffmpeg.room import Room

_ANSWER_BYTES = 1 << 20  # what a child may say: a description, never media


def run_python(
    module: str,
    args: Sequence[str | Path],
    *,
    packages: Sequence[str] = (),
    reads: Sequence[Path] = (),
    job: Job = QUIET,
    limits: Limits = NORMAL,
) -> Any:
    """Run *module* as a program in a sandboxed Python, and return the JSON that it prints.

    Of this project it sees its own file alone, of what is installed the standard library and
    the folders that hold *packages*. Raises as :func:`run` does; what a child prints is not to
    be trusted any more than what it looked at.
    """
    script, answer = _origin(module), bytearray()
    folders = sorted({_origin(package).parent.parent for package in packages})
    interpreter = Path(sys.executable).resolve()
    runs = [interpreter, *(Path(sys.base_prefix) / name for name in ("lib", "lib64")), *folders, script]
    flags = ["-s", "-S", "-P", "-B"]  # nothing of the user's, of the environment's packages, of the folder
    with (
        Room(None, reads) as room,
        running(
            [str(interpreter), *flags, str(script), *room.redirect(args)],
            room=room, runs=runs, job=job, limits=limits, gives=True,
            environment={"PYTHONPATH": ":".join(map(str, folders)), "PYTHONHASHSEED": "0"},
        ) as child,
    ):  # fmt: skip
        child.listen_to_output(answer.extend)
        while child.open and len(answer) <= _ANSWER_BYTES:
            child.turn()
        if len(answer) > _ANSWER_BYTES:
            raise CommandFailed([module], None, child.log.lines()[-20:], why=f"{module} said far too much")
        child.finish()
    try:
        return json.loads(answer)
    except ValueError:
        raise CommandFailed([module], 0, child.log.lines()[-20:], why=f"{module} gave no answer") from None


def _origin(module: str) -> Path:
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(module)
    return Path(found.origin)
