"""Reading a receipt from a photograph of its card. The file is a stranger's: only the sandbox opens it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from consent.errors import ConsentError
from consent.receipts.errors import ReceiptUnreadable
from consent.receipts.payload import Receipt
from pvstudio.media.errors import CommandFailed, SandboxFailed
from pvstudio.media.ffmpeg import Limits, run_python

#: Larger photographs are refused: 32 MB is more than a phone's JPEG of 50 megapixels.
MAX_BYTES = 32 << 20
MAX_PIXELS = 64_000_000

_CHILD = "consent.receipts.photograph_child"
_LIMITS = Limits(wall_s=30, cpu_s=30, memory_bytes=1 << 30, file_bytes=1 << 20)

_AGAIN = "Photograph the whole card once more: flat, sharp, in good light, the square as large as it goes."
_SENTENCES = {
    "empty": "The photograph is empty (0 bytes).",
    "too-large": f"The photograph is over {MAX_PIXELS // 1_000_000} megapixels or {MAX_BYTES >> 20} MB.",
    "unreadable": "This is no photograph that can be read here: it must be a JPEG, PNG or WebP.",
    "no-code": "No square code was found in the photograph.",
    "other-code": "The square code in the photograph is no receipt of this program.",
    "crash": "The photograph could not be read: what looks at it was stopped.",
}


class PhotographUnreadable(ConsentError):
    """No receipt can be read from a photograph; *why* is for programs."""

    def __init__(self, why: str) -> None:
        super().__init__(_SENTENCES[why], advice=_AGAIN)
        self.why = why


def read_photograph(path: Path) -> Receipt:
    """Return the receipt in the photograph at *path*, or raise :class:`PhotographUnreadable`."""
    texts = codes_in(path)
    for text in texts:
        with suppress(ReceiptUnreadable):
            return Receipt.parse(text)
    raise PhotographUnreadable("other-code" if texts else "no-code")


def codes_in(path: Path) -> list[str]:
    """Return the texts of the square codes in a picture, or raise :class:`PhotographUnreadable`."""
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        raise PhotographUnreadable("too-large" if size else "empty")
    try:
        answer = run_python(
            _CHILD,
            [path.absolute(), str(MAX_PIXELS)],
            packages=["PIL", "zxingcpp"],
            reads=[path],
            limits=_LIMITS,
        )
    except SandboxFailed:
        raise
    except CommandFailed as failure:
        raise PhotographUnreadable("crash") from failure
    return _texts(answer)


def _texts(answer: Any) -> list[str]:
    """Return the texts that the child found; it read hostile bytes, so its words are checked too."""
    match answer:
        case {"refused": str(why)} if why in _SENTENCES:
            raise PhotographUnreadable(why)
        case {"codes": list(texts)} if all(isinstance(text, str) for text in texts):
            return texts
    raise PhotographUnreadable("crash")
