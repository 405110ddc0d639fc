"""Accounts of the studio: who may enter, as what, and what they did there."""

from workflows.accounts.account import Account, Role, SignIn

__all__ = ["Account", "Role", "SignIn"]
