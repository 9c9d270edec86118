"""Decisions on threats: one by one, many at once, and the review that goes through them."""
