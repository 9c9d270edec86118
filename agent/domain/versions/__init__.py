"""Versions of one model: what differs between two, what of two merges, and what was stepped back."""
