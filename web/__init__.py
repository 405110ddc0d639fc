"""The studio in the browser."""
