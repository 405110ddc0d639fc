"""All changes of a workshop: as a board, and as a list by their day."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from pvstudio.model import Workshop
from web.pages.changes.desk import blueprint, words
from web.security.access import allow
from web.wording.showing import studio
from workflows.accounts import Role
from workflows.retrospectives import ChangeState, Kind, changes_of, retrospectives_of


@blueprint.get("/")
@allow(Role.FACILITATOR, Role.OFFICER)
def index(workshop: str) -> ResponseReturnValue:
    """Show the board: what is to do, what was done, what was dropped; and every looking back."""
    with studio().documents.read(workshop) as tx:
        found = changes_of(tx)
        return render_template(
            "changes/board.html",
            workshop=tx.get(Workshop, workshop),
            columns={state: [one for one in found if one.state is state] for state in ChangeState},
            retrospectives=retrospectives_of(tx),
            **words(),
        )


@blueprint.get("/list")
@allow(Role.FACILITATOR, Role.OFFICER)
def listing(workshop: str) -> ResponseReturnValue:
    """List the changes, all or of one kind, in a table."""
    wanted = request.args.get("kind", "")
    with studio().documents.read(workshop) as tx:
        found = changes_of(tx)
        return render_template(
            "changes/list.html",
            workshop=tx.get(Workshop, workshop),
            changes=[one for one in found if wanted not in set(Kind) or one.kind == wanted],
            wanted=wanted,
            **words(),
        )
