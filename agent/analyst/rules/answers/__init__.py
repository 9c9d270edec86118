"""Answers to questions about the model and the work on it."""
