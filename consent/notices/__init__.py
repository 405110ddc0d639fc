"""Notices: the texts, drawings and recordings by which people are asked.

    notice("S3", "fa-AF")      what is shown before an answer, with its hash and reference
    words("sq")["valid_until"] short names for buttons, receipts and pages
    best_for(["prs", "en"])    languages to offer; never another language in silence
    known(reference)           what a noted reference showed, also after the text was changed
    usable(reference, "S3", approvals)   why it cannot be used for an answer, or None

docs/notices.md says how to translate, approve and narrate.
"""

from consent.notices.approvals import NoticeApproval, NoticeFault, NoticeProblem, approve, approved, usable
from consent.notices.catalogue import best_for, drawing, known, languages, notice, words
from consent.notices.earlier import keep
from consent.notices.errors import BadReference, NoticeBroken, NoticeMissing
from consent.notices.notice import (
    STAGES,
    Card,
    Notice,
    Origin,
    Reference,
    TeachBack,
    Topic,
    parse_reference,
)
from consent.notices.words import Words

__all__ = [
    "STAGES",
    "BadReference",
    "Card",
    "Notice",
    "NoticeApproval",
    "NoticeBroken",
    "NoticeFault",
    "NoticeMissing",
    "NoticeProblem",
    "Origin",
    "Reference",
    "TeachBack",
    "Topic",
    "Words",
    "approve",
    "approved",
    "best_for",
    "drawing",
    "keep",
    "known",
    "languages",
    "notice",
    "parse_reference",
    "usable",
    "words",
]
