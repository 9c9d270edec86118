"""Measures: how fast the product is, and how good its drafts are."""
