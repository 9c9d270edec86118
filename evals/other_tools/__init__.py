"""Drafts of other tools, and ids of other editions, in the form that scores read."""
