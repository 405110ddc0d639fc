"""Break the gate on purpose, forty times: every broken one must be found out by the tests of consent.

Run it: ``make mutants``, or ``python tests/mutants.py --count 40 --seed 1`` (``--all`` breaks every place).
A mutant is one small change to the policy's own code, made at random from a seed: a comparison
turned about, an *and* become an *or*, a reason not given, a line left out. It counts as killed
when a test fails. Changes that change nothing are listed in EQUIVALENT, each with the reason.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = (
    "gate/policy.py",
    "gate/standing.py",
    "gate/records.py",
    "gate/narrowing.py",
    "gate/fulfilment.py",
    "gate/letters.py",
    "treated.py",
)
TESTS = (
    "test_consent_policy.py",
    "test_consent_clips.py",
    "test_consent_films.py",
    "test_consent_treated.py",
    "test_consent_letters.py",
    "test_consent_guardians.py",
    "test_languages_left_out.py",
    "test_consent_recording.py",
    "test_consent_people.py",
    "test_consent_states.py",
    "test_consent_machine.py",
)

#: Functions that only make words: wrong words are a fault, but they open nothing.
WORDS = frozenset({"_words", "_who", "_thing", "_title", "SPOKEN_OF"})

#: What a mutant is called, and why it changes nothing.
EQUIVALENT: dict[str, str] = {
    "gate/records.py:_read: for one in tx.find(Appearance) if one.clip_id in clip_ids"
    " → for one in tx.find(Appearance)": "reads more than is asked about, which costs time only",
    "gate/records.py:_read: for one in tx.find(TreatmentCheck) if one.clip_id in clip_ids"
    " → for one in tx.find(TreatmentCheck)": "reads more than is asked about, which costs time only",
    "gate/records.py:_read: for one in tx.find(Guardian) if one.participant_id in persons"
    " → for one in tx.find(Guardian)": "reads more than is asked about, which costs time only",
    "gate/standing.py:_since: answer.number > no.number → answer.number >= no.number": "no two answers of a"
    " person have the same number",
    "gate/policy.py:_weighed: stand.answer and (stand.answer.treatments or stand.answer.languages_left_out)"
    " → stand.answer or (stand.answer.treatments or"
    " stand.answer.languages_left_out)": "without"
    " conditions there is no reason: the question only saves time",
    "gate/letters.py:_looked_for: '\\u0590' <= letter <= '\u08ff'"
    " → '\\u0590' < letter <= '\u08ff'": "U+0590 is no letter",
}

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of one module: its *name* says where and what, *text* is the module with it."""

    module: str
    name: str
    text: str


def mutants(folder: Path) -> Iterator[Mutant]:
    """Yield every change that the operators can make to the policy in *folder*."""
    for module in MODULES:
        source = (folder / module).read_text("utf-8")
        number = 0
        while (found := _mutated(source, number)) is not None:
            name, text = found
            if name:
                yield Mutant(module, f"{module}:{name}", text)
            number += 1


def _mutated(source: str, number: int) -> tuple[str, str] | None:
    """Return the change at the place *number* of *source*, None beyond the last."""
    tree = ast.parse(source)
    places = list(_places(tree))
    if number >= len(places):
        return None
    where, node, change = places[number]
    before = ast.unparse(node)
    change()
    after = ast.unparse(node) if ast.unparse(node) != before else "nothing"
    text = ast.unparse(tree)
    return (
        f"{where}: {_short(before)} → {_short(after)}" if text != ast.unparse(ast.parse(source)) else ""
    ), text


def _short(code: str) -> str:
    return code.strip().splitlines()[0][:90]


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.AST, Callable[[], None]]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name not in WORDS:
            for statement in function.body:
                yield from _in(function.name, statement)


def _in(where: str, node: ast.AST) -> Iterator[tuple[str, ast.AST, Callable[[], None]]]:
    for change in _changes(node):
        yield where, node, change
    for name, value in ast.iter_fields(node):
        if name == "annotation":
            continue  # a type opens nothing
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.AST) and not isinstance(inner, ast.FunctionDef | ast.JoinedStr):
                yield from _in(where, inner)


