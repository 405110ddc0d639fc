"""Clips: cut anew out of their footage, described, prepared for watching, with a picture of each person."""
