"""Settings: the file, the environment, and what neither may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from pvstudio.config import FilmFormat, Retention, Settings, SettingsError


def written(home: Path, text: str) -> Path:
    home.mkdir(exist_ok=True)
    (home / "studio.toml").write_text(text, "utf-8")
    return home


def test_without_a_file(tmp_path: Path):
    settings = Settings.load(tmp_path / "new")
    assert (settings.documents, settings.workers, settings.film) == ("tiny", 1, FilmFormat())
    assert not settings.unsafe_without_sandbox


def test_the_environment_wins(tmp_path: Path, monkeypatch):
    home = written(tmp_path, "workers = 2\nwhisper_model = '/a'\n[film]\nwidth = 640\nheight = 360\nfps = 30")
    monkeypatch.setenv("PVSTUDIO_WORKERS", "3")
    settings = Settings.load(home)
    assert (settings.workers, settings.whisper_model) == (3, "/a")
    assert settings.film == FilmFormat(width=640, height=360, fps=30)


def test_how_long_things_are_kept(tmp_path: Path):
    settings = Settings.load(written(tmp_path, "[retention]\nidentities = 30\nkits = 0"))
    assert settings.retention == Retention(identities=30, kits=0)
    assert settings.retention.refused_uploads == 90


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("worker = 1", "worker"),
        ("workers = 'many'", "workers"),
        ("workers = 0", "workers"),
        ("film = 'big'", "film."),
        ("[film]\nwidth = 641\nheight = 360", "film.width/height"),
        ("[film]\nfps = 29.97", "film.fps"),
        ("[film]\nfps = 23", "film.fps"),
        ("[film]\ndepth = 10", "film.depth"),
        ("retention = 30", "retention."),
        ("[retention]\nledger = 30", "retention.ledger"),
        ("[retention]\nkits = -1", "retention.kits"),
        ("[retention]\nkits = 1.5", "retention.kits"),
        ("[retention]\nkits = true", "retention.kits"),
        ("[retention]\nidentities = '30 days'", "retention.identities"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, name: str):
    with pytest.raises(SettingsError) as error:
        Settings.load(written(tmp_path, text))
    assert error.value.name == name
