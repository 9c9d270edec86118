"""Sentences, cues and stance: how a text is parted and how a thing is said."""
