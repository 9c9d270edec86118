"""Tests of what the field knows: catalog, conditions, retrieval and its index, checks."""
