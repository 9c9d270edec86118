"""Edits, and the one function that makes a new model of them."""