def _changes(node: ast.AST) -> Iterator[Callable[[], None]]:
    match node:
        case ast.Compare():
            yield lambda: node.ops.__setitem__(0, TURNED[type(node.ops[0])]())
        case ast.BoolOp():
            yield lambda: setattr(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.If() | ast.IfExp() | ast.While():
            yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=[_, *_]):
            yield lambda: node.ifs.clear()
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd()):
            other = ast.BitAnd() if isinstance(node.op, ast.BitOr) else ast.BitOr()
            yield lambda: setattr(node, "op", other)
        case ast.Constant(value=bool()):
            yield lambda: setattr(node, "value", not node.value)
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield lambda: setattr(node, "value", ast.Constant(None))
        case ast.AugAssign():  # nothing is added
            nothing = ast.parse("frozenset()" if isinstance(node.op, ast.BitOr) else "()", mode="eval").body
            yield lambda: setattr(node, "value", nothing)
        case ast.UnaryOp(op=ast.Not()):
            yield lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), node.operand))


def sample(every: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """Choose by a hash of seed and name: a change elsewhere in the policy leaves the others chosen."""
    return sorted(every, key=lambda one: hashlib.sha256(f"{seed} {one.name}".encode()).digest())[:count]


#: A mutant is waited for so many times as long as the whole policy took: a broken loop takes for ever.
PATIENCE = 3


def survives(mutant: Mutant, patience_s: float | None) -> bool:
    """Tell whether all tests of consent pass, within *patience_s*, although the policy is broken."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as place:
        broken = Path(place, "consent")
        shutil.copytree(HERE.parent / "consent", broken)
        (broken / mutant.module).write_text(mutant.text, "utf-8")
        _forget_compiled(broken / mutant.module)
        return _tests_pass(place, patience_s)


def _forget_compiled(module: Path) -> None:
    """The other modules' compiled forms, copied with them, save a second of each mutant."""
    for compiled in module.parent.glob(f"__pycache__/{module.stem}.*"):
        compiled.unlink()


def _tests_pass(first: str, patience_s: float | None = None) -> bool:
    """Run the tests with the packages in the folder *first* before all others."""
    environment = os.environ | {
        "PYTHONPATH": first,
        "PVSTUDIO_GATE_TRIES": "40x40",
        "PVSTUDIO_NO_SHRINK": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": f"{first}/.hypothesis",
    }
    options = ["-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    command = [sys.executable, "-P", "-m", "pytest", *options, *(str(HERE / "unit" / each) for each in TESTS)]
    try:
        done = subprocess.run(
            command, cwd=HERE.parent, env=environment, capture_output=True, check=False, timeout=patience_s
        )
    except subprocess.TimeoutExpired:
        return False  # a policy that never answers shows nothing to anybody, and is noticed at once
    if done.returncode not in {0, 1, 2}:  # passed, failed, could not even be imported
        raise RuntimeError(done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:])
    return done.returncode == 0


def main() -> int:
    """Break, test, tell; return how many mutants nobody noticed."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--count", type=int, default=40)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--all", action="store_true")
    wanted.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    options = wanted.parse_args()
    every = [one for one in mutants(HERE.parent / "consent") if one.name not in EQUIVALENT]
    chosen = every if options.all else sample(every, options.count, options.seed)
    with tempfile.TemporaryDirectory(prefix="whole-") as place:
        shutil.copytree(HERE.parent / "consent", Path(place, "consent"))
        began = time.monotonic()
        if not _tests_pass(place):
            print("The tests fail on the policy as it is: mend that first.")
            return 1
        patience_s = PATIENCE * (time.monotonic() - began)
    with ThreadPoolExecutor(options.jobs) as pool:
        outcome = zip(chosen, pool.map(lambda one: survives(one, patience_s), chosen), strict=True)
        alive = []
        for mutant, survived in outcome:
            print("ALIVE " if survived else "killed", mutant.name, flush=True)
            alive += [mutant] if survived else []
    print(f"{len(chosen) - len(alive)} of {len(chosen)} mutants killed (of {len(every)} that there are).")
    return len(alive)


if __name__ == "__main__":
    sys.exit(min(main(), 99))
