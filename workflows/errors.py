"""What can go wrong with durable work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from consent.gate.policy import Reason
from pvstudio.errors import StudioError


class WorkflowError(StudioError):
    """Something about durable work."""


class NoFreeSlot(WorkflowError):
    """Every worker slot of this studio is taken."""

    def __init__(self, slots: int) -> None:
        super().__init__(
            f"All {slots} worker slot(s) of this studio are taken.",
            advice="Another `pvstudio worker` or `pvstudio serve` is running and does the work; "
            "`workers = 2` in studio.toml allows one more.",
        )
        self.slots = slots


class NotOnRecord(WorkflowError):
    """The ledger does not say that the film of a version was made from these clips."""

    def __init__(self, version_id: str) -> None:
        super().__init__(
            f"The ledger does not say that the film of version {version_id} was made from the clips that "
            "the version lists.",
            advice="Nobody can tell whom to ask. Render the cut again, and ask everybody in it.",
        )
        self.version_id = version_id


class Withheld(WorkflowError):
    """The gate said no; *reasons* name who and why."""

    def __init__(self, what: str, reasons: Sequence[Reason]) -> None:
        lines = "".join(f"\n  - {reason.words}" for reason in reasons)
        super().__init__(
            f"{what} is withheld:{lines}",
            advice='Ask the people named, leave their clips out (on_withheld = "leave-out"), '
            "or choose another audience.",
        )
        self.reasons = tuple(reasons)


class WorkshopUnclear(WorkflowError):
    """Nobody said which workshop is meant, and there is not exactly one."""

    def __init__(self, known: Sequence[str]) -> None:
        advice = (
            "Name one with --workshop: " + ", ".join(known) if known else "Make one: pvstudio init “Title”."
        )
        super().__init__(f"This studio has {len(known)} workshops; which one is meant?", advice=advice)
        self.known = tuple(known)


class Unclear(WorkflowError):
    """A name means nothing, or several things."""

    def __init__(self, kind: str, name: str, known: Sequence[tuple[str, ...]], *, several: bool) -> None:
        there_is = "several of that name; give an id" if several else "what there is"
        listed = "".join(f"\n  {'  '.join(names)}" for names in known) or "\n  (nothing yet)"
        super().__init__(
            f"There is {'more than one' if several else 'no'} {kind} “{name}”.", advice=f"{there_is}:{listed}"
        )
        self.kind, self.name, self.known, self.several = kind, name, tuple(known), several


class NotRendered(WorkflowError):
    """A cut version has no film yet."""

    def __init__(self, version_id: str, state: str) -> None:
        super().__init__(f"The cut version “{version_id}” is {state}; there is no film to hand out.")
        self.advice = "See `pvstudio status`; `pvstudio assemble` makes a new version."
        self.version_id, self.state = version_id, state


class WithdrawnOnly(WorkflowError):
    """A withdrawal stands; the yes on conditions that was to take its place was not in order."""

    def __init__(self, withdrawal_id: str, refused: StudioError) -> None:
        super().__init__(
            f"It is withdrawn and closed. What was to be shown instead was not recorded: {refused}",
            advice=f"{refused.advice} Record it with `pvstudio consent record`; until then the clip is left "
            "out.".strip(),
        )
        self.withdrawal_id, self.refused = withdrawal_id, refused


class NothingToErase(WorkflowError):
    """A person has no footage that could be erased, or is not logged in what was named."""

    def __init__(self, pseudonym: str, clips: Sequence[str]) -> None:
        named = ", ".join(f"“{clip}”" for clip in clips)
        super().__init__(
            f"{pseudonym} is not logged in {named}." if clips else f"{pseudonym} is logged in no clip."
        )
        self.advice = "Log who appears first. A withdrawal closes a clip without erasing it."
        self.clips = tuple(clips)


class ClipsToKeep(WorkflowError):
    """Clips of other people came into a recording while it was about to be erased."""

    def __init__(self, footage: Sequence[str]) -> None:
        super().__init__(f"Clips of others were marked meanwhile in {', '.join(footage)}.")
        self.advice = "Nothing of it was erased. Try again: they are kept then."
        self.footage = tuple(footage)


class NothingToAcknowledge(WorkflowError):
    """A kit that was not recalled cannot be acknowledged."""

    def __init__(self, kit_id: str, state: str) -> None:
        super().__init__(f"The kit “{kit_id}” is {state}; only a recall can be acknowledged.")
        self.advice = "`pvstudio kit recalls` lists the kits that are recalled."
        self.kit_id, self.state = kit_id, state


class LanguageNotInFilm(WorkflowError):
    """A kit was asked for in languages that the film has no subtitles in."""

    def __init__(self, asked: Sequence[str], held: Sequence[str]) -> None:
        super().__init__(f"The film has no subtitles in {', '.join(asked)}.")
        self.advice = f"It has: {', '.join(held) or 'none'}. Others need a new version of the cut."
        self.asked, self.held = tuple(asked), tuple(held)


class FacesNotFound(WorkflowError):
    """Faces were to be hidden in a clip, and the detector found none."""

    def __init__(self, clip: str) -> None:
        super().__init__(
            f"In “{clip}” somebody wants their face blurred, but no face was found to blur.",
            advice="Nothing was rendered. Leave the clip out, or ask whether another treatment would do.",
        )
        self.clip = clip


class NotWhatWasJudged(WorkflowError):
    """The recipe of a version names other clips than the gate was asked about."""

    def __init__(self, version_id: str) -> None:
        super().__init__(
            f"The clips of “{version_id}” are no longer the ones that were laid out.",
            advice="Assemble the recipe again; a new version is judged anew.",
        )
        self.version_id = version_id


class FilmDamaged(WorkflowError):
    """The film on disk is not the one that was rendered, checked and watched."""

    def __init__(self, version_id: str, name: str, expected: str, found: str) -> None:
        super().__init__(
            f"{name} of “{version_id}” has changed on disk (SHA-256 {found[:12]}…, not {expected[:12]}…).",
            advice="Do not hand it out. Assemble it again, and look after the disk.",
        )
        self.version_id, self.name, self.expected, self.found = version_id, name, expected, found


class JobFailed(WorkflowError):
    """Durable work ended without a result; what was finished before stays."""

    def __init__(self, job_id: str, name: str, reason: str) -> None:
        super().__init__(f"{name} failed: {reason}", advice=f"Try again with `pvstudio jobs retry {job_id}`.")
        self.job_id, self.name, self.reason = job_id, name, reason


class RosterUnreadable(WorkflowError):
    """A ``workshop.toml`` cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path.name} cannot be used: {problem}", advice="samples/workshop.toml shows every key."
        )
        self.path, self.problem = path, problem
