"""The manifest of a kit: every file with its hash, in one text for one content (RFC 8785), and signed.

``manifest.sig`` holds one line: the studio's public key and its Ed25519 signature, both hexadecimal, with a
space between. Signed is :data:`PURPOSE` followed by the bytes of ``manifest.json``.
No address, no name of a person or host stands in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from consent.ledger.entries import canonical, is_hex, parsed
from consent.ledger.keys import SigningKey
from pvstudio.errors import StudioError
from pvstudio.model import Kit

FORM = "pvstudio-kit/1"
#: What is signed before the manifest itself, so that its signature is never one of anything else.
PURPOSE = b"pvstudio kit manifest 1\n"

NAME, SIGNATURE, SUMS = "manifest.json", "manifest.sig", "SHA256SUMS"
#: What no manifest lists: itself, and what is made of it.
BESIDE = frozenset({NAME, SIGNATURE, SUMS})

#: Names that a file in a kit may have: no folder, no hidden file, nothing that a shell or Windows minds.
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+", re.ASCII)
LONGEST_NAME = 100
#: Signs that no word in a manifest holds, since whoever checks a stranger's kit has them printed: what
#: moves a cursor, begins another line, or turns the words around it about (Unicode: Cc, Zl, Bidi_Control).
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]")
#: What is no word but a sign for the studio: an id, an audience, a language.
_SIGN = re.compile(r"[A-Za-z0-9-]*", re.ASCII)
#: More files than any kit has, and more bytes than any manifest of them.
MOST_FILES, MOST_BYTES = 500, 1 << 18
MOST_SIGNATURE = 256


class ManifestUnreadable(StudioError):
    """What lies in a kit as its manifest is none."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The manifest of this kit cannot be read: {problem}.",
            advice="Do not show the film. Ask the studio for the kit again.",
        )
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFile:
    """One file of a kit."""

    name: str
    size: int  # bytes
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> KitFile:
        """Return what stands for a file with this *content*."""
        return cls(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``manifest.json``; times are ISO 8601 in UTC, to the second, "" where there is none."""

    form: str
    kit: str
    film: str  # SHA-256 of the film that was rendered; film.mp4 is that, or made from it
    title: str
    audience: str
    languages: tuple[str, ...]
    quality: str
    burned: str
    event: str
    event_on: str  # a day
    published: str
    expires: str
    studio: str  # the public key that signed, hexadecimal
    files: tuple[KitFile, ...]  # by name

    @classmethod
    def of(cls, kit: Kit, *, film: str, title: str, studio: str, files: Sequence[KitFile]) -> Manifest:
        """Return the manifest of *kit*."""
        return cls(
            form=FORM,
            kit=kit.id,
            film=film,
            title=_UNSEEN.sub(" ", title),
            audience=kit.audience,
            languages=kit.languages,
            quality=kit.quality,
            burned=kit.burned,
            event=_UNSEEN.sub(" ", kit.event),
            event_on=kit.event_on.isoformat() if kit.event_on else "",
            published=moment(kit.published_at),
            expires=moment(kit.expires_at) if kit.expires_at else "",
            studio=studio,
            files=tuple(sorted(files, key=lambda file: file.name)),
        )

    def write(self) -> bytes:
        """Return it as RFC 8785 has it."""
        return canonical(msgspec.to_builtins(self)).encode()

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """Return the manifest in *content*; what is not exactly one raises :class:`ManifestUnreadable`."""
        if len(content) > MOST_BYTES:
            raise ManifestUnreadable("it is too long")
        try:
            body = parsed(content.decode())
            if body.get("form") != FORM:
                raise ManifestUnreadable("it is something else, or from a later version of this program")
            made: Manifest = msgspec.convert(body, cls)
        except ValueError as error:  # no UTF-8, no JSON, not canonical, other fields: all are among these
            raise ManifestUnreadable("it is damaged, or was written by something else") from error
        if made.write() != content:
            raise ManifestUnreadable("it says more than this program knows")
        if problem := _problem(made):
            raise ManifestUnreadable(problem)
        return made


def _problem(made: Manifest) -> str:
    names = [file.name for file in made.files]
    if len(names) > MOST_FILES or len({name.casefold() for name in names}) != len(names):
        return "it lists too many files, or one twice"
    if bad := [name for name in names if not is_safe(name) or name in BESIDE]:
        return f"it lists a file that no kit holds: {bad[0]!r}"
    if not all(file.size >= 0 and is_hex(file.sha256, 32) for file in made.files):
        return "a size or a hash in it cannot be"
    signs = (made.kit, made.film, made.audience, made.quality, made.burned, made.event_on, *made.languages)
    if not all(map(_SIGN.fullmatch, signs)) or _UNSEEN.search(made.title + made.event):
        return "it holds signs that no kit has"
    try:
        when(made.published), made.expires and when(made.expires)
    except ValueError:
        return "a time in it cannot be read"
    return ""


def is_safe(name: str) -> bool:
    """Tell whether a file in a kit may be called *name*."""
    return len(name) <= LONGEST_NAME and SAFE_NAME.fullmatch(name) is not None


def moment(at: datetime) -> str:
    """Return a time as a manifest has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def when(text: str) -> datetime:
    """Return the time that :func:`moment` wrote. Raises ``ValueError``."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def sums_of(files: Sequence[KitFile]) -> bytes:
    """Return ``SHA256SUMS`` of *files*, as sha256sum checks it."""
    rows = sorted(files, key=lambda file: file.name)
    return "".join(f"{file.sha256}  {file.name}\n" for file in rows).encode()


def sign(key: SigningKey, content: bytes) -> bytes:
    """Return ``manifest.sig`` for the manifest *content*."""
    return f"{key.public} {key.private.sign(PURPOSE + content).hex()}\n".encode()


def signer(content: bytes, signature: bytes) -> str | None:
    """Return the public key that signed the manifest *content*; None where the signature is not right."""
    line = signature.decode("ascii", "replace")
    public, _space, hexadecimal = line.removesuffix("\n").partition(" ")
    if not (line.endswith("\n") and is_hex(public, 32) and is_hex(hexadecimal, 64)):
        return None
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(hexadecimal), PURPOSE + content)
    except (InvalidSignature, ValueError):
        return None
    return public
