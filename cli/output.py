"""What the command line says: to people, or as JSON to scripts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, is_dataclass
from enum import StrEnum
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pvstudio.config import Settings
from pvstudio.errors import StudioError
from workflows.errors import Withheld
from workflows.wiring import Studio

console = Console(highlight=False, soft_wrap=True)


class Exit:
    """Exit codes that scripts may rely on; 2 is click's, for a wrong call."""

    FAILED = 1
    WITHHELD = 3
    PARTLY = 4  # some of a batch was refused; the rest is done


@dataclass(frozen=True)
class Context:
    """What every command gets: the settings, and whether a script is listening."""

    settings: Settings
    json: bool
    workshop: str | None

    def studio(self) -> Studio:
        """Open the studio."""
        return Studio.open(self.settings)


def choices(kind: type[StrEnum]) -> click.Choice[str]:
    """Return the values of *kind* as the choices of an option."""
    return click.Choice([*map(str, kind)])


pass_context = click.make_pass_decorator(Context)


def plain(value: object) -> Any:
    """Return *value* as JSON would hold it."""
    return msgspec.to_builtins(value, enc_hook=str)


def emit(context: Context, value: object, people: Callable[[], None]) -> None:
    """Print *value* as JSON when a script listens; otherwise let *people* print."""
    if context.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(plain(value))).decode() + "\n")
    else:
        people()


def table(*columns: str, rows: Sequence[Sequence[object]], title: str = "") -> None:
    """Print rows as a plain table."""
    grid = Table(
        *columns, title=title or None, box=None, pad_edge=False, title_justify="left", header_style="bold"
    )
    for row in rows:
        grid.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    console.print(grid)


def fail(error: StudioError, *, as_json: bool) -> int:
    """Say what happened and what to do next; return the exit code."""
    if as_json:
        evidence = {key: plain(value) for key, value in vars(error).items() if _simple(value)}
        said = {"error": type(error).__name__, "message": str(error), "advice": error.advice, **evidence}
        sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
    else:
        click.secho(f"✗ {error}", fg="red", err=True)
        if error.advice:
            click.echo(f"  → {error.advice}", err=True)
    return Exit.WITHHELD if isinstance(error, Withheld) else Exit.FAILED


def _simple(value: object) -> bool:
    return isinstance(value, (str, int, float, tuple, list)) or is_dataclass(value)
