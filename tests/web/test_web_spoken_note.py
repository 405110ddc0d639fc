"""A spoken note as a browser records it, heard by a worker of its own with the real weights."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from feedback_world import KIT
from web_world import HOME, Place

from pvstudio.media.ffmpeg import input_args, run
from pvstudio.store.reading import sealed
from workflows.feedback.notes import Heard, SpokenNote
from workflows.fields import seen
from workflows.spoken_notes import notes_of

pytestmark = pytest.mark.slow

SPOKEN = Path(__file__).parents[2] / "samples" / "footage" / "camera.mkv"
PAGE = f"{KIT}/"


@pytest.fixture
def recording(tmp_path: Path) -> bytes:
    """Somebody tells that she was afraid of the camera; a browser's recorder writes no length."""
    target = tmp_path / "note.webm"
    out = ["-vn", "-t", "4.1", "-ac", "1", "-c:a", "libopus", "-live", "1", f"file:{target}"]
    run([*input_args(SPOKEN), *out], reads=[SPOKEN], writes=tmp_path)
    return target.read_bytes()


def work(place: Place) -> None:
    """Let a worker do what waits, in a process of its own."""
    home = str(place.studio.settings.home)
    command = [sys.executable, "-m", "cli", "--studio", home, "worker", "--until-idle"]
    subprocess.run(command, check=True, timeout=120)


def the_note(place: Place) -> SpokenNote:
    with place.studio.documents.read(HOME) as tx:
        return next(one for one in notes_of(tx, kit_id="kit-1") if one.id != "note-1")


def test_it_is_heard_shown_put_right_and_deleted_whole(place: Place, recording: bytes) -> None:
    form = {"token": place.token(), "language": "", "recording": (BytesIO(recording), "note.webm")}
    assert place.client.post(f"{KIT}/notes", data=form).status_code == 303
    assert "It is being written down." in place.client.get(PAGE).text
    work(place)
    note = the_note(place)
    assert (note.heard, note.language, note.unsure) == (Heard.HEARD, "en", False)
    assert "afraid of the camera" in note.words
    shown = place.client.get(PAGE).text
    assert note.words in shown
    assert "It is being written down." not in shown
    report = place.client.get(f"/workshops/{HOME}/report/paper?audience=community&language=en")
    assert report.status_code == 200
    assert "afraid" not in report.text, "nobody was asked whether it may be quoted"
    sound = f"{KIT}/notes/{note.id}/recording"
    assert place.client.get(sound).mimetype == "audio/mp4"
    folder = place.studio.files(HOME).original(note.sha256).parent
    assert all(sealed(path) for path in folder.iterdir())

    def press(where: str, **fields: str) -> str:
        place.client.post(f"{KIT}/notes/{note.id}{where}", data={"token": place.token(), **fields})
        return place.client.get(PAGE).text

    assert "Not shy any more." in press("", words="Not shy any more.", seen=seen(note.words))
    assert "shy" not in press("/delete")
    assert place.client.get(sound).status_code == 404
    assert not folder.exists()
