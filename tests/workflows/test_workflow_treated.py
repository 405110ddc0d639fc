"""From a wish to a film that is shown: treated, rendered, watched by a person, doubted, made without."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from workflow_world import WORKSHOP, World, new_world

from cli.main import main_group
from consent.gate.policy import Kind
from consent.releases import AnswerState, Stage
from consent.treated import CheckRefused, TreatmentCheck, Verdict
from pvstudio.config import FilmFormat, Settings
from pvstudio.errors import NotFound
from pvstudio.media.ffmpeg import QUIET
from pvstudio.media.probing import probe
from pvstudio.model import Audience, CutState, CutVersion, Footage, Kit, KitState, Treatment
from pvstudio.store.reading import opened
from workflows import assemble, running
from workflows.checks import check_treated, leave_out, treated_clips
from workflows.errors import Unclear, Withheld
from workflows.layout import lay_out
from workflows.publish import kit_folder, publish
from workflows.wiring import Studio

pytestmark = pytest.mark.slow

COMMUNITY = Audience.COMMUNITY
SILENCE = frozenset({Treatment.VOICE_SILENCED})
RECIPE = """
title = "Neighbours"
on_withheld = "{on_withheld}"
[[parts]]
clip = "clip of amra"
card = "none"
[[parts]]
clip = "clip of bilal"
card = "none"
in = 0.2
"""


@dataclass(frozen=True)
class Cinema(World):
    """A studio with real footage, whose work is done here and now."""

    def rendered_film(self, version: CutVersion) -> CutVersion:
        for number in range(assemble.prepare.__wrapped__(WORKSHOP, version.id)):
            assemble.treat.__wrapped__(WORKSHOP, version.id, number)
        made = assemble.join.__wrapped__(WORKSHOP, version.id)
        assemble.finish.__wrapped__(WORKSHOP, version.id, made)
        with self.studio.documents.read(WORKSHOP) as tx:
            return tx.get(CutVersion, version.id)

    def laid_out(self, on_withheld: str = "stop") -> CutVersion:
        return lay_out(self.studio, WORKSHOP, RECIPE.format(on_withheld=on_withheld), COMMUNITY).version

    def publish(self, version: CutVersion) -> Kit:
        return publish(self.studio, WORKSHOP, version.id, COMMUNITY, recipient="Library")

    def refused(self, version: CutVersion) -> set[Kind]:
        with pytest.raises(Withheld) as refusal:
            self.publish(version)
        return {reason.kind for reason in refusal.value.reasons}


@pytest.fixture
def cinema(tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch) -> Cinema:
    new_world(tmp_path)
    settings = Settings(home=tmp_path / "studio", film=FilmFormat(width=320, height=180))
    (settings.home / "studio.toml").write_text("[film]\nwidth = 320\nheight = 180\n")
    cinema = Cinema(Studio.open(settings))
    sha256, _size = cinema.studio.files(WORKSHOP).add(film)
    media = probe(cinema.studio.files(WORKSHOP).original(sha256), name="film.mp4")
    with cinema.studio.book(WORKSHOP) as tx:
        for footage in tx.find(Footage):
            tx.put(replace(footage, sha256=sha256, media=media))
    monkeypatch.setattr(running, "studio", lambda: cinema.studio)
    monkeypatch.setattr(running, "job", lambda _step: QUIET)
    cinema.everybody_agrees()
    cinema.say("bilal", Stage.S3, "clip-bilal", COMMUNITY, AnswerState.LIMITED, SILENCE)
    return cinema


@pytest.fixture
def film_of_two(cinema: Cinema) -> CutVersion:
    """A rendered film to which both agree; nobody has looked at the treated clip."""
    version = cinema.rendered_film(cinema.laid_out())
    for who in ("amra", "bilal"):
        cinema.say(who, Stage.S4, version.id, COMMUNITY)
    return version


def test_a_film_is_published_once_a_person_has_confirmed_what_was_treated(
    cinema: Cinema, film_of_two: CutVersion
) -> None:
    amra, bilal = film_of_two.items
    assert (amra.treated, len(bilal.treated)) == ("", 64)
    assert cinema.refused(film_of_two) == {Kind.TREATMENT_UNCHECKED}
    (one,) = treated_clips(cinema.studio, WORKSHOP)
    assert (one.clip.id, one.clip.start_ms, one.treatments) == ("clip-bilal", 200, SILENCE)
    assert [(asked.person.id, asked.audiences) for asked in one.asked] == [("bilal", (COMMUNITY,))]
    assert one.proxy is not None
    assert one.contacts is None  # no picture was treated
    check_treated(cinema.studio, WORKSHOP, one.sha256, Verdict.OK, by="Selma")
    assert not treated_clips(cinema.studio, WORKSHOP)[0].waits
    cinema.publish(film_of_two)


def test_the_hash_is_that_of_the_bytes_that_the_film_was_made_from(
    cinema: Cinema, film_of_two: CutVersion
) -> None:
    from hashlib import sha256

    (one,) = treated_clips(cinema.studio, WORKSHOP)
    assert one.mezzanine is not None
    with opened(one.mezzanine.video) as picture, opened(one.mezzanine.audio) as sound:
        assert sha256(picture.read() + sound.read()).hexdigest() == film_of_two.items[1].treated


def test_a_check_on_the_command_line(cinema: Cinema, film_of_two: CutVersion, tmp_path: Path) -> None:
    def run(*args: str) -> Result:
        home = ["--studio", str(cinema.studio.settings.home), "--json"]
        return CliRunner().invoke(main_group, [*home, "treatment", *args], catch_exceptions=False)

    (found,) = json.loads(run("list").output)
    assert (found["title"], found["file"], found["check"]) == (
        "clip of bilal",
        film_of_two.items[1].treated,
        None,
    )
    (copied,) = json.loads(run("copy", "clip of bilal", str(tmp_path / "look")).output)
    assert probe(Path(copied), name="copy.mp4").video is not None  # opened: what the studio keeps is sealed
    with pytest.raises(Unclear):
        run("check", "clip of amra", "--ok", "--by", "Selma")
    assert run("check", "clip of bilal", "--by", "Selma").exit_code == 2  # neither --ok nor --not-ok
    said = json.loads(run("check", "clip of bilal", "--ok", "--by", "Selma").output)
    assert (said["verdict"], said["mezzanine"]) == ("ok", film_of_two.items[1].treated)
    run("check", "clip of bilal", "--not-ok", "--by", "Yusuf", "--version", film_of_two.id)
    draft = json.loads(run("leave-out", "clip of bilal").output)["version"]
    assert [item["clip_id"] for item in draft["items"]] == ["clip-amra"]


def test_a_doubt_recalls_the_kit_and_the_film_is_made_without_the_clip(
    cinema: Cinema, film_of_two: CutVersion
) -> None:
    (one,) = treated_clips(cinema.studio, WORKSHOP)
    with pytest.raises(CheckRefused, match="Nobody has said"):
        leave_out(cinema.studio, WORKSHOP, one.sha256)
    check_treated(cinema.studio, WORKSHOP, one.sha256, Verdict.OK, by="Selma")
    kit = cinema.publish(film_of_two)
    words = "his voice at the end"
    check_treated(cinema.studio, WORKSHOP, one.sha256, Verdict.NOT_OK, by="Yusuf", words=words)
    with cinema.studio.documents.read(WORKSHOP) as tx:
        assert tx.get(Kit, kit.id).state is KitState.RECALLED
    assert [path.name for path in kit_folder(cinema.studio, WORKSHOP, kit.id).iterdir()] == ["RECALLED.txt"]
    assert cinema.refused(film_of_two) == {Kind.TREATMENT_FAILED}

    draft = leave_out(cinema.studio, WORKSHOP, one.sha256)
    assert (draft.narrows, [item.clip_id for item in draft.items]) == (film_of_two.id, ["clip-amra"])
    cinema.publish(cinema.rendered_film(draft))  # nobody is asked again


def test_what_somebody_doubted_is_not_laid_out_again(cinema: Cinema, film_of_two: CutVersion) -> None:
    (one,) = treated_clips(cinema.studio, WORKSHOP)
    check_treated(cinema.studio, WORKSHOP, one.sha256, Verdict.NOT_OK, by="Yusuf")
    with pytest.raises(Withheld) as refusal:
        cinema.laid_out()
    assert {reason.kind for reason in refusal.value.reasons} == {Kind.TREATMENT_FAILED}
    again = cinema.laid_out("leave-out")
    assert [item.clip_id for item in again.items] == ["clip-amra"]
    assert again.left_out == ("clip-bilal",)


def test_a_check_holds_for_each_film_that_holds_this_very_file(
    cinema: Cinema, film_of_two: CutVersion
) -> None:
    (one,) = treated_clips(cinema.studio, WORKSHOP)
    check_treated(cinema.studio, WORKSHOP, one.sha256, Verdict.OK, by="Selma")
    second = cinema.rendered_film(cinema.laid_out())
    assert second.items == film_of_two.items
    assert cinema.refused(second) == {Kind.NO_ANSWER}  # about the film itself


def test_nobody_confirms_what_is_not_there(cinema: Cinema, film_of_two: CutVersion) -> None:
    (one,) = treated_clips(cinema.studio, WORKSHOP)
    assert one.mezzanine is not None
    with pytest.raises(NotFound, match="0000"):
        check_treated(cinema.studio, WORKSHOP, "0" * 64, Verdict.OK, by="Selma")
    for notes in one.mezzanine.video.parent.glob("mezzanine-*.json"):
        notes.unlink()
    with pytest.raises(CheckRefused, match="not here any more"):
        check_treated(cinema.studio, WORKSHOP, one.sha256, Verdict.OK, by="Selma")
    with cinema.studio.book(WORKSHOP) as tx:
        tx.put(replace(film_of_two, state=CutState.RECALLED))
    assert treated_clips(cinema.studio, WORKSHOP) == []
    with cinema.studio.documents.read(WORKSHOP) as tx:
        assert tx.find(TreatmentCheck) == []
