"""Runs with a language model: recorded answers, answers from a folder, and what the model adds and costs."""
