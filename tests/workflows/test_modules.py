"""Learning modules: packages that platforms take, and a film in them only as a kit that can be recalled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from workflow_world import PEOPLE, WORKSHOP, World

from consent.deeds import KitEvent, KitStep
from consent.releases import Stage
from pvstudio.editing.film import file_sha256, write_sums
from pvstudio.model import Audience, Cut, CutState, CutVersion, Kit
from workflows.agendas import agendas
from workflows.errors import FilmDamaged
from workflows.fields import FormRefused, Problem
from workflows.guides import Guide
from workflows.layout import lay_out
from workflows.modules import Format, Module, ModuleWish, NothingLeft, files_of_module, make, modules_of
from workflows.modules.cartridge import cartridge_files
from workflows.modules.pages import Course, course_of
from workflows.modules.questions import questions
from workflows.modules.scorm import scorm_files
from workflows.modules.texts import LONGEST_TITLE
from workflows.papers import languages
from workflows.publish import film_folder, kit_folder

SCHEMAS = Path(__file__).parents[1] / "schemas"
AT = datetime.now(UTC)
PARTNERS = Audience.PARTNERS
WISH = ModuleWish(
    format=Format.SCORM,
    languages=("en",),
    audience=PARTNERS,
    platform="Learning office",
    agenda_id="screening-90",
)
MODULE = Module(
    id="module-0123456789abcdef",
    format=Format.SCORM,
    languages=("en", "ar"),
    audience=PARTNERS,
    platform="Learning office",
    agenda_id="screening-90",
    at=AT,
    by="account-1",
)


@cache
def schema(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / f"{name}.rng"))


def valid(name: str, written: bytes) -> etree._Element:
    """Return the root of *written*, which follows the schema *name*."""
    root = etree.fromstring(written)
    if not schema(name).validate(root):
        raise AssertionError(schema(name).error_log)
    return root


def hrefs(root: etree._Element) -> list[str]:
    return [one.get("href") for one in root.iterfind(".//{*}file")]


@pytest.fixture
def watched(world: World, recipe) -> tuple[World, CutVersion]:
    """A version with a film (of a few bytes); everybody in it agrees to partners, as to S4 too."""
    world.everybody_agrees(PARTNERS)
    version = lay_out(world.studio, WORKSHOP, recipe("stop"), PARTNERS).version
    folder = film_folder(world.studio, WORKSHOP, version.id)
    folder.mkdir(parents=True)
    for name in ("film.mp4", "film.en.srt", "film.en.vtt", "poster.jpg", "film.json"):
        (folder / name).write_text(name)
    write_sums(folder)
    version = world.rendered(version.id, file_sha256(folder / "film.mp4"))
    for who in PEOPLE:
        world.say(who, Stage.S4, version.id, PARTNERS)
    return world, version


def made(world: World, **more: object) -> Module:
    return make(world.studio, WORKSHOP, replace(WISH, **more), by="account-1", at=AT)


def packed(world: World, module: Module) -> dict[str, bytes | Path]:
    return files_of_module(world.studio, WORKSHOP, module)


def kits(world: World) -> list[Kit]:
    with world.studio.documents.read(WORKSHOP) as tx:
        return tx.find(Kit)


# -- packages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("agenda_id", [one.id for one in agendas("en")])
def test_every_agenda_is_a_package_in_both_formats_that_names_every_file(
    world: World, agenda_id: str
) -> None:
    module = made(world, agenda_id=agenda_id, languages=languages()[:2])
    for format_, name in ((Format.SCORM, "scorm12"), (Format.CARTRIDGE, "cartridge11")):
        files = packed(world, replace(module, format=format_))
        root = valid(name, files["imsmanifest.xml"])
        assert sorted(hrefs(root)) == sorted(files.keys() - {"imsmanifest.xml"})
        for written in (content for path, content in files.items() if path.startswith("check.")):
            if format_ is Format.CARTRIDGE:
                valid("quiz12", written)


def test_one_page_holds_every_language_that_was_chosen_each_in_its_own_direction(world: World) -> None:
    files = packed(world, MODULE)
    page = etree.HTML(files["day-1.html"].decode())
    assert [(one.get("lang"), one.get("dir")) for one in page.iterfind(".//article")] == [
        ("en", "ltr"),
        ("ar", "rtl"),
    ]
    assert page.get("lang") == "en"
    needed = [one.get("href") for one in page.iterfind(".//link")]
    assert needed == ["data:,"], "a page needs no other file"
    assert not [one for one in page.iterfind(".//script") if one.get("src")]


@settings(max_examples=25)
@given(
    typed=st.text(min_size=1, max_size=300).filter(lambda text: "\r" not in text)
    | st.sampled_from(["]]></title>", "<b>&amp;", "a\x00b\x1f\ufffe", "\ud7ff\U0010ffff", "\u202eevil"])
)
@example(typed="x" * 250)
def test_a_title_that_somebody_typed_breaks_no_manifest(typed: str) -> None:
    with_film = replace(MODULE, agenda_id="", version_id="version-1", kit_id="kit-1")
    course = course_of(_Typed(typed), with_film)
    for write, name in ((scorm_files, "scorm12"), (cartridge_files, "cartridge11")):
        files = write(course, ["media/film.mp4"])
        root = valid(name, files["imsmanifest.xml"])
        titles = [one.text for one in root.iterfind(".//{*}title") if one.text]
        assert all(len(one) <= LONGEST_TITLE for one in titles)
        assert not any("\u202e" in one for one in titles)
        pages = [content.decode() for path, content in files.items() if path.endswith(".html")]
        alive = write is scorm_files
        assert all(page.count("<script>") == alive for page in pages)


class _Typed:
    """A workshop with one film, whose title somebody typed."""

    def __init__(self, title: str) -> None:
        self.title = title

    def get(self, kind: type, id_: str) -> object:
        if kind is Cut:
            return Cut(id=id_, title=self.title, recipe="")
        return CutVersion(id=id_, cut_id="cut-1", number=1, items=(), audience=PARTNERS, languages=("en",))

    def find(self, _kind: type, **_equal: object) -> list[object]:
        return []


def test_a_page_of_a_cartridge_is_true_also_where_a_platform_takes_script_and_hiding_out() -> None:
    until = date(2026, 12, 31)
    course = course_of(_Typed("x"), replace(MODULE, until=until))
    for name, written in cartridge_files(course, []).items():
        if name.endswith(".html"):
            page = etree.HTML(written.decode())
            assert page.find(".//script") is page.find(".//button") is page.find(".//*[@hidden]") is None
            assert str(until) in "".join(page.itertext())
            assert {one.get("width") for one in page.iterfind(".//svg")} == {"28"}, "no style makes it small"


@pytest.mark.parametrize("tags", [("en",), ("en", "ar")])
def test_pages_of_a_cartridge_lie_in_a_folder_of_their_language_and_the_film_beside_its_page(tags) -> None:
    """Canvas drops pages that lie at the top; Open edX shows a film as a part of its own, not in a page."""
    module = replace(MODULE, languages=tags, agenda_id="", version_id="version-1", kit_id="kit-1")
    media = ["media/film.en.vtt", "media/film.mp4", "media/poster.jpg"]
    root = valid("cartridge11", cartridge_files(course_of(_Typed("x"), module), media)["imsmanifest.xml"])
    folders = root.findall(".//{*}organization/{*}item/{*}item")
    assert [one.get("identifier") for one in folders] == [f"I-{tag}" for tag in tags]
    for tag, folder in zip(tags, folders, strict=True):
        held = [one.get("identifierref") for one in folder.iterfind("{*}item")]
        assert held == [f"R-film-{tag}", "R-film-files", f"R-check-{tag}"]
    film = root.find(".//{*}resource[@identifier='R-film-files']")
    assert [film.get("href"), hrefs(film)[0]] == ["media/film.mp4"] * 2


def test_the_right_answer_of_a_quiz_is_the_one_that_its_page_marks() -> None:
    course: Course = course_of(_Typed("x"), MODULE)
    quiz = valid("quiz12", cartridge_files(course, [])["check.ar.xml"])
    asked = course.parts[-1].questions["ar"]
    right = [one.text for one in quiz.iterfind(".//{*}varequal")]
    assert right == [f"{one.id}-{one.right}" for one in asked]
    assert len(asked) == 7
    assert len({one.right for one in asked}) > 1, "not always in the same place"
    assert [(one.id, one.right) for one in questions([], "en")] == [(one.id, one.right) for one in asked[:4]]


# -- the film ------------------------------------------------------------------------------------


def test_a_film_goes_in_as_a_kit_of_the_platform_on_the_ledger(watched) -> None:
    world, version = watched
    module = made(world, version_id=version.id)
    [kit] = kits(world)
    assert (module.kit_id, kit.recipient, kit.audience) == (kit.id, "Learning office", PARTNERS)
    assert module.until == kit.published_at.astimezone().date() + timedelta(days=365)  # nobody named a day
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [one.what for one in tx.find(KitEvent)] == [KitStep.HANDED_OUT]
    files = packed(world, module)
    media = {name for name in files if name.startswith("media/")}
    assert media == {"media/film.mp4", "media/film.en.vtt", "media/poster.jpg"}
    root = valid("scorm12", files["imsmanifest.xml"])
    assert media <= set(hrefs(root))
    assert b'src="media/film.mp4"' in files["film.html"]
    cartridge = packed(world, replace(module, format=Format.CARTRIDGE))
    assert media <= set(hrefs(valid("cartridge11", cartridge["imsmanifest.xml"])))


def test_where_somebody_says_no_the_module_has_neither_film_nor_guide_and_says_so(watched) -> None:
    world, version = watched
    module = made(world, version_id=version.id, audience=Audience.ONLINE)
    assert (module.kit_id, kits(world)) == ("", [])
    files = packed(world, module)
    assert not any(name.startswith("media/") for name in files)
    said = files["film.html"].decode()
    assert "Not everybody in it agrees" in said
    assert "Neighbours" not in b"".join(one for one in files.values() if isinstance(one, bytes)).decode()
    with pytest.raises(NothingLeft) as left:
        made(world, version_id=version.id, audience=Audience.ONLINE, agenda_id="")
    assert left.value.withheld.reasons
    with world.studio.documents.read(WORKSHOP) as tx:
        assert [one.id for one in modules_of(tx)] == [module.id]


def test_a_guide_that_may_tell_of_who_withdrew_stays_at_home(watched) -> None:
    world, version = watched
    guide = Guide(
        id=f"{version.cut_id} en",
        cut_id=version.cut_id,
        language="en",
        synopsis=("Bilal bakes bread",),
        changed_at=AT - timedelta(days=2),
        by="account-1",
    )
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(guide)
    module = made(world, version_id=version.id)
    assert b"Bilal bakes bread" in packed(world, module)["film.html"]
    gone = replace(version, id="version-gone", number=0, state=CutState.RECALLED)
    with world.studio.documents.write(WORKSHOP) as tx:
        tx.put(gone)
    stays = packed(world, module)["film.html"]
    assert b"Bilal bakes bread" not in stays
    assert b"There is no guide for this film here" in stays


def test_a_form_sent_twice_hands_out_one_kit(watched) -> None:
    world, version = watched
    wish = replace(WISH, version_id=version.id)
    both = [
        make(world.studio, WORKSHOP, wish, by="account-1", at=AT, once="0123456789abcdef") for _ in range(2)
    ]
    assert both[0] == both[1]
    assert len(kits(world)) == 1


def test_a_film_that_changed_on_disk_leaves_in_no_module(watched) -> None:
    world, version = watched
    (film_folder(world.studio, WORKSHOP, version.id) / "film.mp4").write_text("something else")
    with pytest.raises(FilmDamaged):
        made(world, version_id=version.id)
    with world.studio.documents.read(WORKSHOP) as tx:
        assert modules_of(tx) == []


def test_the_last_day_stands_in_every_page_and_ends_the_kit_too(watched) -> None:
    world, version = watched
    last = AT.astimezone().date() + timedelta(days=30)
    module = made(world, version_id=version.id, until=last)
    assert module.until == last
    [kit] = kits(world)
    assert kit.expires_at is not None
    assert kit.expires_at.astimezone().date() == last + timedelta(days=1)
    pages = [one.decode() for name, one in packed(world, module).items() if name.endswith(".html")]
    assert all(f'data-until="{last}"' in page for page in pages)
    assert kit_folder(world.studio, WORKSHOP, kit.id).is_dir()


# -- bad input -----------------------------------------------------------------------------------


def test_a_wish_that_cannot_be_is_refused_field_by_field(world: World) -> None:
    with pytest.raises(FormRefused) as refused:
        made(
            world,
            agenda_id="",
            platform=" \u202e",
            languages=(),
            audience=Audience.COMMUNITY,
            until=date(2020, 1, 1),
        )
    assert refused.value.problems == {
        "platform": Problem.MISSING,
        "agenda_id": Problem.MISSING,
        "languages": Problem.MISSING,
        "audience": Problem.NO_CHOICE,
        "until": Problem.ENDS_FIRST,
    }
    for more, problems in (
        ({"platform": "x" * 121}, {"platform": Problem.TOO_LONG}),
        ({"languages": ("en", "xx")}, {"languages": Problem.NO_LANGUAGE}),
        ({"agenda_id": "../secret"}, {"agenda_id": Problem.NO_CHOICE}),
        ({"version_id": "ghost"}, {"version_id": Problem.NO_CHOICE}),
    ):
        with pytest.raises(FormRefused) as refused:
            made(world, **more)
        assert refused.value.problems == problems
