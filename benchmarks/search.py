"""The search of one workshop as a page asks it: at rest, and just after somebody changed something.

    python benchmarks/search.py [clips] [cues a clip]

Words are drawn as people use them, a few very often and most of them seldom, in Latin, Cyrillic and Arabic
letters. The median and the 95th of 100, in ms, of the wall's clock and of the processor's.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

from pvstudio.config import Settings
from pvstudio.model import Clip, Workshop
from pvstudio.subtitles.cues import Cue, Track
from pvstudio.transliteration import to_cyrillic
from workflows.search import Finder
from workflows.wiring import Studio

ROUNDS = 100
HOME = "home"
CLIPS, CUES, WORDS_A_CUE, VOCABULARY = 60, 800, 9, 4000
LATIN = ("ko", "za", "pri", "most", "re", "ka", "še", "ći", "na", "lje", "gra", "ni", "ca", "đe", "ži", "vo")
ARABIC = ("من", "كا", "بي", "تر", "لا", "سو", "مد", "رة", "حا", "نه", "قل", "وب", "شي", "عا", "طر", "يق")


def vocabulary(syllables: tuple[str, ...], chance: random.Random) -> list[str]:
    """Return words that nobody says, as long as words are."""
    return ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(VOCABULARY)]


def track(number: int, words: list[str], cues: int, chance: random.Random) -> Track:
    """Return the words of a clip: the word of rank n is said 1/n as often as the first (Zipf)."""
    said = chance.choices(words, [1 / (rank + 1) for rank in range(len(words))], k=cues * WORDS_A_CUE)
    lines = [" ".join(said[at : at + WORDS_A_CUE]) for at in range(0, len(said), WORDS_A_CUE)]
    return Track(
        id=f"track-{number:03}",
        clip_id=f"clip-{number:03}",
        language="bs",
        source="a benchmark",
        cues=tuple(
            Cue(start_ms=at * 3000, end_ms=at * 3000 + 2500, text=text) for at, text in enumerate(lines)
        ),
    )


def filled(home: Path, clips: int, cues: int, chance: random.Random) -> tuple[Studio, list[list[str]]]:
    """Return a studio with one workshop, and its words, the frequent ones first."""
    latin = vocabulary(LATIN, chance)
    spoken = [latin, [to_cyrillic(word) for word in latin], vocabulary(ARABIC, chance)]
    studio = Studio.open(Settings(home=home))
    with studio.documents.write(HOME) as tx:
        tx.put(Workshop(id=HOME, title="Home"))
        for n in range(clips):
            tx.put(
                Clip(
                    id=f"clip-{n:03}", footage_id="footage", title=f"Clip {n}", start_ms=0, end_ms=3000 * cues
                )
            )
            tx.put(track(n, spoken[n % 3], cues, chance))
    return studio, spoken


def measured(name: str, work: Callable[[], object]) -> None:
    """Print how long *work* takes."""
    walls, processors = [], []
    for _ in range(ROUNDS):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    shown = [f"{quantiles(each, n=20)[at]:8.1f}" for each in (walls, processors) for at in (9, 18)]
    print(f"{name:44}", *shown)


def main() -> None:
    """Fill a studio and search it."""
    clips, cues = (int(one) for one in (sys.argv[1:3] or (CLIPS, CUES)))
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        studio, spoken = filled(Path(folder), clips, cues, chance)
        finder = Finder(studio)
        began = time.perf_counter()
        print(f"{finder.find([HOME], spoken[0][50]).total} hits in {(time.perf_counter() - began) * 1000:.0f}"
              " ms for the first search of a process")  # fmt: skip
        print(f"{'':44}    wall     p95     cpu     p95")
        measured("a seldom word", lambda: finder.find([HOME], chance.choice(spoken[0][200:])))
        measured("the most frequent word", lambda: finder.find([HOME], spoken[2][0]))
        measured("two words", lambda: finder.find([HOME], f"{spoken[1][3]} {chance.choice(spoken[0][:99])}"))
        measured("one letter", lambda: finder.find([HOME], "a"))

        def after_a_change() -> None:
            with studio.documents.write(HOME) as tx:
                tx.put(replace(tx.get(Clip, "clip-000"), title=f"Clip {chance.random()}"))
            finder.find([HOME], spoken[0][300])

        measured("a seldom word after a change (with writing it)", after_a_change)


if __name__ == "__main__":
    main()
