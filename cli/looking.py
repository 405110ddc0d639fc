"""Treated clips in the demo: shown; in the sample, its invented facilitator confirms them."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from cli.commands.treatments import show
from cli.output import console
from consent.treated import Verdict
from workflows.checks import TreatedClip, check_treated, copy_out, treated_clips
from workflows.wiring import Studio


def unwatched(studio: Studio, workshop: str) -> list[TreatedClip]:
    """Print and return the treated clips that nobody has looked at."""
    waiting = [one for one in treated_clips(studio, workshop) if one.waits]
    if waiting:
        show(waiting)
    else:
        console.print("Nobody asked for a blurred face or a silenced voice: there is nothing to check.")
    return waiting


def confirm_sample(
    studio: Studio, workshop: str, waiting: list[TreatedClip], facilitator: str
) -> list[tuple[str, Path]]:
    """Have the invented facilitator confirm, and say so; return what to look at, opened: nobody is real."""
    look_at = []
    for one in waiting:
        words = "said by the demo for an invented facilitator"
        check_treated(studio, workshop, one.sha256, Verdict.OK, by=facilitator, words=words)
        done = ", ".join(sorted(one.treatments))
        console.print(f"{facilitator} (invented) watches “{escape(one.clip.title)}” and confirms: {done}.")
        for path in copy_out(one, studio.settings.home / "look-at-these"):
            console.print(f"  look for yourself: {path}", markup=False)
            look_at.append((f"treated: {one.clip.title}", path))
    console.print("In a studio of your own nobody says this but you, having watched every clip.")
    return look_at
