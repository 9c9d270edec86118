"""Answers to questions: buttons, lists, single words, and words that mean something because they were asked."""
