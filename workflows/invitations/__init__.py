"""Invitations: a workshop is opened to whoever wants to come; they register without an account."""

from workflows.invitations.ending import delete, delete_overdue, forget_registrations
from workflows.invitations.errors import ListFull, NoInvitation, NotRegistered
from workflows.invitations.listing import make_participant, registered
from workflows.invitations.model import Applicant, Invitation, Listed, Registration, Standing, Told
from workflows.invitations.offering import Offer, close, invitation_of, offer, open_by, reopen
from workflows.invitations.registering import is_full, new_letters, register, remove, standing, take_back

__all__ = [
    "Applicant",
    "Invitation",
    "ListFull",
    "Listed",
    "NoInvitation",
    "NotRegistered",
    "Offer",
    "Registration",
    "Standing",
    "Told",
    "close",
    "delete",
    "delete_overdue",
    "forget_registrations",
    "invitation_of",
    "is_full",
    "make_participant",
    "new_letters",
    "offer",
    "open_by",
    "register",
    "registered",
    "remove",
    "reopen",
    "standing",
    "take_back",
]
