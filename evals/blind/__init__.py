"""Blind judgement of drafts by hand, and the figures that come of it."""
