"""Fetch what others wrote and we ship: scripts, fonts and icons for the browser, checked in and hashed.

`tools/vendor.toml` says what; `tools/vendor.sha256` says what came, in the format of `sha256sum -c`.
Needs npm and the network, and only whoever changes a version runs it. `--check` needs neither:

    .venv/bin/python tools/vendor.py [--check]

Files are byte for byte those of their packages. What can be loaded as modules only is bundled, by esbuild
of a stated version, into a file of its own.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pvstudio.store.files import write_bytes

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tools/vendor.toml"
LOCK = ROOT / "tools/vendor.sha256"

#: A drawing of Tabler: a root that says how lines look, a path that is only a frame, and the lines.
SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
FRAME = re.compile(r'<path stroke="none"[^>]*/>')
LINES = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package of npm, and what we take from it."""

    name: str
    version: str
    licence: str  # SPDX
    integrity: str  # "sha512-…" of the archive, as npm writes it
    into: Path  # folder, from the root of the repository
    files: tuple[str, ...]  # paths in the package; the last name is kept
    sprite: Path | None = None  # where the icons go, as one file of symbols
    icons: tuple[str, ...] = ()

    def targets(self) -> list[Path]:
        """Return what this package fills, from the root of the repository."""
        return [self.into / Path(file).name for file in self.files] + ([self.sprite] if self.sprite else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One classic script made of parts of packages."""

    into: Path  # file, from the root of the repository
    name: str  # the one global name that it makes
    esbuild: str  # version
    packages: tuple[str, ...]
    entry: str  # an ES module that exports what is wanted


class NotAsPromised(Exception):
    """An archive of the registry is not the one that the list names."""

    def __init__(self, package: Package, found: str) -> None:
        super().__init__(
            f"{package.name} {package.version} came as {found!r}, the list says {package.integrity!r}. "
            f"If the version is new and you trust it, write what came into {LIST.name}."
        )
        self.package, self.found = package, found


def packages() -> list[Package]:
    """Read the list."""
    return [
        Package(
            **{key: each[key] for key in ("name", "version", "licence", "integrity")},
            into=Path(each["into"]),
            files=tuple(each["files"]),
            sprite=Path(each["sprite"]) if "sprite" in each else None,
            icons=tuple(each.get("icons", ())),
        )
        for each in tomllib.loads(LIST.read_text(encoding="utf-8"))["package"]
    ]


def bundles() -> list[Bundle]:
    """Read what is bundled."""
    found = tomllib.loads(LIST.read_text(encoding="utf-8")).get("bundle", [])
    return [
        Bundle(**{**each, "into": Path(each["into"]), "packages": tuple(each["packages"])}) for each in found
    ]


def fetch(package: Package) -> bytes:
    """Return the archive of *package*, which is the one that the list names.

    Raises:
        NotAsPromised: its hash is another.
    """
    npm = shutil.which("npm") or sys.exit("npm is not here: apt-get install npm")
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, wanted]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != package.integrity:
        raise NotAsPromised(package, found)
    return archive


def fill(package: Package) -> None:
    """Write what we take from *package*; nothing else of its archive touches the disk."""
    with tarfile.open(fileobj=io.BytesIO(fetch(package))) as archive:
        for file in package.files:
            write_bytes(ROOT / package.into / Path(file).name, _member(archive, file))
        if package.sprite:
            drawings = {
                name: _member(archive, f"icons/outline/{name}.svg").decode() for name in package.icons
            }
            write_bytes(ROOT / package.sprite, sprite(drawings, package).encode())


def bundle(wanted: Bundle) -> None:
    """Write one script of the packages that *wanted* names: each is the one that the list names, no other."""
    npm = shutil.which("npm") or sys.exit("npm is not here: apt-get install npm")
    with tempfile.TemporaryDirectory() as folder:
        tool = f"esbuild@{wanted.esbuild}"
        command = [npm, "install", "--silent", "--ignore-scripts", "--no-audit", "--prefix", folder, tool]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        modules = Path(folder) / "node_modules"
        for package in packages():
            if package.name in wanted.packages:
                _unpack(fetch(package), modules / package.name)
        entry = Path(folder) / "entry.js"
        entry.write_text(wanted.entry, encoding="utf-8")
        options = ["--bundle", "--format=iife", f"--global-name={wanted.name}", "--target=es2020"]
        options += ["--charset=utf8", "--legal-comments=inline", "--log-level=warning"]
        made = subprocess.run(
            [modules / ".bin/esbuild", *options, entry], cwd=folder, check=True, capture_output=True
        )
    named = ", ".join(f"{one.name} {one.version}" for one in packages() if one.name in wanted.packages)
    head = f"// Parts of {named}; made by tools/vendor.py with {tool}; licences: in the folders beside.\n"
    write_bytes(ROOT / wanted.into, head.encode() + made.stdout)


def _unpack(content: bytes, target: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(target, filter="data")
    for path in (target / "package").iterdir():
        path.rename(target / path.name)


def _member(archive: tarfile.TarFile, path: str) -> bytes:
    found = archive.extractfile(f"package/{path}")
    if found is None:
        sys.exit(f"{path} is no file in the archive")
    return found.read()


def sprite(drawings: dict[str, str], package: Package) -> str:
    """Return one SVG in which every drawing is a symbol, under its name."""
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 24 24" {LINES}>{_lines(svg)}</symbol>\n'
        for name, svg in sorted(drawings.items())
    )
    made = f"<!-- {package.name} {package.version}, {package.licence}, by tools/vendor.py -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">{made}\n{symbols}</svg>\n'


def _lines(svg: str) -> str:
    found = SVG.search(svg)
    assert found, svg
    return re.sub(r"\s+(?=<|$)", "", FRAME.sub("", found[1])).strip().replace(" />", "/>")


def lock_lines() -> Iterator[str]:
    """Say what is on the disk: a line `sha256  path` for each file that the list leads to."""
    for target in sorted(_listed()):
        yield f"{hashlib.sha256((ROOT / target).read_bytes()).hexdigest()}  {target.as_posix()}\n"


def _listed() -> list[Path]:
    of_packages = [target for package in packages() for target in package.targets()]
    return of_packages + [each.into for each in bundles()]


def faults() -> list[str]:
    """Compare list, lock and disk; return what differs, in words."""
    locked = set(LOCK.read_text(encoding="utf-8").splitlines(keepends=True))
    known = {line.split()[1] for line in locked}
    listed = {target.as_posix() for target in _listed()}
    homes = {ROOT / package.into.parent for package in packages()}
    there = {path for home in homes for path in home.rglob("*") if path.is_file()}
    strange = {path.relative_to(ROOT).as_posix() for path in there} - listed
    gone = {path for path in listed if not (ROOT / path).is_file()}
    if gone:
        return [f"{path} is missing" for path in sorted(gone)]
    changed = {line.split()[1] for line in {*lock_lines()} ^ locked}
    return (
        [f"{path} is of no package" for path in sorted(strange)]
        + [f"{path} is in the list or the lock alone" for path in sorted(known ^ listed)]
        + [f"{path} is not what was locked" for path in sorted(changed - (known ^ listed))]
    )


def main() -> None:
    """Fill everything and lock it, or with --check only compare."""
    if sys.argv[1:] != ["--check"]:
        for package in packages():
            print(package.name, package.version, package.licence)
            fill(package)
        for each in bundles():
            print(each.into.name, *each.packages)
            bundle(each)
        write_bytes(LOCK, "".join(lock_lines()).encode())
    found = faults()
    print("\n".join(found) or "All vendored files are as locked.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
