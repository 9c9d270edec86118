"""Data flows: those that a text tells of, and those that go without saying."""
