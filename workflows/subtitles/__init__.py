"""Tracks as people work on them: desks, changes, history, states."""
