"""The deterministic analyst: facts in, verdicts, questions, scores and words out."""
