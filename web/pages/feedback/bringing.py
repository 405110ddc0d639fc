"""A file that a phone has saved, brought in by somebody who is signed in."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from web.pages.feedback.desk import EVERYBODY, blueprint
from web.pages.feedback.showing import kit_page
from web.pages.feedback.words import WHY
from web.pages.kits import own_kit
from web.security.access import allow
from web.security.bodies import takes
from web.security.session import signed_in
from web.sending.queue import queue
from web.wording.i18n import _
from web.wording.showing import now, studio
from workflows.feedback.bringing import Brought, bring_in
from workflows.feedback.bundles import MAX_BYTES, BundleRefused
from workflows.feedback.reading import read_bundle


@blueprint.post("/kits/<kit_id>/bring")
@takes(files=4 * MAX_BYTES)
@allow(*EVERYBODY)
def bring(workshop: str, kit_id: str) -> ResponseReturnValue:
    """Bring files in: each thing once; what cannot be kept is named, and is still on the phone."""
    kit = own_kit(workshop, kit_id)
    sent = [content for one in request.files.getlist("bundle") if (content := one.stream.read())]
    if not sent:
        wrong = _("No file came."), _("Choose the file that the phone has saved.")
        return kit_page(workshop, kit, wrong=wrong), 422
    who, brought, not_ours = signed_in(), list[Brought](), 0
    for content in sent:
        try:
            bundle = read_bundle(content)
            brought.append(
                bring_in(studio(), queue(), workshop, kit.id, bundle, by=who.id, name=who.name, at=now())
            )
        except BundleRefused:
            not_ours += 1
    return kit_page(workshop, kit, brought=brought, not_ours=not_ours, WHY=WHY), 422 if not_ours else 200
