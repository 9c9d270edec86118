"""The next question: what an answer is worth, how likely it is, and what is still missing."""
