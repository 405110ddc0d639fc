"""The catalogue: all notices of all languages, and which of them is which.

A language is one file in ``texts/``. Texts are read once while the program runs. Older forms of a
text that was changed lie in ``earlier/``, each a file that proves itself: its name is its hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

from consent.notices.earlier import read_earlier
from consent.notices.errors import BadReference, NoticeMissing
from consent.notices.notice import Notice, Topic, parse_reference
from consent.notices.reading import Texts, read_texts
from consent.notices.words import Words
from pvstudio.languages import script_of, subtags

HERE = Path(__file__).parent

#: Tags that mean the same language under another name (BCP 47 keeps both).
_SAME = {"prs": "fa-AF"}


class Catalogue:
    """The notices in a folder that holds ``texts/``, ``drawings/`` and perhaps ``earlier/``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Texts] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Return the tags of all languages, English first."""
        tags = sorted(file.stem for file in (self.folder / "texts").glob("*.toml"))
        return tuple(sorted(tags, key=lambda tag: tag != "en"))

    def notice(self, topic: Topic | str, language: str) -> Notice:
        """Return the notice in exactly this language, or raise :class:`NoticeMissing`.

        *topic* may be a :class:`consent.releases.Stage`. Letters' case in *language* does not matter.
        """
        tag = self._tag(language)
        if tag is None or str(topic) not in list(Topic):
            raise NoticeMissing(str(topic), language, self.languages)
        return self._texts(tag).notices[Topic(str(topic))]

    def words(self, language: str) -> Words:
        """Return the short names in exactly this language, or raise :class:`NoticeMissing`."""
        tag = self._tag(language)
        if tag is None:
            raise NoticeMissing("words", language, self.languages)
        return self._texts(tag).words

    def best_for(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return the languages that exist and suit somebody who understands *wanted*, best first.

        Under each wanted tag: the tag itself, then the same language in the script that the tag
        means, then the same language in another script or country. Never another language: an
        empty answer means that a person must explain.
        """
        found: dict[str, None] = {}
        for tag in wanted:
            tag = _SAME.get(tag.lower(), tag)
            same = [one for one in self.languages if subtags(one)[0] == subtags(tag)[0]]
            for one in sorted(same, key=lambda one: _distance(tag, one)):
                found.setdefault(one)
        return tuple(found)

    def known(self, reference: str, *kept: Path) -> Notice | None:
        """Return the notice that *reference* names, of today or earlier, or None.

        Earlier forms are looked for in ``earlier/`` and in the folders *kept* (a workshop's).
        """
        try:
            wanted = parse_reference(reference)
        except BadReference:
            return None
        with suppress(NoticeMissing):
            current = self.notice(wanted.topic, wanted.language)
            if current.reference == reference:
                return current
        return read_earlier(reference, (self.folder / "earlier", *kept))

    def drawing(self, name: str) -> Path:
        """Return where a drawing lies; the name must come from a notice, never from outside."""
        return self.folder / "drawings" / f"{name}.svg"

    def _tag(self, language: str) -> str | None:
        wanted = _SAME.get(language.lower(), language).lower()
        return next((tag for tag in self.languages if tag.lower() == wanted), None)

    def _texts(self, tag: str) -> Texts:
        if tag not in self._read:
            self._read[tag] = read_texts(self.folder / "texts" / f"{tag}.toml", self.folder / "drawings")
        return self._read[tag]


def _distance(wanted: str, offered: str) -> tuple[bool, bool, bool, str]:
    exact = wanted.lower() == offered.lower()
    same_region = subtags(wanted)[2] == subtags(offered)[2]
    return not exact, script_of(wanted) != script_of(offered), not same_region, offered


@cache
def packaged() -> Catalogue:
    """Return the catalogue that comes with the program."""
    return Catalogue(HERE)


def languages() -> Sequence[str]:
    """Return the languages in which all notices exist (BCP 47), English first."""
    return packaged().languages


def notice(topic: Topic | str, language: str) -> Notice:
    """Return one notice of the packaged catalogue; see :meth:`Catalogue.notice`."""
    return packaged().notice(topic, language)


def words(language: str) -> Words:
    """Return the short names of the packaged catalogue; see :meth:`Catalogue.words`."""
    return packaged().words(language)


def best_for(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return which languages to offer; see :meth:`Catalogue.best_for`."""
    return packaged().best_for(wanted)


def known(reference: str, *kept: Path) -> Notice | None:
    """Return the notice that a reference names; see :meth:`Catalogue.known`."""
    return packaged().known(reference, *kept)


def drawing(name: str) -> Path:
    """Return where a drawing lies; see :meth:`Catalogue.drawing`."""
    return packaged().drawing(name)
