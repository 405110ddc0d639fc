"""SCORM 1.2: every part is a page that reports to the platform (a SCO), named in imsmanifest.xml.

ADL SCORM 1.2, Content Aggregation Model 2.3; IMS Content Packaging 1.1.2. Platforms want the manifest in the
root of the ZIP, ids that are XML names, and titles of 200 letters at most.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workflows.modules.pages import Course, Part, page
from workflows.modules.questions import MASTERY
from workflows.modules.texts import title

MANIFEST = "imsmanifest.xml"
_SPACES = {
    "xmlns": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
}


def scorm_files(course: Course, media: list[str]) -> dict[str, bytes]:
    """Return the files of a SCORM 1.2 package by name, the manifest first; *media* lie beside them."""
    module = course.module
    pages = {f"{part.name}.html": page(module, part, module.languages).encode() for part in course.parts}
    return {MANIFEST: _manifest(course, media), **pages}


def _manifest(course: Course, media: list[str]) -> bytes:
    first = course.module.languages[0]
    root = Element("manifest", {"identifier": f"M-{course.module.id}", "version": "1.0"} | _SPACES)
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "ADL SCORM"
    SubElement(about, "schemaversion").text = "1.2"
    organizations = SubElement(root, "organizations", default="O-1")
    organization = SubElement(organizations, "organization", identifier="O-1")
    SubElement(organization, "title").text = title(course.titles[first])
    resources = SubElement(root, "resources")
    for part in course.parts:
        _item(organization, part, first)
        _resource(resources, part, media if part.has_film else [])
    return as_xml(root)


def _item(organization: Element, part: Part, language: str) -> None:
    names = {"identifier": f"I-{part.name}", "identifierref": f"R-{part.name}"}
    item = SubElement(organization, "item", names | {"isvisible": "true"})  # Open edX lists no other
    SubElement(item, "title").text = title(part.titles[language])
    if part.questions:
        SubElement(item, "adlcp:masteryscore").text = str(MASTERY)


def _resource(resources: Element, part: Part, media: list[str]) -> None:
    name = f"{part.name}.html"
    resource = SubElement(
        resources,
        "resource",
        {"identifier": f"R-{part.name}", "type": "webcontent", "adlcp:scormtype": "sco", "href": name},
    )
    for file in (name, *media):
        SubElement(resource, "file", href=file)


def as_xml(root: Element) -> bytes:
    """Return the bytes of an XML file, indented."""
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
