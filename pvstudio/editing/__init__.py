"""Recipes, titles, timelines and rendering."""
