"""Settings: one typed object, read from ``studio.toml`` and the environment."""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pvstudio.errors import StudioError


class SettingsError(StudioError):
    """A setting cannot be used."""

    def __init__(self, name: str, value: object, problem: str) -> None:
        super().__init__(
            f"The setting “{name}” is {value!r}: {problem}.", advice="Edit studio.toml or the environment."
        )
        self.name, self.value = name, value


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmFormat:
    """The one format of every mezzanine and film of a studio."""

    width: int = 1280
    height: int = 720
    fps: int = 25  # whole, so that a frame is a whole number of 48 kHz samples

    def __post_init__(self) -> None:
        """Refuse what the encoder or the sample grid cannot hold."""
        if self.width % 2 or self.height % 2 or not 64 <= min(self.width, self.height) <= 4320:
            raise SettingsError(
                "film.width/height", (self.width, self.height), "even sizes from 64 to 4320 only"
            )
        if self.fps not in {24, 25, 30, 50, 60}:
            raise SettingsError("film.fps", self.fps, "24, 25, 30, 50 or 60")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """After how many days something is past its date; 0 keeps it. docs/duties/retention.md gives reasons."""

    unused_footage: int = 365  # after the workshop: footage that is in no film
    withdrawn_footage: int = 30  # after the withdrawal: footage that nobody may be shown any more
    unfinished_uploads: int = 7  # after its last bytes came: what nobody went on with; deleted by the worker
    refused_uploads: int = 90  # after it came in: what turned out not to be usable footage
    identities: int = 730  # after the workshop: real names and contacts
    kits: int = 365  # after publication: films that are with hosts
    spoken_notes: int = 180  # after they were recorded: what somebody said of a screening

    def __post_init__(self) -> None:
        """Refuse what is no number of days."""
        for name, days in asdict(self).items():
            if type(days) is not int or not 0 <= days <= _CENTURY_DAYS:
                raise SettingsError(f"retention.{name}", days, "whole days are needed, 0 to keep it")


_CENTURY_DAYS = 36_525


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a studio lives and what it works with."""

    home: Path
    documents: str = "tiny"  # "tiny", "sqlite:///…" or "postgresql://…"
    queue: str = ""  # database URL of the durable queue; "" is a SQLite file in the studio
    workers: int = 1  # slots: worker processes at the same time
    ffmpeg: str = ""  # another ffmpeg than the packaged one
    whisper_model: str = ""  # folder of a better Whisper model than the packaged base
    unsafe_without_sandbox: bool = False  # for a studio whose footage is all its own
    film: FilmFormat = FilmFormat()
    retention: Retention = Retention()
    names: tuple[str, ...] = ()  # under which browsers reach it, besides localhost and bare addresses
    recall_days: int = 3  # a recall that its host has not confirmed by then is overdue

    @classmethod
    def load(cls, home: Path | str | None = None) -> Settings:
        """Read ``studio.toml`` under *home* ($PVSTUDIO_HOME, else ./studio); ``PVSTUDIO_*`` wins."""
        folder = Path(home or os.environ.get("PVSTUDIO_HOME", "studio")).absolute()
        settings = cls(home=folder)
        file = folder / "studio.toml"
        if file.exists():
            settings = settings.changed(tomllib.loads(file.read_text("utf-8")))
        names = (
            *("documents", "queue", "ffmpeg", "whisper_model"),
            *("workers", "recall_days", "unsafe_without_sandbox", "names"),
        )
        found = {name: os.environ.get(f"PVSTUDIO_{name.upper()}") for name in names}
        return settings.changed({name: value for name, value in found.items() if value is not None})

    def changed(self, values: dict[str, Any]) -> Settings:
        """Return these settings with some set as a file or the environment writes them."""
        changes: dict[str, Any] = {}
        for name, value in values.items():
            if name == "film":
                changes[name] = _film(value)
            elif name == "retention":
                changes[name] = _retention(value)
            elif name in {"workers", "recall_days"}:
                changes[name] = _whole(name, value)
            elif name == "unsafe_without_sandbox":
                changes[name] = value in {True, "1", "true", "yes"}
            elif name == "names":
                changes[name] = tuple(value.split() if isinstance(value, str) else map(str, value))
            elif name in {"documents", "queue", "ffmpeg", "whisper_model"}:
                changes[name] = str(value)
            else:
                raise SettingsError(name, value, "there is no such setting")
        return replace(self, **changes)


def _film(values: object) -> FilmFormat:
    table = values if isinstance(values, dict) else {"": values}
    for name, value in table.items():
        if name not in {"width", "height", "fps"} or not isinstance(value, int):
            raise SettingsError(f"film.{name}", value, "width, height and fps are whole numbers")
    return FilmFormat(**table)


def _retention(values: object) -> Retention:
    table = values if isinstance(values, dict) else {"": values}
    for name, value in table.items():
        if name not in Retention.__dataclass_fields__:
            raise SettingsError(f"retention.{name}", value, "there is no such setting")
    return Retention(**table)


def _whole(name: str, value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise SettingsError(name, value, "a whole number is needed") from None
    if not 1 <= number <= 64:
        raise SettingsError(name, value, "from 1 to 64")
    return number
