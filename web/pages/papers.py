"""Papers in the browser: as they are, or as PDF."""

from __future__ import annotations

from flask import Response, make_response

from workflows.papers import pdf

#: A paper carries its own style, and no script at all.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'none'"
)


def paper_answer(html: str, name: str, *, as_pdf: bool) -> Response:
    """Answer with a paper: shown, or as a PDF file called *name*.

    Raises :class:`~pvstudio.printing.PrintingUnavailable`, whose advice is to print from the browser.
    """
    if as_pdf:
        answer = make_response(pdf(html))
        answer.mimetype = "application/pdf"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        return answer
    answer = make_response(html)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
