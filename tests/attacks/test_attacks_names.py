"""Real films under hostile names: opened as what they are called, never as what the name says."""

from pathlib import Path

import pytest
from attackers import decode, shows_victim

from pvstudio.media.errors import CommandFailed, MediaRefused
from pvstudio.media.probing import probe

NAMES = [
    "concat:victim.ts|victim.ts", "concatf:lure", "subfile,,start,0,end,0,,:victim.mp4", "-vf.mp4", "-i", "-",
    "f%03d.mp4", "f*.mp4", "[a].mp4", "'[a];movie=victim.mp4[b];[a][b]overlay", "pipe:0", "data:text,x",
    "http:\\\\127.0.0.1", "film.mp4?x=1#y", "two\nlines.mp4", "naïve “film” 影片.mp4", "$(touch owned).mp4",
    "`id`;|&.mp4", "a%00b.mp4", " .mp4", "..mp4", "cache:victim.mp4", "fd:0",
]  # fmt: skip


@pytest.fixture
def street(film: Path, victim: Path, tmp_path: Path) -> Path:
    """A folder in which the victim's film lies under every name that a hostile name may mean."""
    for name in ("victim.mp4", "f001.png", "f001.mp4", "fx.mp4", "lure"):
        (tmp_path / name).write_bytes(victim.read_bytes())
    (tmp_path / "victim.ts").write_bytes(victim.with_suffix(".ts").read_bytes())
    (tmp_path / "out").mkdir()
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_only_a_name(sandbox: str, film: Path, street: Path, name: str) -> None:
    path = street / name
    path.write_bytes(film.read_bytes())
    media = probe(path, name=name)
    assert media.duration_ms == 2000
    assert media.video
    decoded = decode(path, street / "out")
    assert not shows_victim(decoded)
    assert probe(decoded, name="decoded").duration_ms == pytest.approx(2000, abs=50)
    assert not (street / "owned").exists()


def test_the_name_of_a_picture_series_opens_no_series(sandbox: str, film: Path, street: Path) -> None:
    """libavformat takes such a name for a series whatever the content is: it is not on the white-list."""
    path = street / "f%03d.png"
    path.write_bytes(film.read_bytes())
    with pytest.raises(MediaRefused):
        probe(path, name=path.name)
    with pytest.raises(CommandFailed):
        decode(path, street / "out")
