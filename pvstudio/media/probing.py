"""What is in an uploaded file: measured in a sandboxed child, never in this process."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from pvstudio.media.errors import CommandFailed, MediaRefused, SandboxFailed, TookTooLong
from pvstudio.media.ffmpeg.inputs import MAX_PIXELS, whitelist_options
from pvstudio.media.ffmpeg.jobs import QUIET, Job, Limits
from pvstudio.media.ffmpeg.python import run_python
from pvstudio.media.sniffing import seems
from pvstudio.model import MediaInfo
from pvstudio.store.reading import size_of

#: A workshop day; longer recordings are surveillance, or a lie about their length.
LONGEST_S = 6 * 3600
SMALLEST_PX = 16
_CHILD = "pvstudio.media.probing_child"

_AGAIN = "Copy it from the camera or phone again, and keep the card until a copy plays."
_CONVERT = "Ask whoever filmed it to save it as MP4 (H.264 and AAC), and add that."
_SENTENCES = {
    "empty": ("It is empty (0 bytes).", _AGAIN),
    "missing": ("It is not there any more.", _AGAIN),
    "picture": (
        "It is a photograph, not a film.",
        "Photographs are added to a film as a title's background.",
    ),
    "archive": ("It is an archive, not a film.", "Unpack it, and add the films that are in it."),
    "document": ("It is a document, not a film.", "Add the film itself."),
    "list": (
        "It is a list of other files, not a film.",
        "Add the films themselves; lists are never followed.",
    ),
    "text": ("It is text, not a film.", "Subtitles are added to a clip, on its page."),
    "unknown": ("It is no film or sound that can be read here.", f"If it plays elsewhere: {_CONVERT}"),
    "cut-off": (
        "It was never finished: the index that a camera writes last is missing, as when its battery fails.",
        "Keep the file and the card. Repair tools can often save it with a good film of the same camera.",
    ),
    "no-streams": ("There is neither picture nor sound in it.", _AGAIN),
    "no-samples": ("It has a beginning, but no picture or sound follows.", _AGAIN),
    "locked": ("It is locked by copy protection.", "Add the original from the camera or phone instead."),
    "unreadable-picture": (
        "Its picture cannot be read ({detail}): damaged, or of an unknown kind.",
        _CONVERT,
    ),
    "too-long": ("It is longer than six hours.", "Cut it into parts, and add these."),
    "too-large": (
        "Its picture is too large ({detail}).",
        "Save it in 4K (3840 × 2160) or smaller, and add that.",
    ),
    "too-small": ("Its picture is too small to see anything ({detail}).", _CONVERT),
    "too-much": ("It needs more memory or has more tracks than any camera's film.", _CONVERT),
    "crash": ("It cannot be read without harm: reading it broke off.", f"If it plays elsewhere: {_CONVERT}"),
    "endless": ("It cannot be read in a reasonable time.", f"If it plays elsewhere: {_CONVERT}"),
}
_NOTES = {
    "more-pictures": "Only the first of its pictures is used.",
    "more-sounds": "Only the first of its sound tracks is used.",
    "unreadable-sound": "Its sound cannot be read, so it is used without sound.",
}


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the child may say when it refuses."""

    refused: str
    detail: str = ""


def probe(path: Path, *, name: str, job: Job = QUIET) -> MediaInfo:
    """Look inside the file at *path*, which its owner called *name*.

    Raises :class:`MediaRefused` with a sentence for people when it cannot be used, and
    :class:`Cancelled` and :class:`SandboxMissing` as all media work does.
    """
    if not path.is_file():
        raise _refusal(name, "missing")
    if not size_of(path):
        raise _refusal(name, "empty")
    try:
        answer = _ask(path, job)
    except TookTooLong as failure:
        raise _refusal(name, "endless") from failure
    except SandboxFailed:  # nothing was opened: not the file's fault
        raise
    except CommandFailed as failure:
        raise _refusal(name, "crash") from failure
    return _understood(answer, path, name)


def _ask(path: Path, job: Job) -> Any:
    question = {"options": whitelist_options(), "max_pixels": str(MAX_PIXELS), "longest_s": LONGEST_S}
    # The whole file is read once: 20 s, and what a slow disk needs.
    seconds = 20 + size_of(path) / 20e6
    limits = Limits(wall_s=seconds, cpu_s=int(seconds), file_bytes=1 << 20)
    args = [str(path.absolute()), json.dumps(question)]
    return run_python(_CHILD, args, packages=["av"], reads=[path], job=job, limits=limits)


def _understood(answer: Any, path: Path, name: str) -> MediaInfo:
    """Turn what the child said into a type: it read hostile bytes, so its words are checked too."""
    try:
        if isinstance(answer, dict) and "refused" in answer:
            said = msgspec.convert(answer, _Answer)
            guess = seems(path) if said.refused in {"unknown", "picture"} else said.refused
            raise _refusal(name, said.refused if guess == "unknown" else guess, said.detail)
        media = msgspec.convert(answer, MediaInfo, dec_hook=_fraction)
        notes = tuple(_NOTES[note] for note in media.notes)
    except (msgspec.ValidationError, KeyError) as error:
        raise _refusal(name, "crash") from error
    if media.duration_ms <= 0:
        raise _refusal(name, "no-samples")
    if media.video and min(media.video.width, media.video.height) < SMALLEST_PX:
        raise _refusal(name, "too-small", f"{media.video.width} × {media.video.height}")
    return replace(media, notes=notes)


def _fraction(kind: type, value: object) -> Fraction:
    """Read a frame rate such as ``30000/1001``; msgspec turns a ValueError into its own."""
    whole, _, parts = str(value).partition("/")
    if kind is not Fraction or not 0 < int(whole) <= 10_000 * (divisor := int(parts or 1)):
        raise ValueError(f"{value!r} is no frame rate")
    return Fraction(int(whole), divisor)


def _refusal(name: str, code: str, detail: str = "") -> MediaRefused:
    reason, advice = _SENTENCES[code]
    return MediaRefused(name, reason.format(detail=detail), advice=advice)
