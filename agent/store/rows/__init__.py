"""Turns, versions, members and comments as rows of tables."""
