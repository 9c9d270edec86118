"""Sentences about the parts of a model: gone, renamed, joined, corrected."""
