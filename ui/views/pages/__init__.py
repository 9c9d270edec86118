"""Whole pages beside the sections of a model."""
