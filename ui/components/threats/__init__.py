"""Threats on a page: the list with its filters and order, the card, and what stands on it."""
