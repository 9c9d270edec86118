"""What follows from the facts: verdicts, scores and the next question; knows nothing of text."""
