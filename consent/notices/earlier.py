"""Earlier forms of a text: kept whole, in files that prove themselves.

``<sha256>.json`` holds what was shown, with version and origin beside it; ``<sha256>.svg`` are its
drawings. The name is the hash of what was shown, so a file that was changed is no longer found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import rfc8785

from consent.notices.notice import Card, Notice, Origin, TeachBack, Topic, parse_reference
from pvstudio.store.files import write_bytes


def keep(notice: Notice, folder: Path, drawings: Path) -> Path:
    """Write down what *notice* shows, so that it stays known after text or *drawings* are changed."""
    for name, sha256 in notice.drawings.items():
        if not (drawn := folder / f"{sha256}.svg").exists():
            write_bytes(drawn, (drawings / f"{name}.svg").read_bytes())
    target = folder / f"{notice.sha256}.json"
    if not target.exists():
        held: dict[str, Any] = {
            "version": notice.version,
            "origin": str(notice.origin),
            "shown": notice.shown(),
        }
        write_bytes(target, rfc8785.dumps(held))
    return target


def read_earlier(reference: str, folders: Iterable[Path]) -> Notice | None:
    """Return the notice that *reference* names if one of *folders* holds it unchanged."""
    wanted = parse_reference(reference)
    for folder in folders:
        file = folder / f"{wanted.sha256}.json"
        if file.is_file():
            held = _notice(file)
            if held is not None and held.reference == reference:
                return held
    return None


def _notice(file: Path) -> Notice | None:
    try:
        held = msgspec.json.decode(file.read_bytes())
        return _from_shown(held["shown"], int(held["version"]), Origin(held["origin"]))
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        return None  # damaged: as good as not there


def _from_shown(shown: Mapping[str, Any], version: int, origin: Origin) -> Notice:
    asked = shown["teach_back"]
    return Notice(
        topic=Topic(shown["topic"]),
        language=shown["language"],
        version=version,
        origin=origin,
        title=shown["title"],
        cards=_cards(shown["cards"]),
        teach_back=asked
        and TeachBack(question=asked["question"], choices=_cards(asked["choices"]), right=asked["right"]),
        buttons=shown["buttons"],
        drawings=shown["drawings"],
    )


def _cards(cards: Iterable[Mapping[str, str]]) -> tuple[Card, ...]:
    return tuple(Card(drawing=card["drawing"], text=card["text"]) for card in cards)
