"""The private folder in which a command writes.

Commands are never let into the folder that their output is meant for: originals and other
derivatives lie there, and a decoder that was taken over, or a slip in our own arguments, could
spoil them. They write in a fresh folder beside, and only what a successful command made there
moves over, each file whole.

What is read and sealed is given to the command as a clear copy, for as long as the room lasts.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from pvstudio.media.errors import MediaError
from pvstudio.store.copies import clear_copy


class Room:
    """A folder of one command's own; it vanishes with whatever was not delivered."""

    def __init__(self, writes: Path | None, reads: Sequence[Path] = ()) -> None:
        self.writes = writes.absolute() if writes else None
        self._clear: dict[str, str] = {}  # sealed file: its clear copy
        with ExitStack() as copies:
            self.reads = [self._readable(path.absolute(), copies) for path in reads]
            self._make()
            self._copies = copies.pop_all()

    def _readable(self, path: Path, copies: ExitStack) -> Path:
        clear = copies.enter_context(clear_copy(path))
        if clear != path:
            self._clear[str(path)] = str(clear)
        return clear

    def _make(self) -> None:
        if self.writes is None:
            self.path = Path(tempfile.mkdtemp(prefix="pvstudio-"))
        else:  # beside the target, so that moving is renaming; named as store.files names what it may sweep
            self.path = self.writes / f".{secrets.token_hex(8)}.part"
            self.path.mkdir(parents=True)
        self.out = self.path / "out"
        self.out.mkdir()

    def redirect(self, args: Sequence[str | Path]) -> list[str]:
        """Return *args* with every path below *writes* moved into the room, but for what is read.

        What is sealed becomes its clear copy.
        """
        words = [self._opened(str(arg.absolute() if isinstance(arg, Path) else arg)) for arg in args]
        if self.writes is None:
            return words
        moved = [self._redirected(word, self._is_output(words, index)) for index, word in enumerate(words)]
        for option, before, after in zip(words, words[1:], moved[1:], strict=False):
            if option == "-i" and before != after:
                raise ValueError(f"{before} is an input, but not named in reads")
        return moved

    def _opened(self, word: str) -> str:
        scheme, plain = ("file:", word[5:]) if word.startswith("file:") else ("", word)
        return scheme + self._clear.get(plain, plain)

    @staticmethod
    def _is_output(words: Sequence[str], index: int) -> bool:
        """Tell whether this word is surely an output: it is the last, or belongs to no option."""
        before = words[index - 1] if index else "-"
        return before != "-i" and (index == len(words) - 1 or not before.startswith("-"))

    def _redirected(self, word: str, output: bool) -> str:
        scheme, plain = ("file:", word[5:]) if word.startswith("file:") else ("", word)
        if plain.startswith(f"{self.writes}/"):
            return scheme + self._moved(plain, output)
        # Inside a filter or a list of outputs a path ends where their own punctuation begins.
        inside = rf"{re.escape(str(self.writes))}/[^\s'\"|:,;\[\]]+"
        return re.sub(inside, lambda found: self._moved(found[0], output=False), word)

    def _moved(self, name: str, output: bool) -> str:
        path = Path(name)
        among = (path.is_relative_to(read) for read in self.reads)
        if path in self.reads or (not output and any(among) and path.exists()):
            return name
        inside = self.out / path.relative_to(str(self.writes))
        if ".." in inside.parts:
            raise ValueError(f"{name} leads out of {self.writes}")
        inside.parent.mkdir(parents=True, exist_ok=True)
        return str(inside)

    def deliver(self) -> None:
        """Move what was made to where it was meant for."""
        if self.writes is None:
            return
        for made in sorted(self.out.rglob("*")):
            if made.is_symlink() or not (made.is_file() or made.is_dir()):
                raise MediaError(f"A media command left “{made.name}”, which is no plain file.")
            if made.is_file():
                target = self.writes / made.relative_to(self.out)
                target.parent.mkdir(parents=True, exist_ok=True)
                made.replace(target)

    def __enter__(self) -> Self:
        """Use the room."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        """Remove it, and the clear copies."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._copies.close()
