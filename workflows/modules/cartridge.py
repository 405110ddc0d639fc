"""IMS Common Cartridge 1.1: pages as web content, the check as a QTI 1.2 quiz of the platform's own.

Languages stand side by side, each a folder of its own in the platform's list. IMS Common Cartridge Profile
1.1; its quiz is "cc.exam.v0p1" with questions of one right answer ("cc.multiple_choice.v0p1").
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from workflows.modules.pages import Course, Part, page
from workflows.modules.questions import Question
from workflows.modules.scorm import MANIFEST, as_xml
from workflows.modules.texts import clean, plain, title
from workflows.papers import called

_SPACES = {
    "xmlns": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    "xmlns:lomimscc": "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
}
_QTI = {"xmlns": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}
_QUIZ = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
_PAGES = "webcontent"
_FILM = "R-film-files"
_PLAYED = "film.mp4"


def cartridge_files(course: Course, media: list[str]) -> dict[str, bytes]:
    """Return the files of a cartridge by name, the manifest first; *media* lie beside them."""
    files = {MANIFEST: _manifest(course, media)}
    for part, tag, name in _each(course):
        written = (
            _quiz(part, tag) if part.questions else page(course.module, part, [tag], alive=False).encode()
        )
        files[name] = written
    return files


def _each(course: Course) -> Iterator[tuple[Part, str, str]]:
    """Yield every part in every language, with the name of its file."""
    for tag in course.module.languages:
        for part in course.parts:
            yield part, tag, f"{part.name}.{tag}.{'xml' if part.questions else 'html'}"


def _manifest(course: Course, media: list[str]) -> bytes:
    module = course.module
    root = Element("manifest", {"identifier": f"M-{module.id}"} | _SPACES)
    _about(root, course)
    organizations = SubElement(root, "organizations")
    organization = SubElement(organizations, "organization", identifier="O-1", structure="rooted-hierarchy")
    top = SubElement(organization, "item", identifier="I-top")
    resources = SubElement(root, "resources")
    folders = {tag: _folder(top, tag, course) for tag in module.languages}
    for part, tag, name in _each(course):
        id_ = f"{part.name}-{tag}"
        item = SubElement(folders[tag], "item", identifier=f"I-{id_}", identifierref=f"R-{id_}")
        SubElement(item, "title").text = title(part.titles[tag])
        resource = _resource(resources, f"R-{id_}", [name], _QUIZ if part.questions else _PAGES)
        if part.has_film and media:
            SubElement(resource, "dependency", identifierref=_FILM)
            _film_item(folders[tag], tag)
    if media:
        _film_files(resources, media)
    return as_xml(root)


def _about(root: Element, course: Course) -> None:
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "IMS Common Cartridge"
    SubElement(about, "schemaversion").text = "1.1.0"
    general = SubElement(SubElement(about, "lomimscc:lom"), "lomimscc:general")
    titles = SubElement(general, "lomimscc:title")
    for tag, words in course.titles.items():
        SubElement(titles, "lomimscc:string", language=tag).text = title(words)
    for tag in course.titles:
        SubElement(general, "lomimscc:language").text = tag


def _folder(top: Element, tag: str, course: Course) -> Element:
    """Add the folder of a language; one alone has one, too: platforms drop pages that lie at the top."""
    many = len(course.module.languages) > 1
    folder = SubElement(top, "item", identifier=f"I-{tag}")
    SubElement(folder, "title").text = called(tag) if many else title(course.titles[tag])
    return folder


def _film_item(folder: Element, tag: str) -> None:
    """Add the film itself, which some platforms leave out of its page."""
    item = SubElement(folder, "item", identifier=f"I-film-itself-{tag}", identifierref=_FILM)
    SubElement(item, "title").text = plain(tag, "modules_film")


def _film_files(resources: Element, media: list[str]) -> None:
    """Add the files of the film: the one that is played first, since some platforms take the first only."""
    files = sorted(media, key=lambda name: not name.endswith(_PLAYED))
    _resource(resources, _FILM, files).set("href", files[0])


def _resource(resources: Element, id_: str, files: list[str], kind: str = _PAGES) -> Element:
    """Add a resource; one of a single file is opened by it."""
    resource = SubElement(resources, "resource", identifier=id_, type=kind)
    if len(files) == 1 and kind == _PAGES:
        resource.set("href", files[0])
    for file in files:
        SubElement(resource, "file", href=file)
    return resource


# -- the quiz --------------------------------------------------------------------------------


def _quiz(part: Part, tag: str) -> bytes:
    root = Element("questestinterop", _QTI)
    assessment = SubElement(root, "assessment", ident=f"A-{tag}", title=title(part.titles[tag]))
    _facts(
        assessment,
        {"cc_profile": "cc.exam.v0p1", "qmd_scoretype": "Percentage", "cc_maxattempts": "unlimited"},
    )
    section = SubElement(assessment, "section", ident="root_section")
    for question in part.questions[tag]:
        _ask(section, question)
    return as_xml(root)


def _ask(section: Element, question: Question) -> None:
    item = SubElement(section, "item", ident=f"Q-{question.id}", title=title(question.text))
    _facts(SubElement(item, "itemmetadata"), {"cc_profile": "cc.multiple_choice.v0p1"})
    shown = SubElement(item, "presentation")
    _words(shown, question.text)
    asked = SubElement(shown, "response_lid", ident=f"R-{question.id}", rcardinality="Single")
    options = SubElement(asked, "render_choice")
    for place, words in enumerate(question.options):
        _words(SubElement(options, "response_label", ident=f"{question.id}-{place}"), words)
    judged = SubElement(item, "resprocessing")
    outcomes = SubElement(judged, "outcomes")
    SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    right = SubElement(judged, "respcondition", {"continue": "No"})
    equal = SubElement(SubElement(right, "conditionvar"), "varequal", respident=f"R-{question.id}")
    equal.text = f"{question.id}-{question.right}"
    SubElement(right, "setvar", action="Set", varname="SCORE").text = "100"


def _words(parent: Element, words: str) -> None:
    text = SubElement(SubElement(parent, "material"), "mattext", texttype="text/plain")
    text.text = clean(words)


def _facts(parent: Element, facts: dict[str, str]) -> None:
    listed = SubElement(parent, "qtimetadata")
    for label, entry in facts.items():
        field = SubElement(listed, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = entry
